import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import type { Usage } from '../gateway/api.js';
import { parseWhole } from '../request/numbers.js';
import { formatMoney } from '../text/format.js';
import { table } from '../text/table.js';

/** What was spent, and how far estimates were off. */
export async function usage(context: Context, days: string): Promise<number> {
  const back = parseWhole('--days', days);
  return context.withGateway(async ({ api }) => {
    const found = await api.usage(back);
    context.terminal.result(usageLines(found, back), found);
    return EXIT.ok;
  });
}

const usd = (dollars: number) => formatMoney(dollars * 1e6);

/** Pure. */
export function usageLines({ items, drift, spent_usd, saved }: Usage, days: number): string[] {
  if (items.length === 0) return [`Nothing was spent in the last ${days} days.`];
  const rows = items.map((row) => [
    row.day,
    row.key_name ?? row.key,
    `${row.provider}/${row.model}`,
    String(row.requests),
    usd(row.spent_usd),
  ]);
  const off = drift.map((row) => [
    `${row.provider}/${row.model}`,
    usd(row.estimated_usd),
    usd(row.billed_usd),
    `${row.ratio >= 1 ? '+' : '−'}${Math.abs((row.ratio - 1) * 100).toFixed(1)} %`,
  ]);
  const kept = saved.reduce((sum, day) => sum + day.saved_usd, 0);
  return [
    ...table([['day', 'key', 'model', 'requests', 'spent'], ...rows]),
    `In all ${usd(spent_usd)}.`,
    ...(kept > 0 ? [`${usd(kept)} more was saved, because it had been made before.`] : []),
    ...(off.length === 0 ? [] : ['', ...table([['model', 'estimated', 'billed', 'off by'], ...off])]),
  ];
}
