import type { Redis } from 'ioredis';
import type { Keys } from '../keys.js';

/** What is assumed of a family nobody has timed yet. */
const STEP_MS = 8_000;
const SWAP_MS = 25_000;
/** What took no time was answered from the cache, and teaches nothing. */
const LEAST_MS = 20;

export interface Pace {
  stepMs: number;
  swapMs: number;
}

/** How long the work of each queue takes, and loading its models: moving averages over all cards. */
export class Paces {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
  ) {}

  async of(queues: readonly string[]): Promise<Pace[]> {
    if (queues.length === 0) return [];
    const fields = queues.flatMap((queue) => [`step ${queue}`, `swap ${queue}`]);
    const times = await this.redis.hmget(this.keys.root('cards:paces'), ...fields);
    return queues.map((_, at) => ({
      stepMs: Number(times[2 * at] ?? STEP_MS),
      swapMs: Number(times[2 * at + 1] ?? SWAP_MS),
    }));
  }

  /** A task has ended; `loaded` where its models had to be loaded first. Returns whether it taught anything. */
  async learn(queue: string, ms: number, loaded: boolean): Promise<boolean> {
    if (ms < LEAST_MS) return false;
    const key = this.keys.root('cards:paces');
    const [step, swap] = await this.redis.hmget(key, `step ${queue}`, `swap ${queue}`);
    if (!loaded) await this.redis.hset(key, `step ${queue}`, average(step, ms));
    else if (step) await this.redis.hset(key, `swap ${queue}`, average(swap, Math.max(0, ms - Number(step))));
    return true;
  }
}

const average = (known: string | null | undefined, ms: number) => (known ? Number(known) * 0.7 + ms * 0.3 : ms);
