import { CancelledError } from '#pipeline';
import type { PlannedStep, PortValue, ResolvedTask } from '#pipeline';
import type { Intent, OpenRequest } from './ledger.js';

/** Why a task's signal is aborted when its pipeline has ended; any other reason leaves the work to another worker. */
export class PipelineStopped extends CancelledError {}

/** Whether a result's bytes are all still there. */
export type Usable = (outputs: Record<string, PortValue>) => Promise<boolean>;

/** How much of a provider all workers together may use; undefined for no limit. */
export interface ProviderLimits {
  /** Tasks at the same time. */
  concurrency?: number | undefined;
  /** Tasks begun a minute; a tenth of them may begin at once. */
  perMinute?: number | undefined;
}

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
  /**
   * Waits its turn at a provider that all workers share; call it before anything is sent there. Throws SetAside where it
   * is not its turn yet: the task comes back by itself.
   */
  enter(provider: string, limits: ProviderLimits): Promise<void>;
  /** The provider has asked to be left alone for so many milliseconds: nobody begins anything there until then. */
  hold(provider: string, ms: number): Promise<void>;
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
