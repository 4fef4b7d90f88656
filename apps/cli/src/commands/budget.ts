import type { Context } from '../context.js';
import { usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Budgets } from '../gateway/api.js';
import { parseDollars } from '../request/numbers.js';
import { formatMoney } from '../text/format.js';
import { table } from '../text/table.js';

export interface BudgetFlags {
  day?: string;
  month?: string;
  pipeline?: string;
  key?: string;
}

const NONE = 'none';

/** Shows the limits, or sets that of a pipeline, of the day or of each key. */
export async function budget(context: Context, args: readonly string[], flags: BudgetFlags): Promise<number> {
  const [id, dollars] = args;
  if (id !== undefined) return ofPipeline(context, id, dollars);
  const limits = limitsOf(flags);
  return context.withGateway(async ({ api }) => {
    const found = Object.keys(limits).length > 0 ? await api.setBudgets(limits) : await api.budgets();
    context.terminal.result(budgetLines(found), found);
    return EXIT.ok;
  });
}

async function ofPipeline(context: Context, id: string, dollars: string | undefined): Promise<number> {
  if (dollars === undefined)
    throw usageError('How much may it spend?', `Say it in dollars: reelwright budget ${id} 5.00, or none`);
  const limit = amount('budget', dollars);
  return context.withGateway(async ({ api }) => {
    const waited = (await api.pipeline(id)).paused_by?.scope === 'pipeline';
    const pipeline = await api.setPipelineBudget(id, limit);
    const may = limit === null ? 'without a limit of its own' : `${formatMoney(limit * 1e6)} in all`;
    const goesOn = waited && pipeline.status === 'running' ? ` It goes on: reelwright watch ${id}` : '';
    context.terminal.result([`Pipeline ${id} may spend ${may}.${goesOn}`], pipeline);
    return EXIT.ok;
  });
}

/** What is asked to be set. Pure. */
export function limitsOf({ day, month, pipeline, key }: BudgetFlags) {
  return {
    ...(day !== undefined && { day_usd: amount('--day', day) }),
    ...(month !== undefined && { month_usd: amount('--month', month) }),
    ...(pipeline !== undefined && { pipeline_usd: amount('--pipeline', pipeline) }),
    ...(key !== undefined && { key_usd: amount('--key', key) }),
  };
}

const amount = (flag: string, text: string): number | null => (text === NONE ? null : parseDollars(flag, text));

/** Pure. */
export function budgetLines({ day, month, key, each_pipeline_usd }: Budgets): string[] {
  const row = (name: string, { limit_usd, spent_usd, reserved_usd }: Budgets['day']) => [
    name,
    limit_usd === undefined ? 'none' : formatMoney(limit_usd * 1e6),
    formatMoney(spent_usd * 1e6),
    formatMoney(reserved_usd * 1e6),
  ];
  const head = ['budget', 'limit', 'spent', 'reserved'];
  const each = each_pipeline_usd === undefined ? [] : [['each pipeline', formatMoney(each_pipeline_usd * 1e6), '', '']];
  return table([head, row('today (UTC)', day), row('this month', month), row('this key', key), ...each]);
}
