import type { Plan } from '#pipeline';
import { initialGraph } from '#pipeline';
import type { Redis } from 'ioredis';
import type { FlowTree } from './flow-tree.js';
import type { Keys } from './keys.js';
import type { KnownResults } from './known.js';
import type { Scripts } from './scripts.js';
import type { Store } from './store.js';
import { wireNodes, wireSteps } from './wire.js';

/** Nodes removed by one script. */
export const DROP_CHUNK = 500;

/**
 * Brings a pipeline that is over into its next run: what it made is gathered, its graph cleared, and the graph of the
 * next run put in its place, where unchanged results count as done. Graph work like any other: whoever dies over it,
 * the next one goes on, and several at once do no harm.
 */
export class Rewinder {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly scripts: Scripts,
    private readonly tree: FlowTree,
    private readonly store: Store,
    private readonly known: KnownResults,
  ) {}

  async rewind(pid: string): Promise<void> {
    const [next, run] = await this.redis.hmget(this.keys.pipeline(pid), 'next', 'run');
    if (next) await this.#rebuild(pid, Number(run), JSON.parse((JSON.parse(next) as { plan: string }).plan) as Plan);
    const [status, begin] = await this.redis.hmget(this.keys.pipeline(pid), 'status', 'begin');
    if (status === 'pending' && begin === '1') await this.begin(pid);
  }

  async #rebuild(pid: string, run: number, plan: Plan): Promise<void> {
    const before = await this.store.plan(pid, run);
    for await (const results of this.known.of(pid, plan.resumedFrom?.checkpoint))
      await this.known.keep(pid, run, results);
    while ((await this.scripts.run<number>('drop', pid, run, DROP_CHUNK)) > 0);
    const oldSteps = JSON.stringify(before.steps.map((step) => step.id));
    const nodes = JSON.stringify(wireNodes(plan, initialGraph(plan)));
    await this.scripts.run('rebuild', pid, run, oldSteps, JSON.stringify(wireSteps(plan)), nodes);
  }

  /** Sets a pipeline running; where changes wait to be put in place, with them. Returns its status. */
  async start(pid: string): Promise<string> {
    const status = await this.begin(pid);
    if (status !== 'pending') return status;
    await this.rewind(pid);
    return (await this.redis.hget(this.keys.pipeline(pid), 'status'))!;
  }

  /** Plants the flow tree and sets the pipeline running. Returns its status. */
  async begin(pid: string): Promise<string> {
    for (;;) {
      const run = await this.store.run(pid);
      await this.tree.plant(pid, run, await this.store.plan(pid, run));
      const status = await this.scripts.run<string>('start', pid, run);
      if (status !== 'again') return status;
    }
  }
}
