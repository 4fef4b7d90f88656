import { Injectable } from '@nestjs/common';
import type {
  EventListDto,
  OutputDto,
  PipelineDto,
  PipelineListDto,
  PlanDto,
  StepDetailDto,
  StepDto,
  ValidationDto,
} from '../dto/index.js';
import { CreatePipelineDto, PipelineRequestDto } from '../dto/index.js';
import { Engine, isOver } from '#engine';
import type { PipelineRecord, StepRecord } from '#engine';
import type { PipelineDefinition, Plan } from '#pipeline';
import { InvalidDefinitionError, nearest, parseDefinition, parseDefinitionText } from '#pipeline';
import { templates } from '#steps';
import { ApiError, notFound } from '../problem.filter.js';
import * as present from './presenter.js';

/** Outputs listed with a pipeline; more are found step by step. */
const MAX_OUTPUTS = 500;

@Injectable()
export class PipelinesService {
  constructor(private readonly engine: Engine) {}

  async create(body: CreatePipelineDto): Promise<PipelineDto> {
    const record = await this.engine.create(definitionOf(body), body.inputs ?? {}, seedOf(body));
    if (body.run) await this.engine.start(record.id);
    return this.get(record.id);
  }

  validate(body: PipelineRequestDto): ValidationDto {
    try {
      const options = { ...seedOf(body), lenient: body.inputs === undefined };
      const { problems } = this.engine.compile(definitionOf(body), body.inputs ?? {}, options);
      return { valid: problems.length === 0, problems };
    } catch (error) {
      if (error instanceof InvalidDefinitionError) return { valid: false, problems: error.problems };
      throw error;
    }
  }

  async plan(body: PipelineRequestDto): Promise<PlanDto> {
    const { plan, problems } = this.engine.compile(definitionOf(body), body.inputs ?? {}, seedOf(body));
    if (!plan) throw new InvalidDefinitionError(problems);
    return present.plan(plan, await this.engine.forecast(plan));
  }

  async list(offset: number, limit: number): Promise<PipelineListDto> {
    const { items, total } = await this.engine.store.pipelines(offset, limit);
    return { items: items.map(present.summary), total };
  }

  async get(id: string): Promise<PipelineDto> {
    const record = await this.#record(id);
    const [plan, steps] = await Promise.all([this.engine.store.plan(id), this.engine.store.steps(id)]);
    const [outputs, etaSeconds] = await Promise.all([this.#outputs(id, steps), this.#eta(record, plan, steps)]);
    return present.pipeline({ record, plan, steps, outputs, etaSeconds });
  }

  async run(id: string): Promise<PipelineDto> {
    const status = await this.engine.start(id);
    if (status === undefined) throw notFound('pipeline', id);
    if (isOver(status))
      throw new ApiError(409, 'pipeline_over', `Pipeline ${id} is ${status}; create a new one to run it again.`);
    return this.get(id);
  }

  async pause(id: string): Promise<PipelineDto> {
    const status = await this.engine.pause(id);
    if (status === undefined) throw notFound('pipeline', id);
    if (isOver(status))
      throw new ApiError(409, 'pipeline_over', `Pipeline ${id} is ${status}; there is nothing to pause.`);
    return this.get(id);
  }

  async cancel(id: string): Promise<PipelineDto> {
    const status = await this.engine.cancel(id);
    if (status === undefined) throw notFound('pipeline', id);
    return this.get(id);
  }

  async remove(id: string): Promise<void> {
    await this.#record(id);
    if (!(await this.engine.remove(id)))
      throw new ApiError(409, 'pipeline_running', `Pipeline ${id} is still running; cancel it first.`);
  }

  async steps(id: string): Promise<StepDto[]> {
    await this.#record(id);
    return (await this.engine.store.steps(id)).map(present.step);
  }

  async step(id: string, stepId: string, offset: number, limit: number): Promise<StepDetailDto> {
    await this.#record(id);
    const step = (await this.engine.store.steps(id)).find((candidate) => candidate.id === stepId);
    if (!step) throw notFound(`step in pipeline ${id}`, stepId);
    const tasks = await this.engine.store.tasks(id, stepId, offset, limit);
    return { ...present.step(step), items: tasks.map(present.task) };
  }

  async events(id: string, after: string): Promise<EventListDto> {
    await this.#record(id);
    const { events, gap } = await this.engine.events.replay(id, after);
    return { items: events.map(present.event), gap };
  }

  async #record(id: string): Promise<PipelineRecord> {
    const record = await this.engine.store.pipeline(id);
    if (!record) throw notFound('pipeline', id);
    return record;
  }

  async #outputs(id: string, steps: StepRecord[]): Promise<OutputDto[]> {
    const outputs: OutputDto[] = [];
    for (const step of steps) {
      if (step.done === 0 || outputs.length >= MAX_OUTPUTS) continue;
      const tasks = await this.engine.store.tasks(id, step.id, 0, MAX_OUTPUTS);
      outputs.push(...tasks.flatMap(present.outputsOf));
    }
    return outputs.slice(0, MAX_OUTPUTS);
  }

  async #eta(record: PipelineRecord, plan: Plan, steps: StepRecord[]): Promise<number | undefined> {
    if (isOver(record.status)) return undefined;
    const left = new Map(
      steps.map((step) => [step.id, Math.max(step.total, step.expected ?? 1) * (1 - step.progress)]),
    );
    return (await this.engine.forecast(plan, (id) => left.get(id) ?? 0)).seconds;
  }
}

const seedOf = ({ seed }: PipelineRequestDto) => (seed === undefined ? {} : { seed });

/** The definition a request means. Throws InvalidDefinitionError when its shape is wrong. */
function definitionOf({ definition, template }: PipelineRequestDto): PipelineDefinition {
  if (template !== undefined) {
    const found = templates.get(template);
    if (found) return found;
    const guess = nearest(template, templates.keys());
    throw new ApiError(
      404,
      'unknown_template',
      `There is no template "${template}". ${guess ? `Did you mean "${guess}"?` : `There is: ${[...templates.keys()].join(', ')}.`}`,
    );
  }
  const parsed = typeof definition === 'string' ? parseDefinitionText(definition) : parseDefinition(definition);
  if (!parsed.definition) throw new InvalidDefinitionError(parsed.problems);
  return parsed.definition;
}
