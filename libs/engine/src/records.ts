import type { FailureCode, Lane, Lowered, Mode, PipelineDefinition, PortValue, ResumedFrom } from '#pipeline';

export const PIPELINE_STATUSES = [
  'pending',
  'running',
  'paused',
  'cancelling',
  'cancelled',
  'completed',
  'failed',
] as const;
export type PipelineStatus = (typeof PIPELINE_STATUSES)[number];

/** Statuses that never change again. */
export const isOver = (status: PipelineStatus): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

export const STEP_STATUSES = ['pending', 'running', 'review', 'completed', 'failed', 'skipped', 'cancelled'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** Done now, taken from an earlier run by its action key or unseen because nothing changed, or from the cache. */
export const PILOT_STATUSES = ['running', 'waiting', 'released', 'kept'] as const;
/** Of a pilot: it is being made; it waits for a person to decide; the rest is made too; the rest is left out. */
export type PilotStatus = (typeof PILOT_STATUSES)[number];

export const COMMIT_KINDS = ['ran', 'own', 'known', 'cache'] as const;
export type CommitKind = (typeof COMMIT_KINDS)[number];

export type TaskState =
  'held' | 'waiting' | 'ready' | 'running' | 'retrying' | 'review' | 'done' | 'skipped' | 'failed' | 'cancelled';

/** A failure as it is stored and shown. */
export interface FailureRecord {
  code: FailureCode;
  message: string;
  /** What the user can do. */
  hint: string;
}

/** What lists show of a pipeline. Times are milliseconds since 1970. */
export interface PipelineSummary {
  id: string;
  name: string;
  status: PipelineStatus;
  mode: Mode;
  lane: Lane;
  /** Whose it is. */
  owner: string;
  createdAt: number;
  /** When its status, step or settings last changed. */
  updatedAt: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
  currentStep: string | undefined;
  error: FailureRecord | undefined;
  /** Micro-dollars paid so far, over all runs, as the providers told. */
  costActual: number;
  /** Tasks whose results wait for a person. */
  inReview: number;
  /** Unset where nothing is held back. */
  pilot: PilotStatus | undefined;
}

export interface PipelineRecord extends PipelineSummary {
  /** 1 for the first; each resume or retry is another. */
  run: number;
  /** Raised by every change of its settings. */
  revision: number;
  /** Where its results come from, when it was forked or resumed. */
  resumedFrom: ResumedFrom | undefined;
  definition: PipelineDefinition;
  inputs: Record<string, unknown>;
  seed: number;
  /** Only its archive record is left. */
  archived: boolean;
  failedStep: string | undefined;
  failedTask: string | undefined;
  /** Micro-dollars it may spend in all; undefined for no limit of its own. */
  budget: number | undefined;
  /** Micro-dollars that count against budgets: what was paid, or its estimate where nobody told; and what is reserved. */
  spent: number;
  reserved: number;
  /** Why it is paused, when nobody asked for it. */
  pausedBy: PausedBy | undefined;
  /** Delivered files by step id, once the pipeline is completed. */
  published: Record<string, string[]> | undefined;
}

/** Why a pipeline paused by itself. */
export type PausedBy = PausedByBudget | PausedByGate;

/** A task was about to cost more than a budget allows. Money in dollars. */
interface PausedByBudget {
  reason: 'budget';
  /** Whose budget: the pipeline's, its owner's or the day's. */
  scope: 'pipeline' | 'key' | 'day' | 'month';
  limit: number;
  spent: number;
  needed: number;
  step_id: string;
  task_id: string;
}

/** Nobody decided about a result in time. */
interface PausedByGate {
  reason: 'gate';
  step_id: string;
  task_id: string;
  waited_sec: number;
}

export interface StepRecord {
  id: string;
  type: string;
  order: number;
  status: StepStatus;
  /** Tasks in the graph so far. */
  total: number;
  /** Tasks the plan foresaw; undefined when only known while it runs. */
  expected: number | undefined;
  done: number;
  failed: number;
  skipped: number;
  running: number;
  /** Tasks whose results wait for a person. */
  inReview: number;
  /** 0 to 1, never falling. */
  progress: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
  /** Milliseconds of work, summed over its tasks. */
  workMs: number;
  /** Tasks that took a result from an earlier run or the cache, and what that saved. */
  reused: number;
  savedMs: number;
  savedMicroDollars: number;
  /** Micro-dollars by the price list before anything was made; undefined where there is no price. */
  costEstimate: number | undefined;
  /** Micro-dollars paid so far, over all runs, as the provider told. */
  costActual: number;
  /** Paid requests that ended without anybody saying what they cost. */
  costUntold: number;
  provider: string;
  model: string;
  error: FailureRecord | undefined;
}

export interface TaskRecord {
  id: string;
  step: string;
  path: number[];
  seed: number;
  state: TaskState;
  attempts: number;
  losses: number;
  /** What the ladder of lower settings has lowered so far. */
  lowered: Lowered | undefined;
  worker: string | undefined;
  readyAt: number | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
  outputs: Record<string, PortValue> | undefined;
  /** Facts of the attempt that was committed: provider, model, actionKey, ms, microDollars, … */
  facts: Record<string, unknown> | undefined;
  /** Micro-dollars by the price list; undefined where there is no price. */
  costEstimate: number | undefined;
  /** Micro-dollars paid for it in this run, also for attempts that failed. */
  costActual: number;
  /** How often it was changed or made anew in review; the results before are kept. */
  versions: number;
  /** Where the result came from. */
  how: CommitKind | undefined;
  error: FailureRecord | undefined;
}

/** The state of a pipeline's run after one of its commits. */
export interface CheckpointRecord {
  id: string;
  pipelineId: string;
  /** Tasks done by then, and the place in the commit log. */
  seq: number;
  /** The task that was committed. */
  task: string;
  at: number;
  how: CommitKind;
}

export const checkpointId = (pid: string, seq: number): string => `${pid}@${seq}`;

/** The pipeline and the place in its commit log; undefined for what is no checkpoint's id. */
export function parseCheckpointId(id: string): { pid: string; seq: number } | undefined {
  const match = /^([A-Za-z0-9]+)@(\d{1,9})$/.exec(id);
  return match ? { pid: match[1]!, seq: Number(match[2]) } : undefined;
}
