import { Worker } from 'bullmq';
import type { Job, WorkerOptions } from 'bullmq';
import type { Engine } from './engine.js';

export interface LockOptions {
  lockDurationMs: number;
  stalledIntervalMs: number;
}

/** Recovery of a killed worker's job takes one to two of these. */
export const DEFAULT_LOCKS: LockOptions = { lockDurationMs: 10_000, stalledIntervalMs: 5_000 };

/**
 * How a worker of this engine is set up. Stalls never fail a job (`maxStalledCount`): lost workers are counted on the
 * task, with a cap of its own.
 */
export function workerOptions(
  engine: Engine,
  redisUrl: string,
  concurrency: number,
  locks: LockOptions = DEFAULT_LOCKS,
): WorkerOptions {
  return {
    connection: { url: redisUrl, maxRetriesPerRequest: null },
    prefix: engine.keys.bull,
    concurrency,
    lockDuration: locks.lockDurationMs,
    stalledInterval: locks.stalledIntervalMs,
    maxStalledCount: 1_000_000,
    drainDelay: 5,
  };
}

type Processor = (job: Job, token: string, signal?: AbortSignal) => Promise<void>;

/** A plain BullMQ worker, for processes without a framework. */
export function openWorker(engine: Engine, name: string, options: WorkerOptions, process: Processor): Worker {
  // Three plain parameters: BullMQ passes the signal only to a processor that declares it.
  const worker = new Worker(name, (job, token, signal) => process(job, token ?? '', signal), options);
  guardLocks(worker);
  return worker;
}

/** A job whose lock is lost may run elsewhere by now: stop it here. */
export function guardLocks(worker: Worker): void {
  worker.on('lockRenewalFailed', (jobIds: string[]) => {
    for (const id of jobIds) worker.cancelJob(id, 'its lock was lost');
  });
}
