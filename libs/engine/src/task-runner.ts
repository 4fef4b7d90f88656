import type { Catalogue, PlannedStep, PortValue, ResolvedTask, Resource } from '#pipeline';
import {
  CancelledError,
  PipelineFailure,
  deriveSeed,
  failurePolicy,
  isArtifactRef,
  parseNodeId,
  resolveTask,
  stepOf,
} from '#pipeline';
import { UnrecoverableError } from 'bullmq';
import type { Job } from 'bullmq';
import type { Dispatcher } from './dispatcher.js';
import type { Events } from './events.js';
import type { TaskJobData } from './queues.js';
import { TASK_QUEUES } from './queues.js';
import type { FailureRecord } from './records.js';
import { decideFailure } from './retry.js';
import type { Scripts } from './scripts.js';
import type { Store } from './store.js';

/** A task as the one who executes it sees it. */
export interface Task extends ResolvedTask {
  pipelineId: string;
  id: string;
  step: PlannedStep;
  seed: number;
  /** 1 for the first. */
  attempt: number;
  signal: AbortSignal;
  /** Reports 0 to 1; also a sign of life. Throttled, never fails the task. */
  progress(fraction: number): void;
}

export interface TaskResult {
  outputs: Record<string, PortValue>;
  /** Kept with the attempt: provider, model, cost, … */
  facts?: Record<string, unknown>;
}

export type Execute = (task: Task) => Promise<TaskResult>;

/** More workers lost on one task than this, and it is taken to be the task's fault. */
const POISON_CAP = 5;
const PROGRESS_INTERVAL_MS = 200;
/** As in lua/base.lua. */
const FEW_TASKS = 200;

/** Runs the jobs of the task queues: claim, resolve, execute, commit or fail. One per worker process. */
export class TaskRunner {
  readonly #aborts = new Map<string, Set<AbortController>>();
  readonly #forget: () => void;
  #draining = false;

  constructor(
    private readonly worker: string,
    private readonly catalogue: Catalogue,
    private readonly scripts: Scripts,
    private readonly store: Store,
    private readonly dispatcher: Dispatcher,
    events: Events,
    private readonly execute: Execute,
  ) {
    this.#forget = events.onStop((pid) => this.#abort(pid, new CancelledError('the pipeline was stopped')));
  }

  /**
   * The processor. Resolves when the task is committed or is not this job's business any more; throws
   * UnrecoverableError otherwise, after the truth was told: BullMQ never retries, the engine does.
   */
  async run(job: Job<TaskJobData>, jobSignal?: AbortSignal): Promise<void> {
    const { p: pid, t: id, g: generation } = job.data;
    const [verdict, epoch, attempt] = await this.scripts.run<string[]>(
      'claim',
      pid,
      id,
      generation,
      this.worker,
      POISON_CAP,
      await this.#quiet(pid, id),
    );
    if (verdict !== 'ok' && verdict !== 'poisoned') {
      if (verdict === 'paused') this.dispatcher.kick();
      return;
    }
    const lease = { pid, id, epoch: epoch!, attempt: Number(attempt) };
    const abort = this.#track(pid, jobSignal);
    try {
      if (verdict === 'poisoned')
        throw new PipelineFailure('poisoned', `${id}: ${POISON_CAP + 1} workers stopped while running it`);
      const result = await this.#attempt(lease, abort.signal);
      await this.#commit(lease, result);
    } catch (error) {
      await this.#fail(lease, error, abort.signal);
    } finally {
      abort.release();
    }
  }

