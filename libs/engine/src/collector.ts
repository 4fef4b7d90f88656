import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';
import { isOver } from './records.js';
import { references } from './references.js';
import type { Scripts } from './scripts.js';
import type { Store } from './store.js';

/** The store of bytes, as far as it is cleaned up. */
export interface CollectableStore {
  list(): AsyncIterable<{ digest: string; bytes: number }>;
  stat(digest: string): Promise<{ storedAt: Date } | undefined>;
  remove(digest: string): Promise<boolean>;
}

export interface CollectPolicy {
  /** Cached results nobody used for so long are forgotten. */
  unusedMs: number;
  /** Pipelines that ended longer ago are removed with their outputs; undefined keeps them. */
  retainMs?: number;
  /** Bytes stored or used since are kept, whoever refers to them; default an hour. */
  graceMs?: number;
  /** Whether bytes that nothing refers to stay none the less; asked of those that would go. */
  keep?: (digest: string) => Promise<boolean>;
  /** Whether somebody gave bytes up, so that only pipelines that are not over keep them. */
  abandoned?: (digest: string) => boolean;
  /** Told of bytes that were removed. */
  removed?: (digest: string) => Promise<void>;
  /** Say what would go, and remove nothing. */
  dryRun?: boolean;
}

const DAY_MS = 24 * 3600 * 1000;

/** In days; pipelines are kept for ever unless told. */
export const collectPolicy = (cacheDays: number, retainDays = 0): CollectPolicy => ({
  unusedMs: cacheDays * DAY_MS,
  ...(retainDays > 0 && { retainMs: retainDays * DAY_MS }),
});

export interface Collected {
  /** Pipelines removed because they ended long ago. */
  pipelines: number;
  /** Cached results forgotten. */
  results: number;
  /** Stored files removed, and their bytes. */
  files: number;
  bytes: number;
  /** Stored files that stay. */
  kept: number;
}

const GRACE_MS = 3_600_000;
/** One at a time; whoever dies over it does not block the next one for long. */
const LOCK_SECONDS = 600;
const CHUNK = 500;

/**
 * Removes stored bytes that nothing refers to any more: no pipeline, living or archived, no cached result, and not
 * the policy. What was stored or used within the grace is left alone, so a task that is about to refer to bytes does not lose them.
 */
export class Collector {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly scripts: Scripts,
    private readonly store: Store,
    private readonly remove: (pid: string) => Promise<boolean>,
  ) {}

  /** Undefined when another process is at it. */
  async collect(
    bytes: CollectableStore,
    policy: CollectPolicy,
    forget: (pid: string) => Promise<void> = async () => {},
  ): Promise<Collected | undefined> {
    const lock = this.keys.root('collecting');
    if ((await this.redis.set(lock, '1', 'EX', LOCK_SECONDS, 'NX')) === null) return undefined;
    try {
      const pipelines = await this.#expire(policy, forget);
      const results = await this.#evict(policy);
      return { pipelines, results, ...(await this.#sweep(bytes, policy, lock)) };
    } finally {
      await this.redis.del(lock);
    }
  }

  async #expire({ retainMs, dryRun }: CollectPolicy, forget: (pid: string) => Promise<void>): Promise<number> {
    if (retainMs === undefined) return 0;
    const limit = Date.now() - retainMs;
    let removed = 0;
    for (const pid of await this.redis.zrangebyscore(this.keys.root('pipelines'), '-inf', limit)) {
      const record = await this.store.pipeline(pid);
      if (!record || !isOver(record.status) || (record.endedAt ?? Infinity) > limit) continue;
      if (dryRun || (await this.remove(pid))) removed += 1;
      if (!dryRun) await forget(pid);
    }
    return removed;
  }

  async #evict({ unusedMs, dryRun }: CollectPolicy): Promise<number> {
    const cache = this.keys.root('cache');
    const limit = Date.now() - unusedMs;
    if (dryRun) return this.redis.zcount(cache, '-inf', limit);
    for (let evicted = 0; ;) {
      const count = await this.scripts.run<number>('evict', limit, CHUNK);
      evicted += count;
      if (count < CHUNK) return evicted;
    }
  }

  async #sweep(
    bytes: CollectableStore,
    policy: CollectPolicy,
    lock: string,
  ): Promise<Omit<Collected, 'pipelines' | 'results'>> {
    const { graceMs = GRACE_MS, dryRun = false, keep = async () => false, abandoned = () => false, removed } = policy;
    const since = Date.now() - graceMs;
    const needed = new Set<string>();
    for await (const { digests, living } of references(this.redis, this.keys, this.store))
      for (const digest of digests) if (living || !abandoned(digest)) needed.add(digest);
    const sum = { files: 0, bytes: 0, kept: 0 };
    for await (const { digest, bytes: size } of bytes.list()) {
      const old = !needed.has(digest) && ((await bytes.stat(digest))?.storedAt.getTime() ?? Infinity) < since;
      if (old && !(await keep(digest)) && (dryRun || (await bytes.remove(digest)))) {
        if (!dryRun) await removed?.(digest);
        sum.files += 1;
        sum.bytes += size;
      } else sum.kept += 1;
      if ((sum.files + sum.kept) % CHUNK === 0) await this.redis.expire(lock, LOCK_SECONDS);
    }
    return sum;
  }
}
