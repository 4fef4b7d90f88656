import type { Forecast } from './forecast.js';
import type { Plan } from './plan.js';
import { stepOf, taskPrice } from './plan.js';
import type { Catalogue } from './step-type.js';

/** One line of what a plan will cost: so many, at so much each. Money in micro-dollars. */
export interface EstimateLine {
  id: string;
  type: string;
  /** How the kind of step is called on a bill. */
  label: string;
  provider: string;
  model: string;
  /** Tasks that are left to do, or what is made by them where that is counted. */
  count: number;
  /** As many of them are there already. */
  cached: number;
  /** Undefined where the price is not known. */
  each: number | undefined;
  total: number | undefined;
}

/** What a plan will cost, step by step, less what is there already: `cached`, tasks by step. Pure. */
export function estimateLines(
  plan: Plan,
  catalogue: Catalogue,
  forecast: Forecast,
  cached: Record<string, number> = {},
): EstimateLine[] {
  return forecast.steps.map(({ id, tasks, microDollars: total }) => {
    const step = stepOf(plan, id);
    const type = catalogue.get(step.type);
    const price = taskPrice(step);
    const perTask = type?.bill?.units ? step.units : 1;
    return {
      ...{ id, type: step.type, label: type?.bill?.label ?? type?.title ?? step.type },
      ...{ provider: step.selection.provider, model: step.selection.model },
      ...{ count: tasks * perTask, cached: (cached[id] ?? 0) * perTask },
      each: price === undefined ? undefined : price / perTask,
      total,
    };
  });
}

const dollars = (microDollars: number | undefined, least: number): string =>
  microDollars === undefined ? '?' : `$${trimmed(microDollars / 1e6, least)}`;

/** As many decimals as it needs, and at least so many. */
const trimmed = (amount: number, least: number) =>
  amount.toLocaleString('en-US', { minimumFractionDigits: least, maximumFractionDigits: 6, useGrouping: false });

/** `I2V: 30 × $0.35 = $10.50`. Pure. */
export const estimateText = ({ label, count, each, total }: EstimateLine): string =>
  `${label}: ${count} × ${dollars(each, 2)} = ${dollars(total, 2)}`;
