import type { Lane, Resource } from '#pipeline';
import { LANES } from '#pipeline';
import type { ChainableCommander, Redis } from 'ioredis';
import type { Dispatcher } from './dispatcher.js';
import type { Keys } from './keys.js';
import { TASK_QUEUES, poolOf } from './queues.js';
import type { Queues } from './queues.js';
import type { PipelineStatus } from './records.js';
import type { Scripts } from './scripts.js';

/** A queue as an operator sees it. Counts are tasks. */
export interface QueueState {
  name: string;
  /** Whose workers serve it. */
  pool: Resource;
  /** Nothing is begun; what runs may finish. */
  paused: boolean;
  workers: number;
  slots: number;
  running: number;
  /** Given to BullMQ: those that run, and the window of those that run next. */
  inFlight: number;
  /** Ready, and not yet in the window. */
  waiting: number;
  /** Failed, and to be tried again at a later time. */
  retrying: number;
}

/** A pipeline that runs or waits to. */
export interface QueuedPipeline {
  id: string;
  name: string;
  lane: Lane;
  owner: string;
  /** Where somebody moved it. */
  place: 'first' | 'last' | undefined;
  /** Among those with the same place: the lower stands before the higher. */
  rank: number | undefined;
  /** Tasks that wait for their turn. */
  ready: number;
  /** Tasks that run. */
  running: number;
  /** 1 is served next; undefined when none of its tasks waits. */
  position: number | undefined;
}

export interface QueueOverview {
  queues: QueueState[];
  /** Those without a position first, then in the order they are served. */
  pipelines: QueuedPipeline[];
  /** How many there are; at most `MOST_SEEN` are looked at. */
  total: number;
}

export interface MoveTo {
  /** Before all others, when nothing else waits, or (unset) in turn in its lane. */
  to?: 'first' | 'last';
  lane?: Lane;
  /** Just before another pipeline that was put first or last, in its place; `to` says nothing then. */
  before?: string;
}

/** So many pipelines are looked at, for each of a queue's places. */
const MOST_SEEN = 1000;

