import type { Redis } from 'ioredis';
import type { Keys } from '../keys.js';
import type { Scripts } from '../scripts.js';

/** A card that is alive, as all know it. */
export interface CardRecord {
  /** What people call it. */
  card: string;
  /** The queue it takes from. */
  queue?: string | undefined;
  /** The family it has loaded. */
  family?: string | undefined;
  /** GB of its memory; unset where nobody tells. */
  vramGb?: number | undefined;
}

/** How long a card that is silent counts as alive. */
const TTL_MS = 15_000;
export const BEAT_MS = TTL_MS / 3;

/** The cards that are alive and what each of them does, in Redis; a card that dies disappears. */
export class CardRoll {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly scripts: Scripts,
  ) {}

  async alive(): Promise<Map<string, CardRecord>> {
    const names = await this.redis.zrangebyscore(this.keys.root('cards:alive'), Date.now(), '+inf');
    if (names.length === 0) return new Map();
    const rows = await this.redis.hmget(this.keys.root('cards'), ...names);
    return new Map(
      names.flatMap((name, at) => (rows[at] ? [[name, JSON.parse(rows[at]) as CardRecord] as const] : [])),
    );
  }

  /** Changes with each card that turns to another queue. */
  async turns(): Promise<string> {
    return (await this.redis.get(this.keys.root('cards:turns'))) ?? '0';
  }

  /** When the last card left each queue, milliseconds since 1970. */
  async left(): Promise<Record<string, number>> {
    const rows = await this.redis.hgetall(this.keys.root('cards:left'));
    return Object.fromEntries(Object.entries(rows).map(([queue, at]) => [queue, Number(at)]));
  }

  /** False when another card has turned since `seen`. */
  async turn(name: string, seen: string, from: string | undefined, record: CardRecord): Promise<boolean> {
    const args = [name, seen, from ?? '', record.queue ?? '', JSON.stringify(record), TTL_MS];
    return (await this.scripts.run<number>('serve', ...args)) === 1;
  }

  async beat(name: string, record: CardRecord): Promise<void> {
    await this.scripts.run('beat', name, record.queue ?? '', JSON.stringify(record), TTL_MS);
  }

  async leave(name: string, record: CardRecord): Promise<void> {
    await this.scripts.run('leave', name, record.queue ?? '');
  }
}
