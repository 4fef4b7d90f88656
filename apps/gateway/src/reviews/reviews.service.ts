import { Injectable } from '@nestjs/common';
import { Engine } from '#engine';
import type { Decided } from '#engine';
import { InvalidDefinitionError, checkOverrides } from '#pipeline';
import type { PortValue } from '#pipeline';
import { catalogue } from '#steps';
import type { EditOutputsDto, RegenerateDto, ReviewListDto, ReviewedDto } from '../dto/index.js';
import { PricesService } from '../bulk/prices.service.js';
import * as present from '../pipelines/presenter.js';
import { PipelinesService } from '../pipelines/pipelines.service.js';
import { ApiError, notFound } from '../problem.filter.js';
import { RequestFiles } from '../uploads/request-files.js';
import { replaced } from './replaced.js';

const PAGE = 500;

/** What people decide about results that wait. */
@Injectable()
export class ReviewsService {
  constructor(
    private readonly engine: Engine,
    private readonly pipelines: PipelinesService,
    private readonly prices: PricesService,
    private readonly files: RequestFiles,
  ) {}

  async list(id: string, offset: number, limit: number): Promise<ReviewListDto> {
    await this.pipelines.record(id);
    const { tasks, total } = await this.engine.reviews.waiting(id, offset, limit);
    return { items: (await this.engine.store.tasksOf(id, tasks)).map(present.task), total };
  }

  /** Without `tasks` all of the step that wait. */
  async approve(id: string, step: string, tasks?: string[]): Promise<ReviewedDto> {
    await this.#checkStep(id, step);
    for (const task of tasks ?? (await this.#waitingOf(id, step)))
      this.#judge(await this.engine.reviews.approve(id, ofStep(step, task)), task);
    return this.#after(id);
  }

  async reject(id: string, step: string, tasks: string[]): Promise<ReviewedDto> {
    await this.#checkStep(id, step);
    for (const task of tasks) this.#judge(await this.engine.reviews.reject(id, ofStep(step, task)), task);
    return this.#after(id);
  }

  async regenerate(id: string, step: string, body: RegenerateDto): Promise<ReviewedDto> {
    await this.#checkStep(id, step);
    const { task_ids: tasks, note, override_config: config } = body;
    const plan = await this.engine.store.plan(id);
    const problems = config ? checkOverrides({ ...plan, overrides: { [step]: config } }, catalogue) : [];
    if (problems.length > 0) throw new InvalidDefinitionError(problems);
    const redo = { ...(config && { config }), ...(note !== undefined && { note }) };
    for (const task of tasks) this.#judge(await this.engine.reviews.redo(id, ofStep(step, task), redo), task);
    return this.#after(id);
  }

  async edit(id: string, step: string, { task_id: task, outputs }: EditOutputsDto): Promise<ReviewedDto> {
    await this.#checkStep(id, step);
    const [record] = await this.engine.store.tasksOf(id, [ofStep(step, task)]);
    if (!record) throw notFound(`task of step "${step}"`, task);
    const before: Record<string, PortValue> = record.outputs ?? {};
    this.#judge(await this.engine.reviews.edit(id, task, await replaced(this.files, before, outputs)), task);
    return this.#after(id);
  }

  async #after(id: string): Promise<ReviewedDto> {
    const [pipeline, price] = await Promise.all([this.pipelines.get(id), this.prices.of(id)]);
    return { ...pipeline, price };
  }

  async #waitingOf(id: string, step: string): Promise<string[]> {
    const found: string[] = [];
    for (let offset = 0; ; offset += PAGE) {
      const { tasks } = await this.engine.reviews.waiting(id, offset, PAGE);
      found.push(...tasks.filter((task) => isOf(step, task)));
      if (tasks.length < PAGE) return found;
    }
  }

  async #checkStep(id: string, step: string): Promise<void> {
    await this.pipelines.record(id);
    const { steps } = await this.engine.store.plan(id);
    if (!steps.some((planned) => planned.id === step)) throw notFound(`step in pipeline ${id}`, step);
  }

  #judge(decided: Decided, task: string): void {
    if (decided === 'unknown') throw notFound('task', task);
    if (decided === 'over') throw new ApiError(409, 'pipeline_over', 'The pipeline does not run any more.');
    if (decided === 'not_in_review')
      throw new ApiError(409, 'not_in_review', `Task "${task}" does not wait for a decision.`);
  }
}

const isOf = (step: string, task: string) => task === step || task.startsWith(`${step}[`);

function ofStep(step: string, task: string): string {
  if (isOf(step, task)) return task;
  throw notFound(`task of step "${step}"`, task);
}
