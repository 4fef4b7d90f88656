import { bindScripts } from '#engine';
import type { Keys, Redis } from '#engine';
import { Layout } from './layout.js';
import { SCOPES, isScope } from './scopes.js';
import type { Scope } from './scopes.js';
import { newKey, parseKey } from './secret.js';

/** Requests allowed: `perMinute` on average, and `burst` at once after a rest. */
export interface RateLimit {
  perMinute: number;
  burst: number;
}

/** What is stored of a key; times in milliseconds. */
export interface KeyRecord {
  id: string;
  name: string;
  scopes: Scope[];
  rate: RateLimit;
  createdAt: number;
  expiresAt?: number;
  usedAt?: number;
  revokedAt?: number;
}

export interface KeySettings {
  name: string;
  scopes: Scope[];
  rate: RateLimit;
  /** Null for never. */
  expiresAt: number | null;
}

/** How much of its rate a key has left. */
export interface Allowance {
  limit: RateLimit;
  left: number;
  /** Until the whole burst is there again. */
  wholeInMs: number;
}

export type Admission =
  | { verdict: 'ok'; id: string; name: string; scopes: Scope[]; expiresAt?: number; allowance: Allowance }
  | { verdict: 'slow'; allowance: Allowance; retryInMs: number }
  | { verdict: 'unknown' | 'expired' | 'revoked' };

type Row = [string, string, string, string, string, string, number, number, number];

/** API keys: made, limited, revoked; and asked about, once for each request. */
export class AccessKeys {
  readonly #layout: Layout;
  readonly #scripts;

  constructor(
    private readonly redis: Redis,
    keys: Keys,
  ) {
    this.#layout = new Layout(keys);
    const folder = new URL('./lua/', import.meta.url);
    this.#scripts = bindScripts(redis, keys.base, folder, ['accessAdmit', 'accessUpdate', 'accessRevoke']);
  }

  /** The key itself is returned this once; only a hash of its secret is kept. */
  async create(settings: KeySettings, now = Date.now()): Promise<{ record: KeyRecord; key: string }> {
    const { id, key, hash } = newKey();
    await this.redis
      .multi()
      .hset(this.#layout.key(id), { ...given(fieldsOf(settings)), hash, createdAt: String(now) })
      .zadd(this.#layout.index, String(now), id)
      .exec();
    return { record: (await this.get(id))!, key };
  }

  async get(id: string): Promise<KeyRecord | undefined> {
    return recordOf(id, await this.redis.hgetall(this.#layout.key(id)));
  }

  /** Newest first, the revoked among them. */
  async list(offset: number, limit: number): Promise<{ items: KeyRecord[]; total: number }> {
    const [ids, total] = await Promise.all([
      this.redis.zrevrange(this.#layout.index, offset, offset + limit - 1),
      this.redis.zcard(this.#layout.index),
    ]);
    const found = await Promise.all(ids.map((id) => this.get(id)));
    return { items: found.filter((record) => record !== undefined), total };
  }

  /** What is left out stays as it is. Undefined for no such key. */
  async update(id: string, settings: Partial<KeySettings>): Promise<'ok' | 'revoked' | undefined> {
    const verdict = await this.#scripts.accessUpdate(id, JSON.stringify(fieldsOf(settings)));
    return verdict === 'ok' || verdict === 'revoked' ? verdict : undefined;
  }

  /** From now on it opens nothing, and what it has open is told to close. False for no such key. */
  async revoke(id: string): Promise<boolean> {
    return (await this.#scripts.accessRevoke(id)) === 1;
  }

  /** Names of keys by id, revoked ones too. */
  async names(ids: readonly string[]): Promise<Map<string, string>> {
    const found = await Promise.all(ids.map((id) => this.redis.hget(this.#layout.key(id), 'name')));
    return new Map(ids.flatMap((id, index) => (found[index] ? [[id, found[index]]] : [])));
  }

  /** Whether there is any, of whatever state. */
  async any(): Promise<boolean> {
    return (await this.redis.zcard(this.#layout.index)) > 0;
  }

  /** Judges what was presented and charges its rate, in one round trip; an unknown id costs the same. */
  async admit(presented: string): Promise<Admission> {
    const parsed = parseKey(presented);
    if (!parsed) return { verdict: 'unknown' };
    const answer = (await this.#scripts.accessAdmit(parsed.id, parsed.hash)) as Row | [string] | null;
    return answer ? admissionOf(parsed.id, answer) : { verdict: 'unknown' };
  }
}

function admissionOf(id: string, answer: Row | [string]): Admission {
  const [verdict] = answer;
  if (answer.length === 1) return { verdict: verdict === 'revoked' ? 'revoked' : 'expired' };
  const [, name, scopes, expiresAt, perMinute, burst, left, wholeInMs, retryInMs] = answer;
  const allowance = { limit: { perMinute: Number(perMinute), burst: Number(burst) }, left, wholeInMs };
  if (verdict === 'slow') return { verdict, allowance, retryInMs };
  const until = expiresAt === '' ? {} : { expiresAt: Number(expiresAt) };
  return { verdict: 'ok', id, name, scopes: scopesIn(scopes), ...until, allowance };
}

/** As the hash holds them; '' for what is to be taken away. */
function fieldsOf({ name, scopes, rate, expiresAt }: Partial<KeySettings>): Record<string, string> {
  return {
    ...(name !== undefined && { name }),
    ...(scopes && { scopes: JSON.stringify(SCOPES.filter((scope) => scopes.includes(scope))) }),
    ...(rate && { perMinute: String(rate.perMinute), burst: String(rate.burst) }),
    ...(expiresAt !== undefined && { expiresAt: expiresAt === null ? '' : String(expiresAt) }),
  };
}

const given = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));

function recordOf(id: string, fields: Record<string, string>): KeyRecord | undefined {
  const { name, scopes, perMinute, burst, createdAt, expiresAt, usedAt, revokedAt } = fields;
  if (name === undefined) return undefined;
  return {
    id,
    name,
    scopes: scopesIn(scopes ?? '[]'),
    rate: { perMinute: Number(perMinute), burst: Number(burst) },
    createdAt: Number(createdAt),
    ...(expiresAt && { expiresAt: Number(expiresAt) }),
    ...(usedAt && { usedAt: Number(usedAt) }),
    ...(revokedAt && { revokedAt: Number(revokedAt) }),
  };
}

const scopesIn = (json: string): Scope[] => (JSON.parse(json) as string[]).filter(isScope);
