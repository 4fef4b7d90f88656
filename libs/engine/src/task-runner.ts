import type { Catalogue, PlannedStep, StepConfig, StepType } from '#pipeline';
import {
  CancelledError,
  PipelineFailure,
  failurePolicy,
  lowerBy,
  loweredFields,
  loweredText,
  parseNodeId,
  resolveTask,
  stepOf,
} from '#pipeline';
import { UnrecoverableError } from 'bullmq';
import type { Job } from 'bullmq';
import type { Dispatcher } from './dispatcher.js';
import type { Events } from './events.js';
import type { TaskJobData } from './queues.js';
import { queueOf } from './queues.js';
import type { FailureRecord } from './records.js';
import type { Ledger } from './ledger.js';
import { outputEvents } from './outputs.js';
import type { Previews } from './previews.js';
import { afterFailovers, failoverTold, nextProvider } from './failover.js';
import { planForRedo, taskSeed, withNote } from './redo.js';
import { decideFailure } from './retry.js';
import type { FailureDecision } from './retry.js';
import { Reuse, keptResult } from './reuse.js';
import { runOf } from './runs.js';
import type { Scripts } from './scripts.js';
import { SetAside } from './set-aside.js';
import type { Store } from './store.js';
import { PipelineStopped } from './task.js';
import type { Execute, ProviderLimits, TaskResult } from './task.js';
import { GRACE_MS, VitalSigns, withGrace } from './vital-signs.js';

/** More workers lost on one task than this, and it is taken to be the task's fault. */
const POISON_CAP = 5;
/** As in lua/base.lua. */
const FEW_TASKS = 200;

/** Runs the jobs of the task queues: claim, resolve, execute, commit or fail. One per worker process. */
export class TaskRunner {
  readonly #aborts = new Map<string, Set<AbortController>>();
  readonly #forget: () => void;
  readonly #reuse: Reuse;

  constructor(
    private readonly worker: string,
    private readonly catalogue: Catalogue,
    private readonly scripts: Scripts,
    private readonly store: Store,
    private readonly dispatcher: Dispatcher,
    private readonly ledger: Ledger,
    private readonly previews: Previews,
    events: Events,
    private readonly execute: Execute,
    private readonly onError: (error: unknown) => void,
  ) {
    this.#reuse = new Reuse(scripts);
    this.#forget = events.onStop((pid) => this.#abort(pid, new PipelineStopped('the pipeline was stopped')));
  }

  /**
   * The processor. Resolves when the task is committed or is not this job's business any more; throws
   * UnrecoverableError otherwise, after the truth was told: BullMQ never retries, the engine does.
   */
  async run(job: Job<TaskJobData>, jobSignal?: AbortSignal): Promise<void> {
    const { p: pid, t: id, g: generation } = job.data;
    const [verdict, epoch, attempt, , rungs, lost, failovers] = await this.scripts.run<string[]>(
      'claim',
      pid,
      id,
      generation,
      this.worker,
      POISON_CAP,
      await this.#quiet(pid, id, runOf(generation)),
    );
    if (verdict !== 'ok' && verdict !== 'poisoned') {
      if (verdict === 'paused') this.dispatcher.kick();
      return;
    }
    const run = runOf(generation);
    const abort = this.#track(pid, jobSignal);
    const lease: Lease = {
      pid,
      id,
      run,
      epoch: epoch!,
      attempt: Number(attempt),
      rungs: Number(rungs),
      failovers: Number(failovers),
      abort,
    };
    try {
      if (verdict === 'poisoned') throw poisoned(id, lost!);
      const result = await this.#attempt(lease);
      await this.#commit(lease, result);
    } catch (error) {
      if (error instanceof SetAside) return this.dispatcher.kick();
      await this.#fail(lease, error);
    } finally {
      abort.release();
    }
  }

