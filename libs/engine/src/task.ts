import { CancelledError } from '#pipeline';
import type { PlannedStep, PortValue, ResolvedTask } from '#pipeline';
import type { Intent, OpenRequest } from './ledger.js';

/** Why a task's signal is aborted when its pipeline has ended; any other reason leaves the work to another worker. */
export class PipelineStopped extends CancelledError {}

/** Whether a result's bytes are all still there. */
export type Usable = (outputs: Record<string, PortValue>) => Promise<boolean>;

/** A task as the one who executes it sees it. */
export interface Task extends ResolvedTask {
  pipelineId: string;
  id: string;
  step: PlannedStep;
  seed: number;
  /** 1 for the first. */
  attempt: number;
  signal: AbortSignal;
  /** Reports 0 to 1, or without a number only that it goes on. Throttled, never fails the task. */
  progress(fraction?: number): void;
  /** Shows how the work looks by now, to whoever watches: a JPEG of at most 64 KB. Rejects while Redis is away. */
  preview(jpeg: Buffer): Promise<void>;
  /**
   * Equal work done before, by its action key; undefined when it has to be done now, by this task alone. `usable` says
   * whether a result's bytes are still there.
   */
  reuse(actionKey: string, usable: Usable): Promise<TaskResult | undefined>;
  /** Puts an intent to spend on record, or finds the one a lost worker left open. Call it before anything is sent. */
  intend(actionKey: string, intent: Intent): Promise<OpenRequest>;
}

export interface TaskResult {
  outputs: Record<string, PortValue>;
  /** Kept with the attempt: provider, model, cost, … */
  facts?: Record<string, unknown>;
  /** Set by `reuse`: it was not done now. */
  how?: 'own' | 'cache';
}

export type Execute = (task: Task) => Promise<TaskResult>;
