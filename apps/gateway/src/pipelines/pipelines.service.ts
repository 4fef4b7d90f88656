import { resolve, sep } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type {
  EventListDto,
  LogDto,
  OutputDto,
  PipelineDto,
  PipelineListDto,
  EstimateDto,
  PlanDto,
  StepDetailDto,
  StepRecordDto,
  ValidationDto,
} from '../dto/index.js';
import { CreatePipelineDto, ListPipelinesDto, PipelineRequestDto } from '../dto/index.js';
import type { Config } from '#config';
import { Engine, isOver, parseCheckpointId, parseCursor } from '#engine';
import type { Grounds, PipelineQuery, PipelineRecord, StepRecord, SubmitOptions } from '#engine';
import type { Inputs, PipelineDefinition, Plan } from '#pipeline';
import { InvalidDefinitionError, estimateLines, tasksExpected } from '#pipeline';
import { Providers, actionKeyOf } from '#providers';
import { catalogue } from '#steps';
import { BlueprintsService } from '../blueprints/blueprints.service.js';
import type { Origin } from '../idempotency.interceptor.js';
import { ApiError, notFound } from '../problem.filter.js';
import { Space } from '../space.js';
import { CONFIG } from '../tokens.js';
import { RequestFiles } from '../uploads/request-files.js';
import * as present from './presenter.js';
import { definitionOf, submitOptions } from './request.js';

/** Outputs listed with a pipeline; more are found step by step. */
const MAX_OUTPUTS = 100;
const STEPS_AT_ONCE = 4;
const FEW_STEPS = 8;

@Injectable()
export class PipelinesService {
  constructor(
    private readonly engine: Engine,
    private readonly providers: Providers,
    private readonly space: Space,
    private readonly files: RequestFiles,
    @Inject(CONFIG) private readonly config: Config,
    private readonly blueprints: BlueprintsService,
  ) {}

  async create(asked: CreatePipelineDto, origin: Origin): Promise<PipelineDto> {
    await this.space.check();
    const body = await this.blueprints.resolved(asked);
    const options = { ...this.optionsOf(body), ...origin };
    const { definition, inputs } = await this.#checked(body);
    const { resumeFrom } = body.options ?? {};
    const record =
      resumeFrom === undefined
        ? await this.engine.create(definition, inputs, options)
        : await this.#createFrom(resumeFrom, definition, inputs, options);
    if (body.run) await this.engine.start(record.id);
    return this.get(record.id);
  }

