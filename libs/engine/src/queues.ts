import { FlowProducer, Queue } from 'bullmq';
import type { JobsOptions } from 'bullmq';
import type { Plan, Resource, Selection } from '#pipeline';
import { RESOURCES } from '#pipeline';
import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';

/**
 * Queues that every installation has for its tasks, one for each pool of workers. Work of a model family has a queue of
 * its own beside `gpu`; `Queues.taskQueues` knows all.
 */
export const TASK_QUEUES = RESOURCES;
/** Queues that finalise, beside those that carry tasks. */
export const CONTROL_QUEUES = ['steps', 'pipelines'] as const;
type ControlQueue = (typeof CONTROL_QUEUES)[number];

/** What a queue's work needs of a card. */
export interface FamilyQueue {
  family: string;
  /** GB of the card's memory; unset when nobody knows. */
  vramGb?: number;
}

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

/** What BullMQ is told about the jobs that finalise. */
export const CONTROL_POLICY: Record<ControlQueue, JobsOptions> = { steps: CONTROL, pipelines: CONTROL };

const isControl = (name: string): name is ControlQueue => (CONTROL_QUEUES as readonly string[]).includes(name);

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

/**
 * Which queue a step's tasks go to: that of their pool, or on the cards that of their model family. Steps of one family
 * that need different amounts of memory are kept apart, so that a small card takes those it can do.
 */
export function queueOf({ resource, family, vramGb }: Pick<Selection, 'resource' | 'family' | 'vramGb'>): string {
  if (resource !== 'gpu' || family === undefined) return resource;
  const name = family.toLowerCase().replace(/[^a-z0-9.]+/g, '-');
  return vramGb === undefined ? `gpu-${name}` : `gpu-${name}-${vramGb}gb`;
}

/** Which workers serve a queue of tasks. */
export const poolOf = (queue: string): Resource => RESOURCES.find((pool) => pool === queue) ?? 'gpu';

/** BullMQ's side of the engine: its queues and the flow producer, on a shared connection. */
export class Queues {
  readonly flow: FlowProducer;
  readonly #open = new Map<string, Queue>();

  constructor(
    private readonly connection: Redis,
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly onError: (error: unknown) => void,
  ) {
    this.flow = new FlowProducer({ connection, prefix: keys.bull });
    this.flow.on('error', onError);
    for (const name of [...TASK_QUEUES, ...CONTROL_QUEUES]) this.of(name);
  }

  /** The queue of a name; opened when it is first asked for. */
  of(name: string): Queue {
    const known = this.#open.get(name);
    if (known) return known;
    const defaultJobOptions = isControl(name) ? CONTROL_POLICY[name] : TASK;
    const queue = new Queue(name, { connection: this.connection, prefix: this.keys.bull, defaultJobOptions });
    queue.on('error', this.onError);
    this.#open.set(name, queue);
    return queue;
  }

  /** The names of all queues that carry tasks, those of the pools first. */
  async taskQueues(): Promise<string[]> {
    const families = await this.redis.hkeys(this.keys.root('queues'));
    return [...TASK_QUEUES, ...families.sort()];
  }

  /** The queues of model families by name. */
  async families(): Promise<Map<string, FamilyQueue>> {
    const rows = await this.redis.hgetall(this.keys.root('queues'));
    return new Map(Object.entries(rows).map(([name, text]) => [name, JSON.parse(text) as FamilyQueue]));
  }

  /** Makes the queues known that a plan's tasks will go to. Comes before anything that could put a task there. */
  async register(plan: Plan): Promise<void> {
    const families = new Map<string, FamilyQueue>();
    for (const selection of plan.steps.flatMap((step) => [step.selection, ...(step.failover ?? [])])) {
      const { family, vramGb } = selection;
      const name = queueOf(selection);
      if (name !== selection.resource) families.set(name, { family: family!, ...(vramGb !== undefined && { vramGb }) });
    }
    for (const [name, family] of families) {
      const isNew = await this.redis.hsetnx(this.keys.root('queues'), name, JSON.stringify(family));
      // A pause of the pool holds for the families that are yet to come.
      if (isNew && (await this.of('gpu').isPaused())) await this.of(name).pause();
    }
  }

  /** Whether a worker holds a job that is active. */
  async isLocked(queue: string, jobId: string): Promise<boolean> {
    return (await this.redis.exists(this.of(queue).toKey(`${jobId}:lock`))) === 1;
  }

  async close(): Promise<void> {
    await Promise.all([...[...this.#open.values()].map((queue) => queue.close()), this.flow.close()]);
  }
}
