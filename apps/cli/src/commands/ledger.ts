import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import type { LedgerEntry } from '../gateway/api.js';
import { formatAge, formatMoney } from '../text/format.js';
import { table } from '../text/table.js';

const MOST_LISTED = 200;

/** Every paid request and what became of it. */
export async function ledger(context: Context): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const page = await api.ledger(MOST_LISTED);
    context.terminal.result(ledgerLines(page.items, page.total, Date.now()), page);
    return EXIT.ok;
  });
}

const money = (microDollars: number | undefined) => (microDollars === undefined ? '?' : formatMoney(microDollars));

/** Pure. */
export function ledgerLines(items: readonly LedgerEntry[], total: number, now: number): string[] {
  if (items.length === 0) return ['Nothing was ever paid for.'];
  const rows = items.map((entry) => [
    formatAge(now - Date.parse(entry.created_at)),
    entry.state,
    `${entry.provider}/${entry.model}`,
    money(entry.estimate_micro_dollars),
    money(entry.actual_micro_dollars),
    `${entry.pipeline_id} ${entry.task_id}`,
    entry.note ?? '',
  ]);
  const sum = items.reduce((cost, entry) => cost + (entry.actual_micro_dollars ?? 0), 0);
  const open = items.filter(({ state }) => state === 'unknown');
  return [
    ...table([['when', 'state', 'with', 'estimate', 'actual', 'for', 'note'], ...rows]),
    ...(total > items.length ? [`… and ${total - items.length} earlier ones`] : []),
    `In all ${formatMoney(sum)}${open.length === 0 ? '' : `, and ${open.length} whose outcome is unknown: look them up at the provider, then retry the task`}.`,
  ];
}
