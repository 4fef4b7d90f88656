import type { FailureCode, PipelineDefinition, PortValue } from '#pipeline';

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

export const STEP_STATUSES = ['pending', 'running', 'completed', 'failed', 'skipped'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

export type TaskState = 'waiting' | 'ready' | 'running' | 'retrying' | 'done' | 'skipped' | 'failed' | 'cancelled';

/** A failure as it is stored and shown. */
export interface FailureRecord {
  code: FailureCode;
  message: string;
  /** What the user can do. */
  hint: string;
}

/** Times are milliseconds since 1970. */
export interface PipelineRecord {
  id: string;
  name: string;
  status: PipelineStatus;
  definition: PipelineDefinition;
  inputs: Record<string, unknown>;
  seed: number;
  createdAt: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
  currentStep: string | undefined;
  failedStep: string | undefined;
  failedTask: string | undefined;
  error: FailureRecord | undefined;
  /** Delivered files by step id, once the pipeline is completed. */
  published: Record<string, string[]> | undefined;
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
  /** 0 to 1, never falling. */
  progress: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
  /** Milliseconds of work, summed over its tasks. */
  workMs: number;
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
  worker: string | undefined;
  readyAt: number | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
  outputs: Record<string, PortValue> | undefined;
  error: FailureRecord | undefined;
}
