import type { PortValue } from '#pipeline';
import { isArtifactRef, parseNodeId } from '#pipeline';
import type { Redis } from 'ioredis';
import type { Dispatcher } from './dispatcher.js';
import type { Keys } from './keys.js';
import type { Redo } from './redo.js';
import type { Scripts } from './scripts.js';

/** What became of a decision: the task's state now, or that there is nothing to decide. */
export type Decided = 'review' | 'ready' | 'done' | 'skipped' | 'over' | 'not_in_review' | 'unknown';

/** Results that wait for a person. A gate is only a state of a task: it costs no worker, and survives everything. */
export class Reviews {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly scripts: Scripts,
    private readonly dispatcher: Dispatcher,
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
    const { step } = parseNodeId(task);
    const events = Object.entries(outputs).flatMap(([port, value]) =>
      [value]
        .flat()
        .flatMap((item) =>
          isArtifactRef(item) ? [{ step_id: step, task_id: task, port, output_type: item.media, artifact: item }] : [],
        ),
    );
    return this.#decide(pid, task, 'edit', JSON.stringify(outputs), JSON.stringify(events));
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
