import type { Context } from '../context.js';
import { usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { CreatedKey, Key } from '../gateway/api.js';
import { parseDays, parseDollars, parseWhole } from '../request/numbers.js';
import { formatMoney } from '../text/format.js';
import { table } from '../text/table.js';

export interface KeysFlags {
  scope?: string[];
  expires?: string;
  perMinute?: string;
  budget?: string;
}

type Act = (context: Context, what: string, flags: KeysFlags) => Promise<number>;
const ACTIONS: Record<string, Act> = { create, ls: list, revoke };
const SCOPES: readonly string[] = ['read', 'run', 'review', 'admin'];

/** API keys: make one, list them, revoke one. */
export async function keys(context: Context, action: string, what: string, flags: KeysFlags): Promise<number> {
  const act = ACTIONS[action];
  if (!act) throw usageError(`"keys" cannot "${action}".`, `Say one of: ${Object.keys(ACTIONS).join(', ')}.`);
  return act(context, what, flags);
}

async function create(context: Context, name: string, flags: KeysFlags): Promise<number> {
  if (name === '') throw usageError('What is the key called?', 'Name it: reelwright keys create studio --scope run');
  const body = keyRequest(name, flags, Date.now());
  return context.withGateway(async ({ api }) => {
    const made = await api.call((client) => client.POST('/keys', { body }));
    context.terminal.result(createdLines(made), made);
    return EXIT.ok;
  });
}

/** What is asked for. Pure. */
export function keyRequest(name: string, { scope = [], expires, perMinute, budget }: KeysFlags, now: number) {
  const scopes = scope.length === 0 ? ['read'] : [...new Set(scope.flatMap((text) => text.split(',')))];
  const wrong = scopes.find((each) => !SCOPES.includes(each));
  if (wrong !== undefined) throw usageError(`There is no scope "${wrong}".`, `Say some of: ${SCOPES.join(', ')}.`);
  return {
    name,
    scopes: scopes as Key['scopes'],
    ...(expires !== undefined && { expires_at: new Date(now + parseDays('--expires', expires)).toISOString() }),
    ...(perMinute !== undefined && { rate_limit: { per_minute: parseWhole('--per-minute', perMinute) } }),
    ...(budget !== undefined && { budget_usd: parseDollars('--budget', budget) }),
  };
}

/** Pure. */
export function createdLines({ key = '', id, name, scopes }: CreatedKey): string[] {
  return [
    key,
    `That is the key "${name}" (${scopes.join(', ')}). It is shown this once; keep it where secrets are kept.`,
    `To take it back: reelwright keys revoke ${id}`,
  ];
}

async function list(context: Context): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const found = await api.call((client) => client.GET('/keys', { params: { query: { limit: 500 } } }));
    context.terminal.result(keyLines(found.items, Date.now()), found);
    return EXIT.ok;
  });
}

/** Pure. */
export function keyLines(found: readonly Key[], now: number): string[] {
  if (found.length === 0) return ['There are none; reelwright keys create NAME makes one.'];
  const rows = found.map((key) => [
    key.id,
    key.scopes.join(','),
    `${key.rate_limit.per_minute}/min`,
    `${formatMoney(key.budget.spent_usd * 1e6)}${key.budget.limit_usd === undefined ? '' : ` of ${formatMoney(key.budget.limit_usd * 1e6)}`}`,
    key.last_used_at?.slice(0, 10) ?? 'never',
    stateOf(key, now),
    key.name,
  ]);
  return table([['key', 'scopes', 'rate', 'spent', 'used', 'state', 'name'], ...rows]);
}

function stateOf({ revoked_at, expires_at }: Key, now: number): string {
  if (revoked_at !== undefined) return 'revoked';
  if (expires_at === undefined) return 'open';
  return Date.parse(expires_at) <= now ? 'expired' : `until ${expires_at.slice(0, 10)}`;
}

async function revoke(context: Context, id: string): Promise<number> {
  if (id === '') throw usageError('Which key?', 'Name it as `reelwright keys ls` does.');
  return context.withGateway(async ({ api }) => {
    await api.call((client) => client.DELETE('/keys/{id}', { params: { path: { id } } }));
    context.terminal.result([`Revoked ${id}: it opens nothing any more.`], { id });
    return EXIT.ok;
  });
}
