import { setTimeout } from 'node:timers/promises';
import { CONTROL_QUEUES, Engine, TASK_QUEUES, isOver } from '#engine';
import type { PipelineStatus } from '#engine';
import { Providers } from '#providers';
import { TOY_CATALOGUE } from '#testing';
import { ChaosProvider } from './provider.js';
import { PREFIX } from './settings.js';

const LOOK_MS = 200;
const JOB_STATES = ['waiting', 'active', 'delayed', 'prioritized', 'waiting-children'] as const;

/** Looks at the truth while it changes, and takes no part in it. */
export interface Observer {
  engine: Engine;
  /** Pipelines that have ended, and how. */
  over: Map<string, PipelineStatus>;
  /** What must never happen, seen while it ran. */
  seen: string[];
  /** Looks once at these pipelines and at what is in flight. */
  look(pids: readonly string[]): Promise<void>;
  /** Resolves when nothing is in any queue or in flight any more, at the latest after `withinMs`. */
  quiet(withinMs: number): Promise<void>;
  close(): Promise<void>;
}

export async function openObserver(redisUrl: string): Promise<Observer> {
  const { select } = await Providers.open([new ChaosProvider()], TOY_CATALOGUE);
  const engine = new Engine({ redisUrl, prefix: PREFIX, catalogue: TOY_CATALOGUE, select });
  const over = new Map<string, PipelineStatus>();
  const seen: string[] = [];
  const epochs = new Map<string, number>();

  async function lookAtStatus(pid: string): Promise<void> {
    const status = (await engine.redis.hget(engine.keys.pipeline(pid), 'status')) as PipelineStatus | null;
    const before = over.get(pid);
    if (before && status !== before) seen.push(`${pid} was ${before} and is ${status ?? 'gone'}`);
    if (status && isOver(status)) over.set(pid, status);
  }

  async function lookAtEpoch(member: string): Promise<void> {
    const [pid = '', task = ''] = member.split('|');
    const epoch = Number((await engine.redis.hget(engine.keys.node(pid, task), 'e')) ?? 0);
    const before = epochs.get(`${pid}|${task}`) ?? 0;
    if (epoch < before) seen.push(`the epoch of ${task} in ${pid} went from ${before} to ${epoch}`);
    epochs.set(`${pid}|${task}`, Math.max(before, epoch));
  }

  return {
    engine,
    over,
    seen,
    look: async (pids) => {
      for (const queue of TASK_QUEUES) await Promise.all((await underWay(engine, queue)).map(lookAtEpoch));
      await Promise.all(pids.map(lookAtStatus));
    },
    quiet: async (withinMs) => {
      const until = Date.now() + withinMs;
      while ((await leftInQueues(engine)).length > 0 && Date.now() < until) await setTimeout(LOOK_MS);
    },
    close: () => engine.close(),
  };
}

/** Jobs that BullMQ would still run, and tasks that count as given to it; one line for each queue that has any. */
export async function leftInQueues(engine: Engine): Promise<string[]> {
  const left: string[] = [];
  for (const name of [...TASK_QUEUES, ...CONTROL_QUEUES]) {
    const counts = await engine.queues.of(name).getJobCounts(...JOB_STATES);
    for (const [state, count] of Object.entries(counts)) if (count > 0) left.push(`${name}: ${count} ${state}`);
  }
  for (const queue of TASK_QUEUES) {
    for (const kind of ['inflight', 'behind', 'later'] as const) {
      const count = await engine.redis.zcard(engine.keys[kind](queue));
      if (count > 0) left.push(`${queue}: ${count} ${kind}`);
    }
  }
  return left;
}

/** Tasks given to BullMQ, as `<pipeline>|<task>|<generation>`. */
export async function underWay({ redis, keys }: Engine, queue: (typeof TASK_QUEUES)[number]): Promise<string[]> {
  const both = [keys.inflight(queue), keys.behind(queue)].map((key) => redis.zrange(key, '0', '-1'));
  return (await Promise.all(both)).flat();
}