/** The queue as an object: to be looked at, reordered, paused. */
export class QueueControl {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly scripts: Scripts,
    private readonly queues: Queues,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** Begins nothing more of a queue, for all workers, also after a restart, until `resume`. */
  async pause(queue: string): Promise<void> {
    for (const name of await this.#meant(queue)) await this.queues.of(name).pause();
  }

  async resume(queue: string): Promise<void> {
    for (const name of await this.#meant(queue)) await this.queues.of(name).resume();
  }

  /** Whether tasks can be in a queue of that name. */
  async exists(queue: string): Promise<boolean> {
    return (await this.queues.taskQueues()).includes(queue);
  }

  /** A pool stands for all its queues. */
  async #meant(queue: string): Promise<string[]> {
    if (!TASK_QUEUES.some((pool) => pool === queue)) return [queue];
    return (await this.queues.taskQueues()).filter((name) => poolOf(name) === queue);
  }

  /**
   * Changes when a pipeline is served. Returns its status, undefined for no such pipeline, 'unplaced' where it cannot
   * stand before the other; one that is over stays.
   */
  async move(pid: string, { to, lane, before }: MoveTo): Promise<PipelineStatus | 'unplaced' | undefined> {
    const asked = [pid, to ?? '', lane ?? '', before ?? ''];
    const status = await this.scripts.run<PipelineStatus | 'unplaced' | null>('move', ...asked);
    this.dispatcher.kick();
    return status ?? undefined;
  }

  async overview(limit: number): Promise<QueueOverview> {
    const names = await this.queues.taskQueues();
    const orders = await Promise.all(names.map((queue) => this.#order(queue)));
    const active = await this.redis.smembers(this.keys.root('active'));
    const waiting = merged(orders);
    const known = new Set(waiting);
    const others = active.filter((pid) => !known.has(pid)).sort();
    const pipelines = await this.#pipelines([...others.slice(0, MOST_SEEN), ...waiting], names);
    const ready = names.map((_, queue) => pipelines.reduce((sum, { byQueue }) => sum + byQueue[queue]!, 0));
    const queues = await Promise.all(names.map((queue, index) => this.#state(queue, ready[index]!)));
    let position = 0;
    const listed = pipelines.map(({ byQueue, ...pipeline }): QueuedPipeline => {
      const waits = byQueue.reduce((sum, count) => sum + count, 0);
      return { ...pipeline, ready: waits, position: waits > 0 ? (position += 1) : undefined };
    });
    return { queues, pipelines: listed.slice(0, limit), total: listed.length };
  }

  async #state(queue: string, waiting: number): Promise<QueueState> {
    const { redis, keys } = this;
    const [paused, counts, workers, inFlight, behind, retrying] = await Promise.all([
      this.queues.of(queue).isPaused(),
      this.queues.of(queue).getJobCounts('active'),
      redis.zcount(keys.workers(queue), Date.now(), '+inf'),
      redis.zcard(keys.inflight(queue)),
      redis.zcard(keys.behind(queue)),
      redis.zcard(keys.later(queue)),
    ]);
    const slots = await this.dispatcher.slotsOf(queue);
    const running = counts.active ?? 0;
    return {
      name: queue,
      pool: poolOf(queue),
      paused,
      workers,
      slots,
      running,
      inFlight: inFlight + behind,
      waiting,
      retrying,
    };
  }

  /** The pipelines of a queue as they are served, by place. */
  async #order(queue: string): Promise<string[][]> {
    const ring = (place: string) => this.keys.ring(queue, place);
    const lane = async (name: Lane) => {
      const owners = await this.redis.lrange(ring(name), 0, MOST_SEEN - 1);
      const lists = await this.#all<string[]>(owners, (batch, owner) =>
        batch.lrange(`${ring(name)}:${owner}`, 0, MOST_SEEN - 1),
      );
      return interleaved(lists).slice(0, MOST_SEEN);
    };
    const put = (place: string) => this.redis.zrange(ring(place), 0, String(MOST_SEEN - 1));
    return Promise.all([put('first'), ...LANES.map(lane), put('last')]);
  }

  /** What is known of them, with the number of ready tasks by queue; those that do not run are left out. */
  async #pipelines(pids: string[], names: readonly string[]) {
    const rows = await this.#all<(string | null)[]>(pids, (batch, pid) =>
      batch.hmget(this.keys.pipeline(pid), 'status', 'name', 'lane', 'owner', 'place', 'running', 'placed'),
    );
    const counts = await this.#all<number>(
      pids.flatMap((pid) => names.map((queue) => this.keys.outbox(queue, pid))),
      (batch, key) => batch.llen(key),
    );
    return pids.flatMap((id, index) => {
      const [status, name, lane, owner, place, running, placed] = rows[index]!;
      if (status !== 'running') return [];
      const from = index * names.length;
      return {
        id,
        name: name ?? '',
        lane: (lane ?? 'interactive') as Lane,
        owner: owner ?? 'default',
        place: (place ?? undefined) as QueuedPipeline['place'],
        rank: place && placed ? Number(placed) : undefined,
        running: Number(running),
        byQueue: counts.slice(from, from + names.length),
      };
    });
  }

  /** One command for each, in one round trip. */
  async #all<Reply>(items: string[], command: (batch: ChainableCommander, item: string) => unknown): Promise<Reply[]> {
    if (items.length === 0) return [];
    const batch = this.redis.pipeline();
    for (const item of items) command(batch, item);
    return ((await batch.exec()) ?? []).map(([error, reply]) => {
      if (error) throw error;
      return reply as Reply;
    });
  }
}

/** The first of each, then the second of each, …: how turns are taken. */
function interleaved(lists: string[][]): string[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}

/** Place by place, each pipeline once, where it stands first. */
function merged(orders: string[][][]): string[] {
  const places = orders[0]?.length ?? 0;
  return [...new Set(Array.from({ length: places }, (_, place) => orders.flatMap((order) => order[place]!)).flat())];
}
