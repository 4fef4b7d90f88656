import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';
import type { Scripts } from './scripts.js';

const DAY_MS = 86_400_000;
const SCOPES = ['day', 'month', 'key', 'pipeline'] as const;

/** What has been spent and reserved, and the limit, micro-dollars; undefined for no limit. */
export interface Envelope {
  limit: number | undefined;
  spent: number;
  reserved: number;
}

/** What limits spending beside a pipeline's own budget. */
export interface BudgetLimits {
  /** Of everybody together on one day (UTC). */
  day: number | undefined;
  /** Of everybody together in one month (UTC). */
  month: number | undefined;
  /** Of each key in all, unless it has one of its own. */
  key: number | undefined;
  /** Of each pipeline, unless it has one of its own. */
  pipeline: number | undefined;
}

/** Requests of one day to one model by one owner that cost something or are over, money in micro-dollars. */
export interface Usage {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  owner: string;
  provider: string;
  model: string;
  requests: number;
  spent: number;
  /** Of those that said what they cost: what was expected and what it was. */
  estimated: number;
  billed: number;
}

/** How much may be spent: set by people, held to by `intend`, whichever process asks. */
export class Budgets {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly scripts: Scripts,
  ) {}

  async limits(): Promise<BudgetLimits> {
    const [day, month, key, pipeline] = await this.redis.hmget(this.keys.root('budgets'), ...SCOPES);
    return { day: optional(day), month: optional(month), key: optional(key), pipeline: optional(pipeline) };
  }

  /** Undefined leaves a limit as it is, null takes it away. */
  async setLimits(limits: { [Scope in keyof BudgetLimits]?: number | null | undefined }): Promise<void> {
    for (const [scope, amount] of Object.entries(limits)) await this.#set(scope, amount);
  }

  /** A limit of one owner, in place of that of each. */
  async setOwnerLimit(owner: string, amount: number | null): Promise<void> {
    await this.#set(`key:${owner}`, amount);
  }

  async #set(field: string, amount: number | null | undefined): Promise<void> {
    const key = this.keys.root('budgets');
    if (amount === null) await this.redis.hdel(key, field);
    else if (amount !== undefined) await this.redis.hset(key, field, Math.round(amount));
  }

  /** Micro-dollars a pipeline may spend in all; undefined for no limit. False when there is no such pipeline. */
  async setPipelineLimit(pid: string, amount: number | undefined): Promise<boolean> {
    return (await this.scripts.run<number | null>('budget', pid, amount ?? '')) === 1;
  }

  async today(at = Date.now()): Promise<Envelope> {
    const { day } = await this.limits();
    return this.#envelope(this.keys.usage(Math.floor(at / DAY_MS)), day);
  }

  async thisMonth(at = Date.now()): Promise<Envelope> {
    const { month } = await this.limits();
    const date = new Date(at);
    return this.#envelope(this.keys.usageOfMonth(12 * date.getUTCFullYear() + date.getUTCMonth()), month);
  }

  async owner(name: string): Promise<Envelope> {
    const [own, each] = await this.redis.hmget(this.keys.root('budgets'), `key:${name}`, 'key');
    return this.#envelope(this.keys.owner(name), optional(own ?? each));
  }

  async #envelope(key: string, limit: number | undefined): Promise<Envelope> {
    const [spent, reserved] = await this.redis.hmget(key, 'spent', 'reserved');
    return { limit, spent: Number(spent ?? 0), reserved: Number(reserved ?? 0) };
  }

  /** Micro-dollars that results made before have saved in the last `days` days, by day; days without are left out. */
  async saved(days: number, at = Date.now()): Promise<{ day: string; saved: number }[]> {
    const numbers = latest(days, at);
    const found = await Promise.all(numbers.map((day) => this.redis.hget(this.keys.usage(day), 'saved')));
    return numbers.flatMap((day, index) => (found[index] ? [{ day: dateOf(day), saved: Number(found[index]) }] : []));
  }

  /** Of the last `days` days, the newest first. */
  async usage(days: number, at = Date.now()): Promise<Usage[]> {
    const numbers = latest(days, at);
    const found = await Promise.all(numbers.map((day) => this.redis.hgetall(this.keys.usage(day))));
    return found.flatMap((fields, index) => usageIn(numbers[index]!, fields));
  }
}

/** Days since 1970, the newest first. */
const latest = (days: number, at: number) => Array.from({ length: days }, (_, back) => Math.floor(at / DAY_MS) - back);
const dateOf = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);

const optional = (text: string | null | undefined) => (text === null || text === undefined ? undefined : Number(text));

function usageIn(day: number, fields: Record<string, string>): Usage[] {
  const at = dateOf(day);
  const of = (what: string, name: string) => Number(fields[`${what}|${name}`] ?? 0);
  return Object.keys(fields)
    .filter((field) => field.endsWith('|n'))
    .map((field) => {
      const what = field.slice(0, -2);
      const [owner = '', provider = '', ...model] = what.split('|');
      const money = { spent: of(what, 'spent'), estimated: of(what, 'estimated'), billed: of(what, 'billed') };
      return { day: at, owner, provider, model: model.join('|'), requests: of(what, 'n'), ...money };
    })
    .sort((a, b) => b.spent - a.spent);
}
