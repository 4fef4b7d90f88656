import type { Output, Pipeline, PipelineStatus, Step } from '../gateway/api.js';
import { isOver } from '../gateway/api.js';
import { formatMoney } from '../text/format.js';

/** What is known of a running pipeline, from its events and from looking at it now and then. */
export interface LiveState {
  id: string;
  name: string;
  status: PipelineStatus;
  steps: LiveStep[];
  outputs: LiveOutput[];
  /** 0 to 1, weighted by the gateway. */
  progress: number;
  /** What the gateway expected, and when it said so. */
  eta?: { ms: number; at: number };
  startedAt?: number;
  endedAt?: number;
  /** When the latest event happened. */
  at: number;
}

export interface LiveStep {
  id: string;
  type: string;
  status: Step['status'];
  /** 0 to 1. */
  progress: number;
  tasks: number;
  done: number;
  /** Its share of the whole, in seconds it was expected to take. */
  weight: number;
  startedAt?: number;
  endedAt?: number;
  provider: string;
  model: string;
  /** The latest failure of a task. */
  trouble?: Trouble;
}

export interface Trouble {
  /** Tells one failure from the next. */
  eventId: string;
  code: string;
  message: string;
  hint: string;
  retryable: boolean;
  /** What the next try lowers, or who does it instead, in words; empty when nothing changes. */
  lowered: string;
}

export type LiveOutput = Pick<Output, 'step_id' | 'task_id' | 'port' | 'type' | 'url' | 'digest' | 'bytes' | 'facts'>;

export interface LiveEvent {
  id: string;
  type: string;
  pipeline_id: string;
  data: Readonly<Record<string, unknown>>;
}

const RANK: Record<Step['status'], number> = {
  ...{ pending: 0, running: 1, review: 1 },
  ...{ completed: 2, failed: 2, skipped: 2, cancelled: 2 },
};

/** Before anything happened: the events are replayed onto it. Without weights, only the gateway knows the whole. */
export function initialState(pipeline: Pipeline, weights: ReadonlyMap<string, number> = new Map()): LiveState {
  return {
    id: pipeline.id,
    name: pipeline.name,
    status: 'pending',
    steps: [...pipeline.steps]
      .sort((a, b) => a.step_order - b.step_order)
      .map(({ id, step_type, tasks, provider, model }) => ({
        id,
        type: step_type,
        status: 'pending',
        progress: 0,
        tasks,
        done: 0,
        weight: weights.get(id) ?? 0,
        provider,
        model,
      })),
    outputs: [],
    progress: 0,
    at: 0,
  };
}

/** The state after an event; unknown events and unknown steps change nothing. */
export function reduce(state: LiveState, event: LiveEvent): LiveState {
  const at = Math.max(state.at, timeOf(event.id));
  return applied({ ...state, at }, event, at);
}

function applied(state: LiveState, event: LiveEvent, at: number): LiveState {
  const { data } = event;
  const stepId = text(data.step_id);
  switch (event.type) {
    case 'pipeline_status':
      return onPipelineStatus(state, text(data.status) as PipelineStatus, text(data.current_step), at);
    case 'task_status':
      return data.status === 'running' ? onStep(state, stepId, (step) => started(step, at)) : state;
    case 'step_progress':
      return onStep(state, stepId, (step) => ({
        ...step,
        progress: Math.max(step.progress, number(data.progress_pct) / 100),
        done: Math.max(step.done, number(data.outputs_so_far)),
        tasks: Math.max(step.tasks, number(data.total)),
      }));
    case 'step_status':
      return onStep(state, stepId, (step) => ended(step, text(data.status) as Step['status'], number(data.done), at));
    case 'error':
      return onStep(state, stepId, (step) => ({ ...step, trouble: troubleOf(data, event.id) }));
    case 'output_ready':
      return addOutputs(state, [outputOf(data)]);
    default:
      return state;
  }
}

/** What a look at the pipeline adds; it never takes back what events have told, since it may be older than they are. */
export function mergeSnapshot(state: LiveState, pipeline: Pipeline, now: number): LiveState {
  const seen = new Map(pipeline.steps.map((step) => [step.id, step]));
  const startedAt = knownOr(state.startedAt, pipeline.started_at);
  const endedAt = knownOr(state.endedAt, pipeline.ended_at);
  const status = state.status === 'pending' || isOver(pipeline.status) ? pipeline.status : state.status;
  const merged: LiveState = {
    ...state,
    status,
    steps: state.steps.map((step) => mergeStep(step, seen.get(step.id))),
    progress: status === 'completed' ? 1 : Math.max(state.progress, pipeline.progress),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(pipeline.eta_seconds !== undefined && { eta: { ms: pipeline.eta_seconds * 1000, at: now } }),
  };
  return addOutputs(merged, pipeline.outputs);
}

