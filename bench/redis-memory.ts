import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';

const LOOK_MS = 100;

/** A number that Redis tells of itself, see INFO. */
export async function tells(redis: Redis, section: string, field: string): Promise<number> {
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(await redis.info(section))?.[1] ?? NaN);
}

/** Bytes that Redis uses, once what it removes in the background is gone and the buffers of its clients are empty. */
export async function settledBytes(redis: Redis): Promise<number> {
  for (let before = Infinity; ;) {
    await delay(LOOK_MS);
    const [pending, used] = [
      await tells(redis, 'memory', 'lazyfree_pending_objects'),
      await tells(redis, 'memory', 'used_memory'),
    ];
    if (pending === 0 && Math.abs(used - before) < 1024 * 16) return used;
    before = used;
  }
}

/** Average bytes of the keys like `pattern`, of at most `sample` of them; and how many there are. */
export async function keysLike(
  redis: Redis,
  pattern: string,
  sample: number,
): Promise<{ bytes: number; keys: number }> {
  let [keys, looked, bytes] = [0, 0, 0];
  for (let cursor = '0'; ;) {
    const [next, found] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1000);
    keys += found.length;
    for (const key of found.slice(0, Math.max(0, sample - looked))) {
      bytes += (await redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0;
      looked += 1;
    }
    if (next === '0') return { bytes: looked === 0 ? 0 : bytes / looked, keys };
    cursor = next;
  }
}