  /** Whether a step has too many tasks to tell of each; the script looks itself where that is not known beforehand. */
  async #quiet(pid: string, id: string): Promise<'0' | '1'> {
    const plan = await this.store.plan(pid).catch(() => undefined); // a pipeline that is gone is claimed in vain
    const step = plan?.steps.find((candidate) => candidate.id === parseNodeId(id).step);
    return (step?.tasks ?? 0) > FEW_TASKS ? '1' : '0';
  }

  async #attempt(lease: Lease, signal: AbortSignal): Promise<TaskResult> {
    const plan = await this.store.plan(lease.pid);
    const { step: stepId, path } = parseNodeId(lease.id);
    const step = stepOf(plan, stepId);
    const resolved = await resolveTask(plan, this.catalogue, stepId, path, this.store.reader(lease.pid));
    const seed = typeof resolved.config.seed === 'number' ? resolved.config.seed : deriveSeed(plan.seed, stepId, path);
    signal.throwIfAborted();
    const progress = this.#reporter(lease);
    try {
      return await this.execute({
        ...resolved,
        pipelineId: lease.pid,
        id: lease.id,
        step,
        seed,
        attempt: lease.attempt,
        signal,
        progress: progress.report,
      });
    } finally {
      await progress.settle();
    }
  }

  /** Sends at most a few reports a second, one at a time, and learns from the answer when the pipeline has ended. */
  #reporter(lease: Lease): { report: (fraction: number) => void; settle: () => Promise<void> } {
    let last = 0;
    let sending: Promise<void> = Promise.resolve();
    let busy = false;
    const report = (fraction: number) => {
      const now = Date.now();
      if (busy || now - last < PROGRESS_INTERVAL_MS) return;
      [last, busy] = [now, true];
      sending = this.scripts
        .run<string>('progress', lease.pid, lease.id, lease.epoch, Math.max(0, Math.min(0.99, fraction)))
        .then((status) => {
          if (status !== 'running' && status !== 'paused')
            this.#abort(lease.pid, new CancelledError(`the pipeline is ${status}`));
        })
        .catch(() => {}) // Redis is away: the work goes on, the commit will tell
        .finally(() => (busy = false));
    };
    return { report, settle: () => sending };
  }

  async #commit(lease: Lease, result: TaskResult): Promise<void> {
    const plan = await this.store.plan(lease.pid);
    const step = stepOf(plan, parseNodeId(lease.id).step);
    const events = Object.entries(result.outputs).flatMap(([port, value]) =>
      [value]
        .flat()
        .flatMap((item) =>
          isArtifactRef(item)
            ? [{ step_id: step.id, task_id: lease.id, port, output_type: item.media, artifact: item }]
            : [],
        ),
    );
    const [verdict, work, ...queues] = await this.scripts.run<[string, number, ...Resource[]]>(
      'commit',
      lease.pid,
      lease.id,
      lease.epoch,
      JSON.stringify(result.outputs),
      events.length > 0 ? JSON.stringify(events) : '',
      result.facts ? JSON.stringify(result.facts) : '',
      step.historyBucket,
    );
    // The slot this task held is free, so its own queue is dispatched too.
    if (verdict === 'ok' && work > 0) this.dispatcher.pump(lease.pid);
    else this.dispatcher.kick([...new Set([step.selection.resource, ...queues])]);
  }

  async #fail(lease: Lease, error: unknown, signal: AbortSignal): Promise<never> {
    const plan = await this.store.plan(lease.pid);
    const step = stepOf(plan, parseNodeId(lease.id).step);
    const failure = this.#classify(error, signal);
    const decision =
      failure instanceof CancelledError
        ? { action: this.#draining ? 'release' : 'cancelled', delayMs: 0 }
        : decideFailure(failure.code, lease.attempt, step.retry, step.onFailure, failure.retryAfterMs);
    const record: FailureRecord | { code: 'cancelled'; message: string; hint: string } =
      failure instanceof CancelledError
        ? { code: 'cancelled', message: failure.message, hint: '' }
        : { code: failure.code, message: failure.message, hint: failurePolicy(failure.code).hint };
    await this.scripts.run(
      'fail',
      lease.pid,
      lease.id,
      lease.epoch,
      JSON.stringify(record),
      decision.action,
      decision.delayMs,
      ...TASK_QUEUES,
    );
    this.dispatcher.pump(lease.pid);
    const what = decision.action === 'retry' ? `${failure.message} (again in ${decision.delayMs} ms)` : failure.message;
    throw new UnrecoverableError(what);
  }

  #classify(error: unknown, signal: AbortSignal): PipelineFailure | CancelledError {
    if (error instanceof CancelledError || signal.aborted)
      return error instanceof CancelledError ? error : new CancelledError('it was stopped');
    if (error instanceof PipelineFailure) return error;
    return new PipelineFailure('internal', error instanceof Error ? error.message : String(error), undefined, {
      cause: error,
    });
  }

  #track(pid: string, jobSignal: AbortSignal | undefined): { signal: AbortSignal; release: () => void } {
    const controller = new AbortController();
    const set = this.#aborts.get(pid) ?? new Set();
    this.#aborts.set(pid, set.add(controller));
    const forward = () => controller.abort(new CancelledError('the job was taken away'));
    jobSignal?.addEventListener('abort', forward, { once: true });
    const release = () => {
      jobSignal?.removeEventListener('abort', forward);
      set.delete(controller);
      if (set.size === 0) this.#aborts.delete(pid);
    };
    return { signal: controller.signal, release };
  }

  #abort(pid: string, reason: CancelledError): void {
    for (const controller of this.#aborts.get(pid) ?? []) controller.abort(reason);
  }

  /** Stops what still runs and gives it back to the queue: the end of a graceful shutdown. */
  releaseAll(): void {
    this.#draining = true;
    for (const pid of this.#aborts.keys()) this.#abort(pid, new CancelledError('the worker is shutting down'));
  }

  close(): void {
    this.#forget();
  }
}

interface Lease {
  pid: string;
  id: string;
  epoch: string;
  attempt: number;
}