  async #createFrom(id: string, definition: PipelineDefinition, inputs: Inputs, options: SubmitOptions) {
    const checkpoint = parseCheckpointId(id);
    if (!checkpoint) throw notFound('checkpoint', id);
    return this.engine.createFrom(await this.record(checkpoint.pid), checkpoint.seq, definition, inputs, options);
  }

  /** What a request says of how it is run; a checkpoint folder is given from the root of them. Throws ApiError. */
  optionsOf(body: Parameters<typeof submitOptions>[0]): SubmitOptions {
    const { options, ...rest } = submitOptions(body);
    if (options?.checkpointDir === undefined) return { ...rest, ...(options && { options }) };
    const root = this.config.checkpointRoot;
    const dir = resolve(root, options.checkpointDir);
    if (dir === root || !dir.startsWith(root + sep))
      throw new ApiError(422, 'outside_root', `checkpointDir must lie in ${root}; give a name such as "my-film".`);
    return { ...rest, options: { ...options, checkpointDir: dir } };
  }

  async validate(asked: PipelineRequestDto): Promise<ValidationDto> {
    const body = await this.blueprints.resolved(asked);
    try {
      const options = { ...submitOptions(body), lenient: body.inputs === undefined };
      const { definition, inputs, problems } = await this.files.of(definitionOf(body), body.inputs ?? {});
      problems.push(...this.engine.compile(definition, inputs, options).problems);
      return { valid: problems.length === 0, problems };
    } catch (error) {
      if (error instanceof InvalidDefinitionError) return { valid: false, problems: error.problems };
      throw error;
    }
  }

  async plan(body: PipelineRequestDto): Promise<PlanDto> {
    return this.planOf(await this.#compiled(body));
  }

  /** What it will cost, as a bill. */
  async estimate(body: PipelineRequestDto): Promise<EstimateDto> {
    const plan = await this.#compiled(body);
    const { forecast, cached } = await this.#foreseen(plan);
    return present.estimate(estimateLines(plan, catalogue, forecast, cached), forecast);
  }

  async #compiled(asked: PipelineRequestDto): Promise<Plan> {
    const body = await this.blueprints.resolved(asked);
    const { definition, inputs } = await this.#checked(body);
    const { plan, problems } = this.engine.compile(definition, inputs, submitOptions(body));
    if (!plan) throw new InvalidDefinitionError(problems);
    return plan;
  }

  /** What is asked for, with the stored files that it names made whole. Throws InvalidDefinitionError, with all problems. */
  async #checked(body: PipelineRequestDto) {
    const { definition, inputs, problems } = await this.files.of(definitionOf(body), body.inputs ?? {});
    if (problems.length === 0) return { definition, inputs };
    throw new InvalidDefinitionError([
      ...problems,
      ...this.engine.compile(definition, inputs, submitOptions(body)).problems,
    ]);
  }

  /** A plan with what it will take, less what is there already. */
  async planOf(plan: Plan): Promise<PlanDto> {
    const { forecast, cached } = await this.#foreseen(plan);
    return present.plan(plan, forecast, cached);
  }

  async #foreseen(plan: Plan) {
    const cached = await this.engine.foresee(plan, (step, task) => actionKeyOf(this.providers, catalogue, step, task));
    const left = new Map(plan.steps.map((step) => [step.id, tasksExpected(step) - cached[step.id]!]));
    return { cached, forecast: await this.engine.forecast(plan, (id) => left.get(id)!) };
  }

  async list(query: ListPipelinesDto): Promise<PipelineListDto> {
    if (query.cursor !== undefined && !parseCursor(query.cursor))
      throw new ApiError(400, 'bad_cursor', 'cursor must be the `next` of a page; leave it out for the first one.');
    const { listing } = this.engine;
    const [{ items, next }, total] = await Promise.all([listing.page(queryOf(query)), listing.count(query.status)]);
    return { items: items.map(present.summary), total, ...(next !== undefined && { next }) };
  }

  async get(id: string): Promise<PipelineDto> {
    const { store } = this.engine;
    const record = await this.record(id);
    // As little as possible one after the other: on a busy Redis each answer is waited for.
    const plan = await store.plan(id, record.run);
    const early = plan.steps.length <= FEW_STEPS;
    const [steps, made, grounds] = await Promise.all([
      store.steps(id, record),
      early && Promise.all(plan.steps.map((step) => this.#made(record, step.id))),
      isOver(record.status) ? undefined : this.engine.grounds(),
    ]);
    const outputs = made ? made.flat().slice(0, MAX_OUTPUTS) : await this.#outputs(record, steps);
    const etaSeconds = grounds && (await this.#eta(plan, steps, grounds));
    return present.pipeline({ record, plan, steps, outputs, etaSeconds });
  }

  async pause(id: string): Promise<PipelineDto> {
    const status = await this.engine.pause(id);
    if (status === undefined) throw notFound('pipeline', id);
    if (isOver(status))
      throw new ApiError(409, 'pipeline_over', `Pipeline ${id} is ${status}; there is nothing to pause.`);
    return this.get(id);
  }

  async cancel(id: string, keepCompleted: boolean): Promise<PipelineDto> {
    const status = await this.engine.cancel(id, { discard: !keepCompleted });
    if (status === undefined) throw notFound('pipeline', id);
    return this.get(id);
  }

  async remove(id: string): Promise<void> {
    await this.record(id);
    if (!(await this.engine.remove(id)))
      throw new ApiError(409, 'pipeline_running', `Pipeline ${id} is still running; cancel it first.`);
  }

  async steps(id: string): Promise<StepRecordDto[]> {
    const record = await this.record(id);
    const { store } = this.engine;
    const plan = await store.plan(id, record.run);
    // With few steps it is quicker to read what all have made than to wait for which have.
    const early = plan.steps.length <= FEW_STEPS;
    const [steps, outputs] = await Promise.all([
      store.steps(id, record),
      early && Promise.all(plan.steps.map((step) => this.#made(record, step.id))),
    ]);
    return Promise.all(
      steps.map(async (step, at) =>
        present.stepRecord(step, record, plan, outputs ? outputs[at]! : await this.#stepOutputs(record, step)),
      ),
    );
  }

  async step(id: string, stepId: string, offset: number, limit: number): Promise<StepDetailDto> {
    const record = await this.record(id);
    const { store } = this.engine;
    const [plan, steps] = await Promise.all([store.plan(id, record.run), store.steps(id, record)]);
    const step = steps.find((candidate) => candidate.id === stepId);
    if (!step) throw notFound(`step in pipeline ${id}`, stepId);
    const [tasks, outputs] = await Promise.all([
      store.tasks(id, stepId, offset, limit),
      this.#stepOutputs(record, step),
    ]);
    return { ...present.stepRecord(step, record, plan, outputs), items: tasks.map(present.task) };
  }

  async log(id: string, after: string): Promise<LogDto> {
    await this.record(id);
    const { entries, last } = await this.engine.story.page(id, after);
    return { items: entries.map(present.log), ...(last !== undefined && { next: last }) };
  }

  /** Throws `not_found`. */
  async preview(id: string, taskId: string): Promise<Buffer> {
    const jpeg = await this.engine.previews.of(id, taskId);
    if (!jpeg) throw notFound(`preview in pipeline ${id}`, taskId);
    return jpeg;
  }

  async events(id: string, after: string): Promise<EventListDto> {
    await this.record(id);
    const { events, gap } = await this.engine.events.replay(id, after);
    return { items: events.map(present.event), gap };
  }

  /** Throws `not_found`. */
  async record(id: string): Promise<PipelineRecord> {
    const record = await this.engine.store.pipeline(id);
    if (!record) throw notFound('pipeline', id);
    return record;
  }

  async #outputs(record: PipelineRecord, steps: StepRecord[]): Promise<OutputDto[]> {
    const outputs: OutputDto[] = [];
    const begun = steps.filter((step) => step.done > 0);
    for (let at = 0; at < begun.length && outputs.length < MAX_OUTPUTS; at += STEPS_AT_ONCE) {
      const some = begun.slice(at, at + STEPS_AT_ONCE);
      outputs.push(...(await Promise.all(some.map((step) => this.#stepOutputs(record, step)))).flat());
    }
    return outputs.slice(0, MAX_OUTPUTS);
  }

  async #stepOutputs(record: PipelineRecord, { id, done }: StepRecord): Promise<OutputDto[]> {
    return done === 0 ? [] : this.#made(record, id);
  }

  async #made(record: PipelineRecord, stepId: string): Promise<OutputDto[]> {
    const tasks = await this.engine.store.stepOutputs(record.id, stepId, MAX_OUTPUTS, record);
    return tasks.flatMap(present.outputsOf).slice(0, MAX_OUTPUTS);
  }

  async #eta(plan: Plan, steps: StepRecord[], grounds: Grounds): Promise<number> {
    const left = new Map(
      steps.map((step) => [step.id, Math.max(step.total, step.expected ?? 1) * (1 - step.progress)]),
    );
    return (await this.engine.forecast(plan, (id) => left.get(id) ?? 0, undefined, grounds)).seconds;
  }
}

const queryOf = ({
  status,
  waiting,
  created_from,
  created_before,
  sort,
  ...rest
}: ListPipelinesDto): PipelineQuery => ({
  ...rest,
  waiting: waiting === 'true',
  order: sort,
  ...(status && { statuses: status }),
  ...(created_from !== undefined && { createdFrom: Date.parse(created_from) }),
  ...(created_before !== undefined && { createdBefore: Date.parse(created_before) }),
});
