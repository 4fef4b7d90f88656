import type { Plan } from '#pipeline';
import { parseNodeId } from '#pipeline';
import type { Dispatcher } from './dispatcher.js';
import type { PilotStatus, PipelineRecord } from './records.js';
import type { Scripts } from './scripts.js';
import type { Store } from './store.js';

const CHUNK = 5_000;

/** What became of a decision about the rest: the pilot's status now, or that there is nothing to decide. */
export type PilotVerdict = PilotStatus | 'none' | 'over' | 'unknown';

/** What the tasks of a step that were made so far really took. */
export interface Measured {
  /** Tasks made, each try that came to a result counted; not those answered from a cache. */
  made: number;
  /** Micro-dollars of one, what failed included; undefined where nobody has told, or nothing was made. */
  microDollars: number | undefined;
  /** Milliseconds of one; undefined where nothing was made. */
  ms: number | undefined;
}

/** Some cells first: their rest is held in the graph, costs no worker, and survives everything. */
export class Pilots {
  constructor(
    private readonly scripts: Scripts,
    private readonly store: Store,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** `released` makes the rest, `kept` leaves it out. Only the first decision counts; it may come before the pilot rests. */
  async decide(pid: string, decision: 'released' | 'kept'): Promise<PilotVerdict> {
    const verdict = await this.scripts.run<PilotVerdict | null>('decide', pid, decision);
    this.dispatcher.pump(pid);
    return verdict ?? 'unknown';
  }

  /** By step. */
  async measure(record: Pick<PipelineRecord, 'id' | 'run' | 'archived'>): Promise<Record<string, Measured>> {
    const [steps, made] = await Promise.all([this.store.steps(record.id, record), this.#made(record.id)]);
    return Object.fromEntries(
      steps.map(({ id, workMs, costActual, costUntold }): [string, Measured] => {
        const count = made.get(id) ?? 0;
        if (count === 0) return [id, { made: 0, microDollars: undefined, ms: undefined }];
        // The log tells of this run, the bill of all.
        const microDollars = costUntold === 0 && record.run === 1 ? Math.round(costActual / count) : undefined;
        return [id, { made: count, microDollars, ms: Math.round(workMs / count) }];
      }),
    );
  }

  /** Results that were really made, by step, from the commit log. */
  async #made(pid: string): Promise<Map<string, number>> {
    const made = new Map<string, number>();
    for (let offset = 0; ; offset += CHUNK) {
      const { items } = await this.store.checkpoints(pid, offset, CHUNK);
      for (const { task, how } of items) {
        const { step } = parseNodeId(task);
        if (how === 'ran') made.set(step, (made.get(step) ?? 0) + 1);
      }
      if (items.length < CHUNK) return made;
    }
  }
}

/** The plan at the prices that were measured, where there are any. Pure. */
export function atMeasuredPrices(plan: Plan, measured: Record<string, Measured>): Plan {
  const steps = plan.steps.map((step) => {
    const taskMicroDollars = measured[step.id]?.microDollars;
    return taskMicroDollars === undefined ? step : { ...step, selection: { ...step.selection, taskMicroDollars } };
  });
  return { ...plan, steps };
}
