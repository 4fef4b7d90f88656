import type { Redis } from 'ioredis';
import type { Dispatcher } from './dispatcher.js';
import type { FlowTree } from './flow-tree.js';
import type { Keys } from './keys.js';
import { TASK_QUEUES } from './queues.js';
import type { Scripts } from './scripts.js';
import type { Store } from './store.js';

/** Signs of life older than this are looked into. */
const SILENT_MS = 15_000;
/** How many suspects one sweep looks at, for each queue. */
const BATCH = 200;

/**
 * Puts right what a dead process left behind: tasks in flight without a live job, graph work nobody does, pipelines
 * that are done but not finalised. Idempotent; any number may run at once.
 */
export class Sweeper {
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly scripts: Scripts,
    private readonly tree: FlowTree,
    private readonly store: Store,
    private readonly dispatcher: Dispatcher,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(intervalMs = 5_000): void {
    this.#timer ??= setInterval(() => {
      this.#sweeping ??= this.sweep()
        .catch(this.onError)
        .finally(() => (this.#sweeping = undefined));
    }, intervalMs).unref();
  }

  async sweep(silentMs = SILENT_MS): Promise<void> {
    for (const pid of await this.redis.smembers(this.keys.root('work'))) this.dispatcher.pump(pid);
    for (const queue of TASK_QUEUES) await this.#sweepInflight(queue, silentMs);
    this.dispatcher.kick();
    for (const pid of await this.redis.smembers(this.keys.root('active'))) await this.#reconcile(pid);
  }

  async #sweepInflight(queue: (typeof TASK_QUEUES)[number], silentMs: number): Promise<void> {
    const key = this.keys.inflight(queue);
    for (const member of await this.redis.zrangebyscore(key, '-inf', Date.now() - silentMs, 'LIMIT', 0, BATCH)) {
      const [p = '', t = '', g = ''] = member.split('|');
      if (await this.tree.isLive(queue, { p, t, g: Number(g) })) await this.redis.zadd(key, 'XX', Date.now(), member);
      else await this.scripts.run('requeue', queue, member);
    }
  }

  /** A pipeline whose steps are all done must have a job that finalises it. */
  async #reconcile(pid: string): Promise<void> {
    const [plan, done] = await Promise.all([
      this.store.plan(pid),
      this.redis.hget(this.keys.pipeline(pid), 'stepsDone'),
    ]);
    if (Number(done) < plan.steps.length) return;
    if (!(await this.tree.hasPipelineJob(pid))) await this.tree.plant(pid, plan);
    await this.tree.promoteAll(pid, plan);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }
}
