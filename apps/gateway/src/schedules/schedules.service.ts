import { Injectable } from '@nestjs/common';
import { Schedules, cronProblem, nextTimes, startScheduled } from '#automation';
import type { ScheduleRecord, ScheduleRun, ScheduleSettings } from '#automation';
import { Engine } from '#engine';
import { InvalidDefinitionError } from '#pipeline';
import type {
  CreateScheduleDto,
  GetTimesDto,
  PipelineDto,
  PipelineRequestDto,
  ScheduleDetailDto,
  ScheduleDto,
  ScheduleListDto,
  ScheduleRunDto,
  TimesDto,
  UpdateScheduleDto,
} from '../dto/index.js';
import { BlueprintsService } from '../blueprints/blueprints.service.js';
import type { Origin } from '../idempotency.interceptor.js';
import { PipelinesService } from '../pipelines/pipelines.service.js';
import { definitionOf } from '../pipelines/request.js';
import { ApiError, notFound } from '../problem.filter.js';
import { RequestFiles } from '../uploads/request-files.js';

const NEXT_RUNS = 5;

@Injectable()
export class SchedulesService {
  constructor(
    private readonly engine: Engine,
    private readonly schedules: Schedules,
    private readonly pipelines: PipelinesService,
    private readonly blueprints: BlueprintsService,
    private readonly files: RequestFiles,
  ) {}

  async create(body: CreateScheduleDto, owner: string): Promise<ScheduleDetailDto> {
    const { name, cron, timezone, missed, overlap } = body;
    checkTimes(cron, timezone);
    const request = await this.#requestOf(body.pipeline);
    const record = await this.schedules.create({ name, cron, timezone, missed, overlap, owner, request });
    if (!record) throw new ApiError(409, 'too_many_schedules', 'There are as many schedules as there may be.');
    return detail(record);
  }

  times({ cron, timezone }: GetTimesDto): TimesDto {
    checkTimes(cron, timezone);
    return { next_runs: nextTimes(cron, timezone, Date.now(), NEXT_RUNS).map(iso) };
  }

  async list(offset: number, limit: number): Promise<ScheduleListDto> {
    const { items, total } = await this.schedules.list(offset, limit);
    return { items: items.map(schedule), total };
  }

  async get(id: string): Promise<ScheduleDetailDto> {
    return detail(await this.#record(id));
  }

  /** It belongs to who changed it last: nobody decides what is made with another's budget. */
  async update(id: string, { pipeline, ...rest }: UpdateScheduleDto, owner: string): Promise<ScheduleDetailDto> {
    const record = await this.#record(id);
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const settings: Partial<ScheduleSettings> = {
      ...(given as Partial<ScheduleSettings>),
      ...(pipeline && { request: await this.#requestOf(pipeline) }),
      owner,
    };
    checkTimes(settings.cron ?? record.cron, settings.timezone ?? record.timezone);
    await this.schedules.update(record, settings);
    return this.get(id);
  }

  async remove(id: string): Promise<void> {
    if (!(await this.schedules.remove(id))) throw notFound('schedule', id);
  }

  async pause(id: string): Promise<ScheduleDetailDto> {
    const record = await this.#record(id);
    if (record.pausedAt === undefined) await this.schedules.pause(record);
    return this.get(id);
  }

  async resume(id: string): Promise<ScheduleDetailDto> {
    const record = await this.#record(id);
    if (record.pausedAt !== undefined) await this.schedules.resume(record);
    return this.get(id);
  }

  /** At once, beside its times. */
  async run(id: string, { owner, id: pipelineId }: Origin): Promise<PipelineDto> {
    const record = await this.#record(id);
    const run = await startScheduled(this.engine, { ...record, owner }, Date.now(), pipelineId);
    await this.schedules.note(id, run);
    if (run.pipelineId === undefined) throw new ApiError(422, 'invalid_definition', run.note ?? 'It cannot be made.');
    return this.pipelines.get(run.pipelineId);
  }

  async #record(id: string): Promise<ScheduleRecord> {
    const record = await this.schedules.get(id);
    if (!record) throw notFound('schedule', id);
    return record;
  }

  /** As it is now: a schedule goes on with what was judged. Throws InvalidDefinitionError. */
  async #requestOf(asked: PipelineRequestDto): Promise<ScheduleSettings['request']> {
    const body = await this.blueprints.resolved(asked);
    if (body.options?.resumeFrom !== undefined)
      throw new ApiError(422, 'not_for_schedules', 'Each run begins anew; leave resumeFrom out.');
    const options = this.pipelines.optionsOf(body);
    const { definition, inputs, problems } = await this.files.of(definitionOf(body), body.inputs ?? {});
    problems.push(...this.engine.compile(definition, inputs, options).problems);
    if (problems.length > 0) throw new InvalidDefinitionError(problems);
    return { definition, inputs, options };
  }
}

function checkTimes(cron: string, timezone: string): void {
  const problem = cronProblem(cron, timezone);
  if (problem) throw new ApiError(422, 'bad_schedule', `${problem}.`);
}

const iso = (ms: number) => new Date(ms).toISOString();

function schedule(record: ScheduleRecord): ScheduleDto {
  const { id, name, cron, timezone, missed, overlap, owner, request, next, why = '', last } = record;
  const paused = record.pausedAt !== undefined;
  return {
    ...{ id, name, cron, timezone, missed, overlap, owner, paused },
    pipeline_name: request.definition.name,
    created_at: iso(record.createdAt),
    next_runs: next === undefined ? [] : nextTimes(cron, timezone, next - 1, NEXT_RUNS).map(iso),
    ...(paused && { paused_because: why }),
    ...(last !== undefined && { last_pipeline_id: last }),
  };
}

function detail(record: ScheduleRecord): ScheduleDetailDto {
  const { definition, inputs, options } = record.request;
  const pipeline = { definition: definition as unknown as Record<string, unknown>, inputs, ...options };
  return { ...schedule(record), pipeline: pipeline, runs: record.runs.map(run).reverse() };
}

const run = ({ at, outcome, pipelineId, note }: ScheduleRun): ScheduleRunDto => ({
  ...{ at: iso(at), outcome },
  ...(pipelineId !== undefined && { pipeline_id: pipelineId }),
  ...(note !== undefined && { note }),
});
