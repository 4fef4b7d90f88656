import { Injectable } from '@nestjs/common';
import { Engine } from '#engine';
import type { Decided } from '#engine';
import { InvalidDefinitionError, checkOverrides } from '#pipeline';
import type { PortValue } from '#pipeline';
import { catalogue } from '#steps';
import type { EditOutputsDto, RegenerateDto, ReviewListDto, ReviewedDto, VersionListDto } from '../dto/index.js';
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

  /** Approves these, and rejects what waits beside them. */
  async choose(id: string, step: string, tasks: string[]): Promise<ReviewedDto> {
    await this.#checkStep(id, step);
    for (const task of tasks) this.#judge(await this.engine.reviews.approve(id, ofStep(step, task)), task);
    const groups = new Set(tasks.map(groupOf));
    const others = (await this.#waitingOf(id, step)).filter((task) => groups.has(groupOf(task)));
    for (const task of others) await this.engine.reviews.reject(id, task);
    return this.#after(id);
  }

  async order(id: string, step: string, tasks: string[]): Promise<ReviewedDto> {
    await this.#checkStep(id, step);
    for (const task of tasks) ofStep(step, task);
    const verdict = await this.engine.reviews.order(id, step, tasks);
    if (verdict === 'over') throw pipelineOver();
    if (verdict === 'late') throw new ApiError(409, 'too_late', `What "${step}" made is being gathered already.`);
    return this.#after(id);
  }

  async versions(id: string, task: string): Promise<VersionListDto> {
    const all = await this.#versionsOf(id, task);
    const items = all.map(({ outputs: values, ...scored }, at) => ({
      ...{ version: at + 1, current: at === all.length - 1, values, ...scored },
      outputs: present.outputsOf({ id: task, step: stepIn(task), outputs: values }),
    }));
    return { items };
  }

  async restore(id: string, task: string, version: string): Promise<ReviewedDto> {
    const outputs = (await this.#versionsOf(id, task))[Number(version) - 1]?.outputs;
    if (!outputs) throw notFound(`version of task "${task}"`, version);
    this.#judge(await this.engine.reviews.edit(id, task, outputs), task);
    return this.#after(id);
  }

  /** Puts outputs in the place of what waits, and lets them go on. */
  async decideFor(id: string, task: string, outputs: Record<string, PortValue>): Promise<ReviewedDto> {
    this.#judge(await this.engine.reviews.edit(id, task, outputs), task);
    this.#judge(await this.engine.reviews.approve(id, task), task);
    return this.#after(id);
  }

  async #versionsOf(id: string, task: string) {
    await this.#checkStep(id, stepIn(task));
    const all = await this.engine.store.versions(id, ofStep(stepIn(task), task));
    if (all.length === 0) throw notFound('result of task', task);
    return all;
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
    if (decided === 'over') throw pipelineOver();
    if (decided === 'not_in_review')
      throw new ApiError(409, 'not_in_review', `Task "${task}" does not wait for a decision.`);
  }
}

const pipelineOver = () => new ApiError(409, 'pipeline_over', 'The pipeline does not run any more.');

/** How a task is named; what is named otherwise is not there. */
export const TASK = /^[\w-]+(\[\d+(,\d+)*\])?$/;

const stepIn = (task: string) => task.replace(/\[.*$/, '');

/** Tasks that differ in their last position only: takes of the same, or the items of a list. */
const groupOf = (task: string) => task.replace(/\d+\]$/, '');

const isOf = (step: string, task: string) => task === step || task.startsWith(`${step}[`);

function ofStep(step: string, task: string): string {
  if (isOf(step, task) && TASK.test(task)) return task;
  throw notFound(`task of step "${step}"`, task);
}
