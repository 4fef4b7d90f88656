import { Injectable } from '@nestjs/common';
import { Engine } from '#engine';
import { parseNodeId, resolveTask } from '#pipeline';
import type { ArtifactRef } from '#pipeline';
import { candidatesIn, catalogue, choiceOutputs } from '#steps';
import type { CandidateListDto, ReviewedDto } from '../dto/index.js';
import { ApiError, notFound } from '../problem.filter.js';
import { ReviewsService, TASK } from './reviews.service.js';

/** What people choose among several. */
@Injectable()
export class ChoicesService {
  constructor(
    private readonly engine: Engine,
    private readonly reviews: ReviewsService,
  ) {}

  async list(id: string, task: string): Promise<CandidateListDto> {
    const { candidates, scores, chosen } = await this.#choice(id, task);
    const items = candidates.map(({ digest, media }, index) => ({
      ...{ index, chosen: chosen.includes(index), type: media as 'image' | 'video' | 'audio' },
      ...(scores[index] !== undefined && { score: scores[index] }),
      ...{ url: `/artifacts/${digest}`, digest },
    }));
    return { items };
  }

  async pick(id: string, task: string, chosen: number[]): Promise<ReviewedDto> {
    const { candidates, scores } = await this.#choice(id, task);
    const beyond = chosen.find((at) => at >= candidates.length);
    if (beyond !== undefined)
      throw new ApiError(
        422,
        'no_candidate',
        `There is no candidate ${beyond}: there are ${candidates.length}, from 0.`,
      );
    return this.reviews.decideFor(id, task, choiceOutputs(candidates, chosen, scores));
  }

  async #choice(id: string, task: string): Promise<{ candidates: ArtifactRef[]; scores: number[]; chosen: number[] }> {
    const { store } = this.engine;
    const record = TASK.test(task) ? await store.pipeline(id) : undefined;
    const [found] = record ? await store.tasksOf(id, [task]) : [];
    const plan = record && (await store.plan(id, record.run));
    const { step, path } = found ? parseNodeId(task) : { step: '', path: [] };
    if (plan?.steps.find((one) => one.id === step)?.type !== 'select' || !found?.outputs)
      throw notFound(`choice in pipeline ${id}`, task);
    const { inputs } = await resolveTask(plan, catalogue, step, path, store.reader(id));
    const { scores = [], chosen = [] } = found.outputs;
    return {
      candidates: candidatesIn(inputs.candidates),
      scores: [scores].flat().map(Number),
      chosen: [chosen].flat().map(Number),
    };
  }
}
