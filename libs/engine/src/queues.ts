import { FlowProducer, Queue } from 'bullmq';
import type { JobsOptions } from 'bullmq';
import type { Resource } from '#pipeline';
import { RESOURCES } from '#pipeline';
import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';

/** Queues that carry tasks, one for each resource class. */
export const TASK_QUEUES = RESOURCES;
/** Queues that finalise, beside those that carry tasks. */
export const CONTROL_QUEUES = ['steps', 'pipelines'] as const;
export type ControlQueue = (typeof CONTROL_QUEUES)[number];
export type QueueName = Resource | ControlQueue;

const DAY = 24 * 3600;
/**
 * One attempt: the engine retries a task itself, as a new job, so that BullMQ's attempts and ours cannot disagree.
 * Finished tasks are not kept: the engine knows them, and their step's job stays.
 */
const TASK: JobsOptions = { attempts: 1, removeOnComplete: true, removeOnFail: 1000 };
/** Finalising is repeated until it succeeds. */
const CONTROL: JobsOptions = {
  attempts: 20,
  backoff: { type: 'exponential', delay: 500 },
  removeOnComplete: { age: DAY, count: 1000 },
  removeOnFail: { age: DAY, count: 1000 },
};

/** What BullMQ is told about each queue's jobs; a queue without an entry does not compile. */
export const QUEUE_POLICY: Record<QueueName, JobsOptions> = {
  gpu: TASK,
  cpu: TASK,
  remote: TASK,
  steps: CONTROL,
  pipelines: CONTROL,
};

/** What a task's job carries: ids, never data. `g` is the generation of the job, see keys.ts. */
export interface TaskJobData {
  p: string;
  t: string;
  g: number;
}

export interface StepJobData {
  p: string;
  s: string;
}

export interface PipelineJobData {
  p: string;
  /** The run it finalises. */
  r: number;
}

/** BullMQ's side of the engine: its queues and the flow producer, on a shared connection. */
export class Queues {
  readonly byName: Record<QueueName, Queue>;
  readonly flow: FlowProducer;

  constructor(connection: Redis, keys: Keys) {
    const open = (name: QueueName) =>
      new Queue(name, { connection, prefix: keys.bull, defaultJobOptions: QUEUE_POLICY[name] });
    this.byName = {
      gpu: open('gpu'),
      cpu: open('cpu'),
      remote: open('remote'),
      steps: open('steps'),
      pipelines: open('pipelines'),
    };
    this.flow = new FlowProducer({ connection, prefix: keys.bull });
  }

  all(): Queue[] {
    return Object.values(this.byName);
  }

  async close(): Promise<void> {
    await Promise.all([...this.all().map((queue) => queue.close()), this.flow.close()]);
  }
}
