import {
  EXPAND_CHUNK,
  MAX_TASKS,
  PipelineFailure,
  expansion,
  expansionLength,
  failurePolicy,
  parseNodeId,
} from '#pipeline';
import type { JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { FlowTree } from './flow-tree.js';
import type { Keys } from './keys.js';
import type { Queues } from './queues.js';
import { poolOf } from './queues.js';
import type { Rewinder } from './rewind.js';
import type { Scripts } from './scripts.js';
import { shed } from './shed.js';
import type { Store } from './store.js';
import { wireNodes } from './wire.js';

/** Jobs kept ready in BullMQ for each worker slot: enough to hide dispatch, few enough to stay fair. */
const JOBS_PER_SLOT = 4;
const MIN_WINDOW = 4;
const SLOTS_TTL_MS = 1000;
/** Held tasks that one script lets go. */
const UNHOLD_CHUNK = 100;

/** What `take` gives: pipeline, `task|generation` and priority in turn. */
type Taken = (string | number)[];

/** Where BullMQ puts a job: at the head, in turn, or behind all that have no priority. */
const place = (priority: number): Pick<JobsOptions, 'lifo' | 'priority'> =>
  priority === 0 ? {} : priority < 0 ? { lifo: true } : { priority };

/**
 * Moves ready tasks into BullMQ within a window, and does the graph's own work: expansions, long fan-outs, finished
 * steps. Runs in every process; all of it can be repeated or left half done without harm.
 */
export class Dispatcher {
  readonly #running = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #slots = new Map<string, { value: number; at: number }>();
  #closed = false;

  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly scripts: Scripts,
    private readonly queues: Queues,
    private readonly tree: FlowTree,
    private readonly store: Store,
    private readonly rewinder: Rewinder,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Dispatches soon; calls while it runs are merged into one more round. */
  kick(queues?: readonly string[]): void {
    if (queues) for (const queue of queues) this.#once(queue, () => this.#dispatch(queue));
    else this.#once('all queues', async () => this.kick(await this.queues.taskQueues()));
  }

  /** Does a pipeline's graph work soon, then dispatches. */
  pump(pid: string): void {
    this.#once(`pump ${pid}`, () => this.#pump(pid));
  }

  #once(key: string, action: () => Promise<void>): void {
    if (this.#closed) return;
    if (this.#running.has(key)) {
      this.#again.add(key);
      return;
    }
    const run = async () => {
      do {
        this.#again.delete(key);
        await action().catch((error: unknown) => {
          if (!this.#closed) this.onError(error); // the sweeper comes by again
        });
      } while (this.#again.has(key) && !this.#closed);
      // In one go with the look above: whoever calls in between would be lost.
      this.#running.delete(key);
    };
    this.#running.set(key, run());
  }

  async #dispatch(queue: string): Promise<void> {
    for (;;) {
      const window = Math.max(MIN_WINDOW, (await this.slotsOf(queue)) * JOBS_PER_SLOT);
      const [taken, nextDue, more] = await this.scripts.run<[Taken, string, 0 | 1]>('take', queue, window);
      this.#wakeAt(queue, Number(nextDue));
      if (taken.length > 0) {
        await this.queues.of(queue).addBulk(this.#jobs(taken));
        // A card that is at another queue does not hear of it from BullMQ.
        if (poolOf(queue) === 'gpu') await this.redis.publish(this.keys.root('control'), `work ${queue}`);
      } else if (!more) return;
    }
  }

  /** The jobs of what `take` gave. */
  #jobs(taken: Taken) {
    const jobs = Array.from({ length: taken.length / 3 }, (_, index) => {
      const [pid, entry, priority] = taken.slice(index * 3, index * 3 + 3) as [string, string, number];
      const [task = '', generation = ''] = entry.split('|');
      return {
        name: parseNodeId(task).step,
        data: { p: pid, t: task, g: Number(generation) },
        opts: { ...this.tree.taskOptions(pid, task, generation), ...place(priority) },
      };
    });
    // Each job put at the head goes before the one put there last: backwards, they come out in order.
    const ahead = jobs.filter(({ opts }) => opts.lifo).reverse();
    return ahead.length === 0 ? jobs : [...ahead, ...jobs.filter(({ opts }) => !opts.lifo)];
  }

  /** Retries fall due without anything else happening. */
  #wakeAt(queue: string, inMs: number): void {
    clearTimeout(this.#timers.get(queue));
    if (inMs < 0 || this.#closed) return;
    this.#timers.set(queue, setTimeout(() => this.kick([queue]), Math.min(inMs + 1, 60_000)).unref());
  }

  /** Slots of the workers alive, at most a second old. */
  async slotsOf(queue: string): Promise<number> {
    const known = this.#slots.get(queue);
    if (known && Date.now() - known.at < SLOTS_TTL_MS) return known.value;
    const members = await this.redis.zrangebyscore(this.keys.workers(queue), Date.now(), '+inf');
    const value = members.reduce((sum, member) => sum + Number(member.split('|').at(-1)), 0);
    this.#slots.set(queue, { value, at: Date.now() });
    return value;
  }

  async #pump(pid: string): Promise<void> {
    for (;;) {
      const [item, status] = await Promise.all([
        this.redis.lindex(this.keys.work(pid), 0),
        this.redis.hget(this.keys.pipeline(pid), 'status'),
      ]);
      if (!item || !status) break;
      if (status === 'pending' && !(await this.#rewinds(pid))) return; // begins when it is started
      await this.#work(pid, item, status === 'running' || status === 'paused');
      this.kick();
    }
    await this.scripts.run('worked', pid, '');
    this.kick();
  }

  /** Whether a pending pipeline is on its way to its next run. */
  async #rewinds(pid: string): Promise<boolean> {
    return (await this.redis.lpos(this.keys.work(pid), '@')) !== null;
  }

  async #work(pid: string, item: string, live: boolean): Promise<void> {
    if (item === '@') {
      await this.rewinder.rewind(pid);
      await this.scripts.run('worked', pid, item);
    } else if (item === '!') {
      const run = await this.store.run(pid);
      await this.tree.promoteAll(pid, run, await this.store.plan(pid, run));
      if (await this.redis.hexists(this.keys.pipeline(pid), 'discard')) await shed(this.scripts, pid, [], true);
      await this.scripts.run('worked', pid, item);
    } else if (item.endsWith('!')) {
      await this.tree.promote(pid, await this.store.run(pid), item.slice(0, -1));
      await this.scripts.run('worked', pid, item);
    } else if (!live) {
      await this.scripts.run('worked', pid, item);
    } else if (item === '^') {
      while ((await this.scripts.run<number>('unhold', pid, UNHOLD_CHUNK)) > 0) this.kick();
      await this.scripts.run('worked', pid, item);
    } else if (item.startsWith('>')) {
      await this.scripts.run('release', pid, item);
    } else {
      await this.#expand(pid, item);
    }
  }

  async #expand(pid: string, node: string): Promise<void> {
    const plan = await this.store.plan(pid);
    const { step, path } = parseNodeId(node);
    try {
      const length = await expansionLength(plan, step, path, this.store.reader(pid));
      if (length > MAX_TASKS)
        throw new PipelineFailure(
          'invalid_input',
          `step "${step}" would have ${length} tasks; the most is ${MAX_TASKS}`,
        );
      const [from, cells] = await this.redis.hmget(this.keys.node(pid, node), 'c', 'pq');
      const pilot = cells ? { cells: Number(cells), length } : undefined;
      let cursor = Number(from ?? 0);
      while (cursor >= 0) {
        const to = Math.min(cursor + EXPAND_CHUNK, length);
        const nodes = wireNodes(plan, expansion(plan, step, path, cursor, to, pilot));
        cursor = await this.scripts.run<number>('expand', pid, node, cursor, to, length, JSON.stringify(nodes));
        this.kick();
      }
    } catch (error) {
      if (!(error instanceof PipelineFailure)) throw error;
      const failure = { code: error.code, message: error.message, hint: failurePolicy(error.code).hint };
      await this.scripts.run('abort', pid, step, node, JSON.stringify(failure));
    }
  }

  /** Resolves when nothing is under way in this process. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Waits until nothing is under way; nothing starts afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all(this.#running.values());
  }
}