  /** Whether a step has too many tasks to tell of each; the script looks itself where that is not known beforehand. */
  async #quiet(pid: string, id: string, run: number): Promise<'0' | '1'> {
    const plan = await this.store.plan(pid, run).catch(() => undefined); // a pipeline that is gone is claimed in vain
    const step = plan?.steps.find((candidate) => candidate.id === parseNodeId(id).step);
    return (step?.tasks ?? 0) > FEW_TASKS ? '1' : '0';
  }

  async #attempt(lease: Lease): Promise<TaskResult> {
    const { pid, id, attempt } = lease;
    const { signal } = lease.abort;
    const plan = await this.store.plan(pid, lease.run);
    const { step: stepId, path } = parseNodeId(id);
    const step = afterFailovers(stepOf(plan, stepId), lease.failovers);
    const redone = (step.review && (await this.store.redone(pid, id))) || { count: 0 };
    const reader = this.store.reader(pid);
    const own = await this.store.ordered(pid, planForRedo(plan, id, redone), step);
    const resolved = await resolveTask(own, this.catalogue, stepId, path, reader);
    const { inputs } = resolved;
    const asked = withNote(resolved.config, redone);
    const type = this.catalogue.get(step.type)!;
    const config = lowerBy(type, asked, lease.rungs);
    lease.ladder = { type, asked, config };
    const seed = taskSeed(plan, stepId, path, config, redone.count);
    signal.throwIfAborted();
    const signs = this.#watch(lease, step, stallSeconds(step, type, config));
    const began = performance.now();
    try {
      const work = this.execute({
        ...{ pipelineId: pid, id, step, config, inputs, seed, attempt, signal },
        progress: signs.progress,
        preview: (jpeg) => this.previews.show(pid, id, lease.epoch, jpeg),
        reuse: (key, usable) => {
          lease.key = key;
          return this.#reuse.find(lease, plan, step, key, usable);
        },
        enter: async (provider, limits) => {
          await this.#enter(lease, provider, limits);
          lease.entered = true;
        },
        hold: async (provider, ms) => void (await this.scripts.run('hold', provider, Math.ceil(ms))),
        intend: async (key, intent) => {
          const anew = plan.rerun?.some((target) => target === id || target === stepId) ?? false;
          const request = await this.ledger.intend(lease, key, intent, anew);
          lease.requestId = request.requestId;
          return request;
        },
      });
      const result = await withGrace(work, signal, () => this.onError(didNotStop(lease, step)));
      if (result.how || !result.facts) return result;
      return { ...result, facts: { ...result.facts, ms: Math.round(performance.now() - began) } };
    } finally {
      await signs.close();
    }
  }

  async #enter({ pid, id, epoch }: Lease, provider: string, { concurrency, perMinute }: ProviderLimits): Promise<void> {
    const verdict = await this.scripts.run<string>(
      'enter',
      ...[pid, id, epoch, provider, concurrency ?? '', perMinute ?? ''],
    );
    if (verdict === 'stale') throw new CancelledError('the task was given to another worker');
    if (verdict === 'held') throw new SetAside(`${id}: "${provider}" has as much to do as it may have`);
  }

  #watch({ pid, id, epoch, abort }: Lease, step: PlannedStep, stallSec: number): VitalSigns {
    return new VitalSigns({
      send: (fraction) => this.scripts.run<string>('progress', pid, id, epoch, fraction),
      onAnswer: (status) => {
        if (status === 'stale') abort.stop(new CancelledError('another worker has taken the task over'));
        else if (status !== 'running' && status !== 'paused')
          this.#abort(pid, new PipelineStopped(`the pipeline is ${status}`));
      },
      stallMs: stallSec * 1000,
      onStall: () =>
        abort.stop(
          new PipelineFailure(
            'timeout',
            `${id}: no sign of progress from "${step.selection.provider}" for ${stallSec} s; ` +
              'the provider hangs or the machine is overloaded',
          ),
        ),
    });
  }

  async #commit(lease: Lease, result: TaskResult): Promise<void> {
    const plan = await this.store.plan(lease.pid, lease.run);
    const step = afterFailovers(stepOf(plan, parseNodeId(lease.id).step), lease.failovers);
    const events = outputEvents(lease.id, result.outputs);
    const outputs = JSON.stringify(result.outputs);
    const facts = result.facts ? JSON.stringify(result.facts) : '';
    const lowered =
      lease.rungs > 0 && lease.ladder ? loweredFields(lease.ladder.asked, lease.ladder.config) : undefined;
    const [verdict, work, ...queues] = await this.scripts.run<[string, number, ...string[]]>(
      lease.requestId || lease.entered ? 'commitPaid' : 'commit',
      lease.pid,
      lease.id,
      lease.epoch,
      outputs,
      events.length > 0 ? JSON.stringify(events) : '',
      // What was lowered belongs to this attempt, not to the result, which others may ask for as it is.
      lowered ? JSON.stringify({ ...result.facts, lowered }) : facts,
      step.historyBucket,
      result.how ?? 'ran',
      lease.key ?? '',
      lease.key && !result.how && step.cache ? keptResult(outputs, facts, lease.pid, lease.id) : '',
      Number(result.facts?.ms ?? 0),
      typeof result.facts?.microDollars === 'number' ? Math.round(result.facts.microDollars) : '',
      lease.requestId ?? '',
      lease.entered ? '1' : '',
      step.review ? '1' : '',
      step.qa ? 'qa' : (step.gate?.onTimeout ?? ''),
      Math.round((step.gate?.timeoutSec ?? 0) * 1000),
    );
    // The slot this task held is free, so its own queue is dispatched too.
    if (verdict === 'ok' && work > 0) this.dispatcher.pump(lease.pid);
    else this.dispatcher.kick([...new Set([queueOf(step.selection), ...queues])]);
  }

  async #fail(lease: Lease, error: unknown): Promise<never> {
    const failure = this.#classify(error, lease);
    const told = failure === 'stopped' ? await this.#giveBack(lease) : await this.#tell(lease, failure);
    this.dispatcher.pump(lease.pid);
    throw new UnrecoverableError(told);
  }

  /** Stopped from outside: where the pipeline still runs, the task waits for the next worker; else it is cancelled. */
  async #giveBack(lease: Lease): Promise<string> {
    const reason = lease.abort.signal.reason as Error;
    // Then somebody else takes the job over, and counts this worker as lost.
    if (!(reason instanceof LockLost)) await this.#sendFailure(lease, {}, 'release', 0);
    return reason.message;
  }

  async #tell(lease: Lease, failure: PipelineFailure): Promise<string> {
    const { id, attempt, ladder } = lease;
    const { step: stepId, path } = parseNodeId(id);
    const step = afterFailovers(stepOf(await this.store.plan(lease.pid, lease.run), stepId), lease.failovers);
    const { retry, onFailure } = step;
    const { code, retryAfterMs } = failure;
    const lower = ladder?.type.lower?.(ladder.config);
    const decision = decideFailure({ code, attempt, retryAfterMs, canLower: lower !== undefined }, retry, onFailure);
    // The pipeline names the step; of several items it has to be said which.
    const item = path.length === 0 || failure.message.startsWith(id) ? '' : `${id}: `;
    const tried = failurePolicy(code).action === 'retry_lower' && !lower ? whatWasTried(ladder) : '';
    const record: FailureRecord = { code, message: item + failure.message + tried, hint: failurePolicy(code).hint };
    const next = ['skip', 'abort'].includes(decision.action) && nextProvider(step, lease.failovers, code);
    if (next) {
      const change = { told: failoverTold(step, next), queue: queueOf(next) };
      await this.#sendFailure(lease, record, 'failover', 0, change);
      return `${record.message} (again with ${next.provider}/${next.model})`;
    }
    const lowered = decision.action === 'lower' && ladder && lower ? loweredFields(ladder.asked, lower) : undefined;
    await this.#sendFailure(lease, record, decision.action, decision.delayMs, lowered);
    if (lowered) return `${record.message} (again with ${loweredText(lowered)})`;
    return decision.action === 'retry' ? `${record.message} (again in ${decision.delayMs} ms)` : record.message;
  }

  async #sendFailure(
    { pid, id, epoch }: Lease,
    record: object,
    action: 'release' | 'failover' | FailureDecision['action'],
    delayMs: number,
    detail?: object,
  ): Promise<void> {
    const parts = [JSON.stringify(record), action, delayMs, detail ? JSON.stringify(detail) : ''];
    await this.scripts.run('fail', pid, id, epoch, ...parts);
  }

  #classify(error: unknown, { id, abort }: Lease): PipelineFailure | 'stopped' {
    const { signal } = abort;
    if (signal.aborted) return signal.reason instanceof PipelineFailure ? signal.reason : 'stopped';
    if (error instanceof PipelineFailure) return error;
    if (error instanceof CancelledError)
      return new PipelineFailure('provider_unavailable', `${id}: the provider stopped the work: ${error.message}`);
    return new PipelineFailure('internal', error instanceof Error ? error.message : String(error), undefined, {
      cause: error,
    });
  }

  #track(pid: string, jobSignal: AbortSignal | undefined): Abort {
    const controller = new AbortController();
    const set = this.#aborts.get(pid) ?? new Set();
    this.#aborts.set(pid, set.add(controller));
    const forward = () => controller.abort(new LockLost('the job was taken away'));
    jobSignal?.addEventListener('abort', forward, { once: true });
    const release = () => {
      jobSignal?.removeEventListener('abort', forward);
      set.delete(controller);
      if (set.size === 0) this.#aborts.delete(pid);
    };
    return { signal: controller.signal, stop: (reason) => controller.abort(reason), release };
  }

  #abort(pid: string, reason: CancelledError): void {
    for (const controller of this.#aborts.get(pid) ?? []) controller.abort(reason);
  }

  /** Stops what still runs and gives it back to the queue: the end of a graceful shutdown. */
  releaseAll(): void {
    for (const pid of this.#aborts.keys()) this.#abort(pid, new CancelledError('the worker is shutting down'));
  }

  close(): void {
    this.#forget();
  }
}

