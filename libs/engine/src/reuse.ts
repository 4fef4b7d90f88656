import type { Plan, PlannedStep, PortValue } from '#pipeline';
import { CancelledError } from '#pipeline';
import type { Scripts } from './scripts.js';
import { SetAside } from './set-aside.js';
import type { TaskResult, Usable } from './task.js';

interface Claimed {
  pid: string;
  id: string;
  epoch: string;
}

/** What the cache keeps of a result. `o` and `f` are JSON texts, so that no script ever has to write them anew. */
interface Kept {
  o: string;
  f: string;
  p?: string;
  t?: string;
}

/** Where a task may take a result from: earlier runs and the cache, earlier runs only, or nowhere. */
type Mode = 'any' | 'own' | 'none';

const modeOf = (plan: Plan, step: PlannedStep, id: string): Mode => {
  if (plan.rerun?.includes(step.id) || plan.rerun?.includes(id)) return 'none';
  return step.cache ? 'any' : 'own';
};

/** Equal work is done once: looks a task's work up by its action key before it is done. */
export class Reuse {
  constructor(private readonly scripts: Scripts) {}

  /**
   * A finished equal piece of work; undefined when the task has to do it, and holds the lease for it. Throws
   * SetAside while another task does it.
   */
  async find(
    { pid, id, epoch }: Claimed,
    plan: Plan,
    step: PlannedStep,
    key: string,
    usable: Usable,
  ): Promise<TaskResult | undefined> {
    let mode: Mode | 'gone' = modeOf(plan, step, id);
    for (;;) {
      const answer: string[] = await this.scripts.run('reuse', pid, id, epoch, key, mode);
      const [verdict, source, text = ''] = answer;
      if (verdict === 'held') throw new SetAside(`another task is at ${key}`);
      if (verdict === 'stale') throw new CancelledError('the task was given to another worker');
      if (verdict === 'go') return undefined;
      const kept = JSON.parse(text) as Kept;
      const outputs = JSON.parse(kept.o) as Record<string, PortValue>;
      if (await usable(outputs)) return toResult(outputs, kept, source as 'own' | 'cache');
      mode = source === 'cache' ? 'gone' : 'none';
    }
  }
}

function toResult(outputs: Record<string, PortValue>, kept: Kept, how: 'own' | 'cache'): TaskResult {
  const facts = (kept.f === '' ? {} : JSON.parse(kept.f)) as Record<string, unknown>;
  const from = kept.p === undefined ? {} : { from: { pipeline: kept.p, task: kept.t } };
  return { outputs, facts: { ...facts, reused: how, ...from }, how };
}

/** The cache's record of a result. */
export const keptResult = (outputs: string, facts: string, pid: string, id: string): string =>
  JSON.stringify({ o: outputs, f: facts, p: pid, t: id } satisfies Kept);
