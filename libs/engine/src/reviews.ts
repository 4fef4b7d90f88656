import type { PortValue } from '#pipeline';
import type { Redis } from 'ioredis';
import type { Dispatcher } from './dispatcher.js';
import type { Inspector } from './inspector.js';
import type { Keys } from './keys.js';
import { outputEvents } from './outputs.js';
import type { Redo } from './redo.js';
import type { Scripts } from './scripts.js';
import type { Store } from './store.js';

/** Decisions of one script; each may release up to 500 tasks. */
const MOST_OVERDUE = 10;

/** What became of a decision: the task's state now, or that there is nothing to decide. */
export type Decided = 'review' | 'ready' | 'done' | 'skipped' | 'over' | 'not_in_review' | 'unknown';

/** Results that wait for a person. A gate is only a state of a task: it costs no worker, and survives everything. */
export class Reviews {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly scripts: Scripts,
    private readonly store: Store,
    private readonly dispatcher: Dispatcher,
    private readonly inspector: Inspector,
  ) {}

  /** Tasks that wait, the longest waiting first. */
  async waiting(pid: string, offset: number, limit: number): Promise<{ tasks: string[]; total: number }> {
    const key = this.keys.reviews(pid);
    const [tasks, total] = await Promise.all([
      this.redis.zrange(key, String(offset), String(offset + limit - 1)),
      this.redis.zcard(key),
    ]);
    return { tasks, total };
  }

  /** What depends on it goes on. */
  approve(pid: string, task: string): Promise<Decided> {
    return this.#decide(pid, task, 'approve', '', '');
  }

  /** It is left out, and so is what needs it. */
  reject(pid: string, task: string): Promise<Decided> {
    return this.#decide(pid, task, 'reject', '', '');
  }

  /** It is made anew, with another seed and what is asked to be different; then it waits again. */
  redo(pid: string, task: string, what: Redo): Promise<Decided> {
    return this.#decide(pid, task, 'redo', JSON.stringify(what), '');
  }

  /** Other outputs take the place of what was made; they wait to be approved. */
  edit(pid: string, task: string, outputs: Record<string, PortValue>): Promise<Decided> {
    const events = outputEvents(task, outputs);
    return this.#decide(pid, task, 'edit', JSON.stringify(outputs), JSON.stringify(events));
  }

  /**
   * Decides about what nobody decided about in time, as was agreed for each gate. Any process may, at any time; returns
   * how many were looked at.
   */
  async overdue(): Promise<number> {
    const [pids, looked, looks] = await this.scripts.run<[string[], number, string[]]>('overdue', MOST_OVERDUE);
    for (const pid of new Set(pids)) this.dispatcher.pump(pid);
    for (const [pid = '', task = ''] of looks.map((member) => member.split('|'))) this.inspector.look(pid, task);
    return looked;
  }

  /** The items of a step are gathered in this order; what is not named follows as it was. */
  async order(pid: string, step: string, tasks: readonly string[]): Promise<'ok' | 'late' | 'over'> {
    const { steps } = await this.store.plan(pid);
    const gatherers = steps.filter(({ edges }) => edges.some((edge) => edge.gather && edge.step === step));
    const ids = JSON.stringify(gatherers.map(({ id }) => id));
    const verdict = await this.scripts.run<1 | 'late' | 'over'>('order', pid, step, JSON.stringify(tasks), ids);
    return verdict === 1 ? 'ok' : verdict;
  }

  async #decide(pid: string, task: string, decision: string, payload: string, events: string): Promise<Decided> {
    const state = await this.scripts.run<string | null>('review', pid, task, decision, payload, events || '[]');
    this.dispatcher.pump(pid);
    if (state === null) return 'unknown';
    const expected = { approve: 'done', reject: 'skipped', redo: 'ready', edit: 'review' }[decision];
    if (state === 'over') return state;
    return state === expected ? (state as Decided) : 'not_in_review';
  }
}
