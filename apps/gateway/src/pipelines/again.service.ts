import { Inject, Injectable } from '@nestjs/common';
import { allStored } from '#artifacts';
import type { ArtifactStore } from '#artifacts';
import { Engine, isOver, parseCheckpointId } from '#engine';
import type { PipelineRecord, RerunOptions, RerunVerdict } from '#engine';
import type { Changes, PortValue } from '#pipeline';
import { everyArtifactIn } from '#pipeline';
import type {
  ChangesDto,
  CheckpointListDto,
  ForkDto,
  ListTasksDto,
  PipelineDto,
  PlanDto,
  RetryStepDto,
  UpdatePipelineDto,
} from '../dto/index.js';
import { changedMeanwhile, revisionOf } from '../etag.js';
import type { Origin } from '../idempotency.interceptor.js';
import { ApiError, notFound } from '../problem.filter.js';
import { Space } from '../space.js';
import { STORE } from '../tokens.js';
import { RequestFiles } from '../uploads/request-files.js';
import * as present from './presenter.js';
import { PipelinesService } from './pipelines.service.js';
import { parsedDefinition } from './request.js';

/** Running pipelines: for the first time, on, again, and as forks. */
@Injectable()
export class AgainService {
  constructor(
    private readonly engine: Engine,
    private readonly pipelines: PipelinesService,
    private readonly space: Space,
    private readonly files: RequestFiles,
    @Inject(STORE) private readonly store: ArtifactStore,
  ) {}

  /** Starts what is pending, goes on with what is paused, and resumes what ended, with changes if there are any. */
  async run(id: string, body: ChangesDto): Promise<PipelineDto> {
    const record = await this.pipelines.record(id);
    const changed = Object.keys(body).length > 0;
    if (isOver(record.status) || (record.status === 'paused' && changed)) {
      if (record.status === 'completed' && !changed)
        throw new ApiError(
          409,
          'pipeline_over',
          `Pipeline ${id} is completed; say what is to change, or what is to be done anew (rerun), or fork it.`,
        );
      return this.#rerun(record, await this.#changesOf(body), this.#optionsOf(record, body));
    }
    if (changed)
      throw new ApiError(409, 'pipeline_running', `Pipeline ${id} is ${record.status}; pause or cancel it first.`);
    if (record.status !== 'running') await this.space.check();
    await this.engine.start(id);
    return this.pipelines.get(id);
  }

