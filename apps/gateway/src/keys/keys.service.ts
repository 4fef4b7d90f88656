import { Injectable } from '@nestjs/common';
import { AccessKeys } from '#access';
import type { KeyRecord, RateLimit } from '#access';
import { Engine } from '#engine';
import type { CreateKeyDto, CreatedKeyDto, KeyDto, KeyListDto, RateLimitDto, UpdateKeyDto } from '../dto/index.js';
import { envelope, microDollars } from '../money.js';
import { ApiError, notFound } from '../problem.filter.js';

const PER_MINUTE = 600;

@Injectable()
export class KeysService {
  constructor(
    private readonly engine: Engine,
    private readonly keys: AccessKeys,
  ) {}

  async create({ name, scopes, expires_at, rate_limit, budget_usd }: CreateKeyDto): Promise<CreatedKeyDto> {
    const rate = rateOf(rate_limit ?? { per_minute: PER_MINUTE });
    const { record, key } = await this.keys.create({ name, scopes, rate, expiresAt: expiryOf(expires_at) ?? null });
    if (typeof budget_usd === 'number') await this.#limit(record.id, budget_usd);
    return { ...(await this.#present(record)), key };
  }

  async list(offset: number, limit: number): Promise<KeyListDto> {
    const { items, total } = await this.keys.list(offset, limit);
    return { items: await Promise.all(items.map((record) => this.#present(record))), total };
  }

  async get(id: string): Promise<KeyDto> {
    const record = await this.keys.get(id);
    if (!record) throw notFound('key', id);
    return this.#present(record);
  }

  async update(id: string, { name, scopes, expires_at, rate_limit, budget_usd }: UpdateKeyDto): Promise<KeyDto> {
    const expiresAt = expiryOf(expires_at);
    const verdict = await this.keys.update(id, {
      ...(name !== undefined && { name }),
      ...(scopes && { scopes }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(rate_limit && { rate: rateOf(rate_limit) }),
    });
    if (verdict === undefined) throw notFound('key', id);
    if (verdict === 'revoked') throw new ApiError(409, 'key_revoked', `Key ${id} was revoked; make a new one.`);
    if (budget_usd !== undefined) await this.#limit(id, budget_usd);
    return this.get(id);
  }

  async revoke(id: string): Promise<void> {
    if (!(await this.keys.revoke(id))) throw notFound('key', id);
  }

  async #limit(id: string, dollars: number | null): Promise<void> {
    await this.engine.budgets.setOwnerLimit(id, microDollars(dollars));
  }

  async #present({ id, name, scopes, rate, ...times }: KeyRecord): Promise<KeyDto> {
    return {
      ...{ id, name, scopes },
      rate_limit: { per_minute: rate.perMinute, burst: rate.burst },
      budget: envelope(await this.engine.budgets.owner(id)),
      created_at: iso(times.createdAt),
      ...(times.expiresAt !== undefined && { expires_at: iso(times.expiresAt) }),
      ...(times.usedAt !== undefined && { last_used_at: iso(times.usedAt) }),
      ...(times.revokedAt !== undefined && { revoked_at: iso(times.revokedAt) }),
    };
  }
}

const iso = (ms: number) => new Date(ms).toISOString();

const rateOf = ({ per_minute, burst }: RateLimitDto): RateLimit => ({
  perMinute: per_minute,
  burst: burst ?? per_minute,
});

/** Null for never, undefined where nothing is said. Throws ApiError: there are dates in ISO 8601 that no clock shows. */
function expiryOf(text: string | null | undefined): number | null | undefined {
  if (typeof text !== 'string') return text;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new ApiError(400, 'bad_request', `"${text}" is no date such as 2027-01-31T12:00:00Z.`);
  return at;
}