/** The right to one attempt at a task, and what is known of it. */
interface Lease {
  pid: string;
  id: string;
  run: number;
  epoch: string;
  attempt: number;
  /** Set once the task has asked for its work by action key. */
  key?: string;
  /** The paid request that makes it. */
  requestId?: string;
  /** Whether it was let in to a provider with limits. */
  entered?: boolean;
  /** How far down the ladder of lower settings. */
  rungs: number;
  /** How often it went to another provider. */
  failovers: number;
  abort: Abort;
  /** Known once the task is resolved: what was asked for, and what is run. */
  ladder?: Ladder;
}

interface Abort {
  signal: AbortSignal;
  stop: (reason: Error) => void;
  release: () => void;
}

interface Ladder {
  type: StepType;
  asked: StepConfig;
  config: StepConfig;
}

class LockLost extends CancelledError {}

const MAX_STALL_SEC = 86_400;

function stallSeconds(step: PlannedStep, type: StepType, config: StepConfig): number {
  return (
    step.stallTimeoutSec ??
    Math.min(MAX_STALL_SEC, Math.max(type.quietSeconds ?? 120, Math.ceil(10 * type.seconds(config))))
  );
}

function whatWasTried(ladder: Ladder | undefined): string {
  const lowered = ladder ? loweredText(loweredFields(ladder.asked, ladder.config)) : '';
  return lowered === ''
    ? '; this step has no lower settings to try'
    : `; also with ${lowered}, and there is nothing lower to try`;
}

function didNotStop({ pid, id }: Lease, { selection }: PlannedStep): Error {
  const grace = `${GRACE_MS / 1000} s`;
  return new Error(
    `${pid} ${id}: provider "${selection.provider}" did not stop within ${grace}; its slot is used again`,
  );
}

function poisoned(id: string, workers: string): PipelineFailure {
  return new PipelineFailure(
    'poisoned',
    `${id}: ${POISON_CAP + 1} workers stopped while they ran it, one after the other: ${workers}`,
  );
}
