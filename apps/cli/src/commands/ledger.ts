import type { Context } from '../context.js';
import { usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { LedgerEntry } from '../gateway/api.js';
import { parseDollars } from '../request/numbers.js';
import { formatAge, formatMoney } from '../text/format.js';
import { table } from '../text/table.js';

const MOST_LISTED = 200;

export interface LedgerFlags {
  billed?: string;
  notBilled?: boolean;
}

/** Every paid request and what became of it; or what an unknown one was billed, said by a person. */
export async function ledger(context: Context, args: readonly string[], flags: LedgerFlags): Promise<number> {
  const [action, request] = args;
  if (action !== undefined) return settle(context, action, request, flags);
  return context.withGateway(async ({ api }) => {
    const page = await api.ledger(MOST_LISTED);
    context.terminal.result(ledgerLines(page.items, page.total, Date.now()), page);
    return EXIT.ok;
  });
}

async function settle(
  context: Context,
  action: string,
  request: string | undefined,
  { billed, notBilled }: LedgerFlags,
): Promise<number> {
  if (action !== 'settle')
    throw usageError(`The ledger can’t "${action}".`, 'It is listed with: reelwright ledger; or say: ledger settle');
  if (request === undefined || (billed === undefined) === (notBilled !== true))
    throw usageError(
      'Which request is settled, and was it billed?',
      'Say: reelwright ledger settle <request> --billed 0.35, or --not-billed',
    );
  const dollars = billed === undefined ? 0 : parseDollars('--billed', billed);
  return context.withGateway(async ({ api }) => {
    const entry = await api.settleRequest(request, dollars);
    const said = dollars === 0 ? 'was not billed' : `was billed ${formatMoney(dollars * 1e6)}`;
    context.terminal.result([`Request ${request} ${said}. The ledger says so now.`], entry);
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
    // Only these are ever asked for by name.
    entry.state === 'unknown' ? `${entry.note ?? ''} (request ${entry.request_id})`.trim() : (entry.note ?? ''),
  ]);
  const sum = items.reduce((cost, entry) => cost + (entry.actual_micro_dollars ?? 0), 0);
  const open = items.filter(({ state }) => state === 'unknown');
  return [
    ...table([['when', 'state', 'with', 'estimate', 'actual', 'for', 'note'], ...rows]),
    ...(total > items.length ? [`… and ${total - items.length} earlier ones`] : []),
    `In all ${formatMoney(sum)}${open.length === 0 ? '' : `, and ${open.length} whose outcome is unknown: look them up at the provider, then: reelwright ledger settle <request>`}.`,
  ];
}
