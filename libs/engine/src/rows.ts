import type { Mode, PipelineDefinition, PlannedStep, PortValue } from '#pipeline';
import { deriveSeed, taskId, taskPrice, tasksExpected } from '#pipeline';
import type { PipelineRecord, PipelineStatus, PipelineSummary, StepRecord, TaskRecord, TaskState } from './records.js';

const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));

/** What of a pipeline's hash is read for lists. */
export const SUMMARY_FIELDS = [
  ...['name', 'status', 'mode', 'lane', 'owner', 'createdAt', 'updatedAt', 'startedAt', 'endedAt'],
  ...['currentStep', 'error', 'cost', 'reviews', 'pilot'],
];

/** What of a pipeline's hash is read for its record. The plan, much larger, is read once for each run. */
export const PIPELINE_FIELDS = [
  ...SUMMARY_FIELDS,
  ...['run', 'rev', 'resumedFrom', 'definition', 'seed', 'archived', 'published'],
  ...['failedStep', 'failedTask', 'budget', 'spent', 'reserved', 'why'],
];

/** What HMGET answers, by name; undefined where nothing is stored. */
export function fieldsOf(names: readonly string[], values: (string | null)[]): Record<string, string> | undefined {
  const found = names.flatMap((name, at): [string, string][] => {
    const value = values[at];
    return value === null || value === undefined ? [] : [[name, value]];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** What is no field of an archived pipeline any more, or part of the plan. */
interface Rest {
  inputs: PipelineRecord['inputs'];
  definition?: PipelineDefinition;
  published?: PipelineRecord['published'];
}

/** A pipeline's hash as lists show it. */
export function toSummary(id: string, p: Record<string, string>): PipelineSummary {
  return {
    id,
    name: p.name ?? '',
    status: p.status as PipelineStatus,
    mode: (p.mode ?? 'auto') as Mode,
    lane: (p.lane ?? 'interactive') as PipelineRecord['lane'],
    owner: p.owner ?? 'default',
    createdAt: Number(p.createdAt),
    updatedAt: Number(p.updatedAt ?? p.createdAt),
    startedAt: number(p.startedAt),
    endedAt: number(p.endedAt),
    currentStep: p.currentStep,
    error: p.error ? (JSON.parse(p.error) as PipelineRecord['error']) : undefined,
    costActual: Number(p.cost ?? 0),
    inReview: Number(p.reviews ?? 0),
    pilot: p.pilot as PipelineSummary['pilot'],
  };
}

/** A pipeline's hash as a record. */
export function toPipeline(id: string, p: Record<string, string>, rest: Rest): PipelineRecord {
  return {
    ...toSummary(id, p),
    run: Number(p.run),
    revision: Number(p.rev ?? 0),
    resumedFrom: p.resumedFrom ? (JSON.parse(p.resumedFrom) as PipelineRecord['resumedFrom']) : undefined,
    definition: rest.definition ?? (JSON.parse(p.definition ?? '{}') as PipelineDefinition),
    inputs: rest.inputs,
    seed: Number(p.seed),
    archived: p.archived !== undefined,
    failedStep: p.failedStep,
    failedTask: p.failedTask,
    budget: number(p.budget),
    spent: Number(p.spent ?? 0),
    reserved: Number(p.reserved ?? 0),
    pausedBy: p.why ? (JSON.parse(p.why) as PipelineRecord['pausedBy']) : undefined,
    published: p.published ? (JSON.parse(p.published) as Record<string, string[]>) : rest.published,
  };
}

/** Micro-dollars by the price list of the plan; undefined where there is no price. */
const estimate = (step: PlannedStep, tasks: number) => {
  const price = taskPrice(step);
  return price === undefined ? undefined : Math.round(price * tasks);
};

/** What a step has cost so far is kept with its pipeline, over all runs. */
export interface StepCost {
  actual: number;
  untold: number;
}

/** Where nothing runs and somebody has to decide, that is what it waits for. */
function stepStatus({ status = 'pending', running = '0', review = '0' }: Record<string, string>): StepRecord['status'] {
  return status === 'running' && Number(running) <= 0 && Number(review) > 0
    ? 'review'
    : (status as StepRecord['status']);
}

export function toStep(step: PlannedStep, order: number, s: Record<string, string>, cost: StepCost): StepRecord {
  return {
    id: step.id,
    type: step.type,
    order,
    status: stepStatus(s),
    total: Number(s.total ?? 0),
    expected: step.tasks,
    done: Number(s.done ?? 0),
    failed: Number(s.failed ?? 0),
    skipped: Number(s.skipped ?? 0),
    running: Number(s.running ?? 0),
    inReview: Number(s.review ?? 0),
    progress: s.status === 'completed' ? 1 : Number(s.shown ?? 0),
    startedAt: number(s.start),
    endedAt: number(s.end),
    workMs: Number(s.ms ?? 0),
    reused: Number(s.reused ?? 0),
    savedMs: Number(s.savedMs ?? 0),
    savedMicroDollars: Number(s.savedMicroDollars ?? 0),
    costEstimate: estimate(step, Math.max(Number(s.total ?? 0), tasksExpected(step))),
    costActual: cost.actual,
    costUntold: cost.untold,
    provider: step.selection.provider,
    model: step.selection.model,
    error: s.error ? (JSON.parse(s.error) as StepRecord['error']) : undefined,
  };
}

function howOf(n: Record<string, string>, facts: Record<string, unknown> | undefined): TaskRecord['how'] {
  if (n.s !== 'done') return undefined;
  if (n.kn && !n.a) return 'known'; // never claimed
  return (facts?.reused as TaskRecord['how']) ?? 'ran';
}

export function toTask(step: PlannedStep, path: number[], pipelineSeed: number, n: Record<string, string>): TaskRecord {
  const facts = n.f ? (JSON.parse(n.f) as Record<string, unknown>) : undefined;
  return {
    id: taskId(step.id, path),
    step: step.id,
    path,
    seed: deriveSeed(pipelineSeed, step.id, path),
    state: n.s as TaskState,
    attempts: Number(n.at ?? 0),
    losses: Number(n.ls ?? 0),
    lowered: n.lo ? (JSON.parse(n.lo) as TaskRecord['lowered']) : undefined,
    worker: n.wk,
    readyAt: number(n.rt),
    startedAt: number(n.a),
    endedAt: number(n.z),
    facts,
    costEstimate: estimate(step, 1),
    costActual: Number(n.mc ?? 0),
    versions: Number(n.vn ?? 0),
    how: howOf(n, facts),
    outputs: n.r ? (JSON.parse(n.r) as Record<string, PortValue>) : undefined,
    error: n.err ? (JSON.parse(n.err) as TaskRecord['error']) : undefined,
  };
}