function mergeStep(step: LiveStep, seen: Step | undefined): LiveStep {
  if (!seen) return step;
  const startedAt = knownOr(step.startedAt, seen.started_at);
  const endedAt = knownOr(step.endedAt, seen.ended_at);
  return {
    ...step,
    status: RANK[seen.status] > RANK[step.status] ? seen.status : step.status,
    progress: Math.max(step.progress, seen.progress),
    tasks: Math.max(step.tasks, seen.tasks),
    done: Math.max(step.done, seen.tasks_done),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
}

function onPipelineStatus(state: LiveState, status: PipelineStatus, current: string, at: number): LiveState {
  const next: LiveState = { ...state, status, startedAt: state.startedAt ?? at };
  if (!isOver(status)) return next;
  next.endedAt = at;
  if (status === 'completed') next.progress = 1;
  // The step that made a pipeline fail has no event of its own for that.
  return status === 'failed' ? onStep(next, current, (step) => ended(step, 'failed', step.done, at)) : next;
}

function onStep(state: LiveState, id: string, change: (step: LiveStep) => LiveStep): LiveState {
  const steps = state.steps.map((step) => (step.id === id ? change(step) : step));
  return { ...state, steps, progress: Math.max(state.progress, weighted(steps)) };
}

/** The whole between two looks at the gateway, which has the last word at the end. */
function weighted(steps: readonly LiveStep[]): number {
  const all = steps.reduce((sum, { weight }) => sum + weight, 0);
  const done = steps.reduce((sum, { weight, progress }) => sum + weight * progress, 0);
  return all === 0 ? 0 : Math.min(0.99, done / all);
}

function started(step: LiveStep, at: number): LiveStep {
  const status = RANK[step.status] > RANK.running ? step.status : 'running';
  return { ...step, status, startedAt: step.startedAt ?? at };
}

function ended(step: LiveStep, status: Step['status'], done: number, at: number): LiveStep {
  const progress = status === 'completed' ? 1 : step.progress;
  return { ...step, status, progress, done: Math.max(step.done, done), endedAt: step.endedAt ?? at };
}

export function troubleOf(data: LiveEvent['data'], eventId = ''): Trouble {
  return {
    eventId,
    code: text(data.error_code),
    message: text(data.error_message),
    hint: text(data.hint),
    retryable: data.retryable === true,
    lowered: loweredText(data.lowered) || failoverText(data.failover),
  };
}

/** `width 960 instead of 1280, quality draft instead of standard`. */
function loweredText(lowered: unknown): string {
  if (typeof lowered !== 'object' || lowered === null) return '';
  return Object.entries(lowered as Record<string, [unknown, unknown]>)
    .map(([field, [from, to]]) => `${field} ${String(to)} instead of ${String(from)}`)
    .join(', ');
}

/** `replicate/flux for $0.05 instead of $0.04 a unit`. */
function failoverText(failover: unknown): string {
  if (typeof failover !== 'object' || failover === null) return '';
  const { from, to } = failover as Record<
    'from' | 'to',
    { provider: string; model: string; unit_micro_dollars?: number }
  >;
  const [before, after] = [from, to].map(({ unit_micro_dollars: price }) =>
    price === undefined ? '?' : formatMoney(price),
  );
  return `${to.provider}/${to.model} for ${after} instead of ${before} a unit`;
}

/** What follows the failure, before it is said what went wrong. */
export function outcomeOf({ retryable, lowered }: Trouble): string {
  if (!retryable) return 'failed: ';
  return lowered === '' ? 'tried again: ' : `tried again with ${lowered}: `;
}

function outputOf(data: LiveEvent['data']): LiveOutput {
  return {
    step_id: text(data.step_id),
    task_id: text(data.task_id),
    port: text(data.port),
    type: text(data.output_type) as Output['type'],
    url: text(data.output_url),
    digest: text(data.digest),
    bytes: number(data.bytes),
    ...(typeof data.facts === 'object' && data.facts !== null && { facts: data.facts as Record<string, unknown> }),
  };
}

function addOutputs(state: LiveState, outputs: readonly LiveOutput[]): LiveState {
  const known = new Set(state.outputs.map(keyOf));
  const fresh = outputs.filter((output) => !known.has(keyOf(output)));
  return fresh.length === 0 ? state : { ...state, outputs: [...state.outputs, ...fresh] };
}

const keyOf = ({ task_id, port, digest }: LiveOutput): string => `${task_id} ${port} ${digest}`;

/** Event ids begin with the time, in milliseconds, of the Redis they come from. */
const timeOf = (eventId: string): number => Number(eventId.split('-')[0]);

function knownOr(known: number | undefined, iso: string | undefined): number | undefined {
  return known ?? (iso === undefined ? undefined : Date.parse(iso));
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
