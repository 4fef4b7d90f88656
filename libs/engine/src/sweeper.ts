import type { Redis } from 'ioredis';
import type { Compactor } from './compactor.js';
import type { Dispatcher } from './dispatcher.js';
import type { FlowTree } from './flow-tree.js';
import type { Keys } from './keys.js';
import type { Queues } from './queues.js';
import type { Reviews } from './reviews.js';
import type { Scripts } from './scripts.js';
import type { Store } from './store.js';

/** Signs of life older than this are looked into; the look costs one command for each, and the window bounds them. */
const SILENT_MS = 5_000;
/** How many suspects one sweep looks at, for each queue. */
const BATCH = 200;

/**
 * Puts right what a dead process left behind: tasks in flight without a live job, graph work nobody does, pipelines
 * that are done but not finalised, results nobody decided about in time, working keys of pipelines that ended long ago. Idempotent; any number may run at once.
 */
export class Sweeper {
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly scripts: Scripts,
    private readonly queues: Queues,
    private readonly tree: FlowTree,
    private readonly store: Store,
    private readonly dispatcher: Dispatcher,
    private readonly compactor: Compactor,
    private readonly reviews: Reviews,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(intervalMs = 5_000, silentMs = SILENT_MS): void {
    this.#timer ??= setInterval(() => {
      this.#sweeping ??= this.sweep(silentMs)
        .catch(this.onError)
        .finally(() => (this.#sweeping = undefined));
    }, intervalMs).unref();
  }

  async sweep(silentMs = SILENT_MS): Promise<void> {
    for (const pid of await this.redis.smembers(this.keys.root('work'))) this.dispatcher.pump(pid);
    while ((await this.reviews.overdue()) > 0);
    for (const queue of await this.queues.taskQueues()) await this.#sweepInflight(queue, silentMs);
    this.dispatcher.kick();
    for (const pid of await this.redis.smembers(this.keys.root('active'))) await this.#reconcile(pid);
    await this.compactor.round();
  }

  async #sweepInflight(queue: string, silentMs: number): Promise<void> {
    for (const key of [this.keys.inflight(queue), this.keys.behind(queue)]) {
      for (const member of await this.redis.zrangebyscore(key, '-inf', Date.now() - silentMs, 'LIMIT', 0, BATCH)) {
        const [p = '', t = '', g = ''] = member.split('|');
        const isLive = await this.tree.isLive(queue, { p, t, g: Number(g) });
        if (isLive) await this.redis.zadd(key, 'XX', Date.now(), member);
        else await this.scripts.run('requeue', queue, member);
      }
    }
  }

  /** A pipeline whose steps are all done must have a job that finalises it. */
  async #reconcile(pid: string): Promise<void> {
    const [run, done] = await this.redis.hmget(this.keys.pipeline(pid), 'run', 'stepsDone');
    const plan = await this.store.plan(pid, Number(run));
    if (Number(done) < plan.steps.length) return;
    if (!(await this.tree.hasPipelineJob(pid, Number(run)))) await this.tree.plant(pid, Number(run), plan);
    await this.tree.promoteAll(pid, Number(run), plan);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }
}
