import type { FailureCode, PlannedStep, Selection } from '#pipeline';
import { isWorthElsewhere } from '#pipeline';

/** The step as it is run after so many changes of provider. Pure. */
export function afterFailovers(step: PlannedStep, count: number): PlannedStep {
  const selection = count === 0 ? undefined : step.failover?.[count - 1];
  return selection ? { ...step, selection } : step;
}

/** Who takes a task over that failed for good where it was; undefined when nobody does. Pure. */
export function nextProvider(step: PlannedStep, count: number, code: FailureCode): Selection | undefined {
  return isWorthElsewhere(code) ? step.failover?.[count] : undefined;
}

/** How a change of provider is told: from where, to where, and what a unit costs there, micro-dollars. Pure. */
export function failoverTold({ selection: from }: PlannedStep, to: Selection) {
  const side = ({ provider, model, microDollars }: Selection) => ({
    ...{ provider, model },
    ...(microDollars !== undefined && { unit_micro_dollars: microDollars }),
  });
  return { from: side(from), to: side(to) };
}