  /** Changes what does not run: by the changes it is run when it is started. A name may change at any time. */
  async update(id: string, { name, ...body }: UpdatePipelineDto, ifMatch?: string): Promise<PipelineDto> {
    const revision = revisionOf(ifMatch);
    const record = await this.pipelines.record(id);
    if (revision !== undefined && revision !== record.revision) throw changedMeanwhile(`Pipeline ${id}`);
    const changes = { ...(await this.#changesOf(body)), ...(name !== undefined && { name }) };
    const options = { ...this.pipelines.optionsOf(body), ...(revision !== undefined && { revision }) };
    accepted(await this.engine.edit(record, changes, options), record);
    return this.pipelines.get(id);
  }

  /** Does a step anew, or what failed of it, or one of its tasks; what depends on it follows. */
  async retry(id: string, stepId: string, body: RetryStepDto): Promise<PipelineDto> {
    const record = await this.pipelines.record(id);
    const step = (await this.engine.store.steps(id)).find((candidate) => candidate.id === stepId);
    if (!step) throw notFound(`step in pipeline ${id}`, stepId);
    const { task_id: task, override_config: override } = body;
    if (task !== undefined && task !== stepId && !task.startsWith(`${stepId}[`))
      throw notFound(`task of step "${stepId}"`, task);
    const target = task ?? stepId;
    const incomplete = task === undefined && (step.failed > 0 || step.skipped > 0 || step.done < step.total);
    const changes: Changes = override ? { config: { [target]: override } } : { rerun: incomplete ? [] : [target] };
    return this.#rerun(record, await this.files.ofChanges(changes), {});
  }

  async fork(id: string, body: ForkDto, origin: Origin): Promise<PipelineDto> {
    const { run = false, ...changes } = body;
    const record = await this.pipelines.record(id);
    await this.space.check();
    const options = { ...this.#optionsOf(record, changes), ...origin };
    const fork = await this.engine.fork(record, await this.#changesOf(changes), options);
    if (run) await this.engine.start(fork.id);
    return this.pipelines.get(fork.id);
  }

  /** What a fork or a rerun would do and cost. */
  async plan(id: string, body: ChangesDto): Promise<PlanDto> {
    const record = await this.pipelines.record(id);
    return this.pipelines.planOf(
      await this.engine.planAgain(record, await this.#changesOf(body), this.#optionsOf(record, body)),
    );
  }

  /** The lines of a checkpoint; of all that was made, or up to one. */
  async exported(id: string, checkpoint?: string): Promise<AsyncGenerator<string>> {
    const record = await this.pipelines.record(id);
    const { checkpoint: seq } = this.#optionsOf(record, checkpoint === undefined ? {} : { checkpoint });
    return this.engine.exportCheckpoint(record, seq);
  }

  /** A pipeline from the lines of a checkpoint; what it names must be stored already, or is made again. */
  async imported(lines: AsyncIterator<string>, run: boolean, origin: Origin): Promise<PipelineDto> {
    const usable = (outputs: Record<string, PortValue>) => this.#describe(outputs);
    const record = await this.engine.importCheckpoint(lines, usable, origin);
    if (run) await this.engine.start(record.id);
    return this.pipelines.get(record.id);
  }

  /** Bytes that came without a recipe are known by their kind at least. */
  async #describe(outputs: Record<string, PortValue>): Promise<boolean> {
    if (!(await allStored(this.store, outputs))) return false;
    for (const { digest, media, mime } of everyArtifactIn(Object.values(outputs)))
      if (!(await this.store.getRecipe(digest))) await this.store.putRecipe(digest, { media, mime });
    return true;
  }

  async checkpoints(id: string, { offset, limit }: ListTasksDto): Promise<CheckpointListDto> {
    await this.pipelines.record(id);
    const { items, total } = await this.engine.store.checkpoints(id, offset, limit);
    return { items: items.map(present.checkpoint), total };
  }

  /** What is to change, with the stored files that it names made whole. Throws InvalidDefinitionError. */
  async #changesOf(body: ChangesDto): Promise<Changes> {
    return this.files.ofChanges(changesOf(body));
  }

  #optionsOf(record: PipelineRecord, body: ChangesDto): RerunOptions {
    const options = this.pipelines.optionsOf(body);
    if (body.checkpoint === undefined) return options;
    const checkpoint = parseCheckpointId(body.checkpoint);
    if (checkpoint?.pid !== record.id) throw notFound(`checkpoint of pipeline ${record.id}`, body.checkpoint);
    return { ...options, checkpoint: checkpoint.seq };
  }

  async #rerun(record: PipelineRecord, changes: Changes, options: RerunOptions): Promise<PipelineDto> {
    await this.space.check();
    accepted(await this.engine.rerun(record, changes, options), record);
    return this.pipelines.get(record.id);
  }
}

/** Throws ApiError where changes were not taken. */
function accepted(verdict: RerunVerdict, { id }: PipelineRecord): void {
  if (verdict === 'changed') throw changedMeanwhile(`Pipeline ${id}`);
  if (verdict === 'busy')
    throw new ApiError(
      409,
      'pipeline_running',
      `Pipeline ${id} still runs; pause or cancel it, and wait until nothing of it runs.`,
    );
}

function changesOf({ definition, inputs, config, rerun }: ChangesDto): Changes {
  return {
    ...(definition !== undefined && { definition: parsedDefinition(definition) }),
    ...(inputs && { inputs }),
    ...(config && { config }),
    ...(rerun && { rerun }),
  };
}
