import type { ArtifactStore } from '#artifacts';
import { itemOf } from './item.js';
import type { Records } from './records.js';
import { restoreSaid } from './said.js';

const CHUNK = 200;
/** Whoever dies over it: another one begins again after so long. */
const LOCK_SECONDS = 60;

export interface RebuildState {
  state: 'never' | 'requested' | 'running' | 'done';
  /** Replace what is known of items, rather than add those that are missing. */
  force: boolean;
  /** Milliseconds since 1970. */
  requestedAt?: number;
  endedAt?: number;
  /** Stored files looked at, items that came or changed, and items whose bytes are gone. */
  seen: number;
  changed: number;
  dropped: number;
}

/**
 * Makes the library anew out of what is stored: every item, and what people said of it, from what is kept beside its
 * bytes, and which pipelines have it from those. What is said of an item now stays. It is asked for in Redis and done by whoever comes by; one that broke
 * off is done again from the beginning, where what is right already costs little.
 */
export class Rebuild {
  constructor(
    private readonly store: Pick<ArtifactStore, 'list' | 'stat' | 'getRecipe' | 'has' | 'getBeside' | 'putBeside'>,
    private readonly records: Records,
    /** The engine's list of all pipelines. */
    private readonly pipelines: string,
  ) {}

  /** Asks for it; what is under way goes on. */
  async request(force: boolean): Promise<RebuildState> {
    const { redis, keys } = this.records;
    const { state } = await this.state();
    if (state !== 'requested' && state !== 'running') {
      const fields = { state: 'requested', force: force ? '1' : '', requestedAt: Date.now() };
      await redis.multi().del(keys.rebuild).hset(keys.rebuild, fields).exec();
    }
    return this.state();
  }

  async state(): Promise<RebuildState> {
    const fields = await this.records.redis.hgetall(this.records.keys.rebuild);
    const count = (name: string) => Number(fields[name] ?? 0);
    return {
      state: (fields.state ?? 'never') as RebuildState['state'],
      force: fields.force === '1',
      ...(fields.requestedAt && { requestedAt: Number(fields.requestedAt) }),
      ...(fields.endedAt && { endedAt: Number(fields.endedAt) }),
      ...{ seen: count('seen'), changed: count('changed'), dropped: count('dropped') },
    };
  }

  /** Does it if it was asked for and nobody else is at it. */
  async round(signal?: AbortSignal): Promise<void> {
    const { redis, keys } = this.records;
    const { state, force } = await this.state();
    if (state !== 'requested' && state !== 'running') return;
    if ((await redis.set(keys.rebuilding, '1', 'EX', LOCK_SECONDS, 'NX')) === null) return;
    try {
      await redis.hset(keys.rebuild, { state: 'running', seen: 0, changed: 0, dropped: 0 });
      await this.#add(force, signal);
      await this.#pipelines();
      await this.#drop(signal);
      if (!signal?.aborted) await redis.hset(keys.rebuild, { state: 'done', endedAt: Date.now() });
    } finally {
      await redis.del(keys.rebuilding);
    }
  }

  async #add(force: boolean, signal: AbortSignal | undefined): Promise<void> {
    for await (const digests of grouped(this.store.list())) {
      if (signal?.aborted) return;
      const items = force ? [] : await this.records.read(digests.map((digest) => this.records.idOf(digest)));
      const missing = digests.filter((_, at) => items[at] === undefined);
      const found = await Promise.all(missing.map((digest) => this.#itemOf(digest)));
      const put = found.flatMap((item) => (item ? [{ item, at: 0 }] : []));
      await this.#count({ seen: digests.length, changed: await this.records.put(put, { force }) });
      for (const { item } of put) await restoreSaid(this.store, this.records, item.digest);
    }
  }

  async #itemOf(digest: string) {
    const [facts, recipe] = await Promise.all([this.store.stat(digest), this.store.getRecipe(digest)]);
    return facts && itemOf({ digest, bytes: facts.bytes, storedAt: facts.storedAt.getTime() }, recipe);
  }

  /** Which pipelines have what, and what only they know of it, is told by them. */
  async #pipelines(): Promise<void> {
    const { redis, keys } = this.records;
    for await (const flat of redis.zscanStream(this.pipelines, { count: CHUNK })) {
      const pids = (flat as string[]).filter((_, at) => at % 2 === 0);
      if (pids.length > 0) await redis.sadd(keys.unlisted, ...pids);
    }
  }

  async #drop(signal: AbortSignal | undefined): Promise<void> {
    const { redis, keys } = this.records;
    for await (const flat of redis.zscanStream(keys.changes, { count: CHUNK })) {
      if (signal?.aborted) return;
      const ids = (flat as string[]).filter((_, at) => at % 2 === 0);
      const items = await this.records.read(ids);
      const there = await Promise.all(items.map(async (item) => !item || this.store.has(item.digest)));
      const gone = ids.filter((_, at) => !there[at]);
      await this.records.drop(gone);
      await this.#count({ dropped: gone.length });
    }
  }

  async #count(counts: Partial<Record<'seen' | 'changed' | 'dropped', number>>): Promise<void> {
    const { redis, keys } = this.records;
    const batch = redis.multi().expire(keys.rebuilding, LOCK_SECONDS);
    for (const [name, count] of Object.entries(counts)) batch.hincrby(keys.rebuild, name, count);
    await batch.exec();
  }
}

async function* grouped(all: AsyncIterable<{ digest: string }>): AsyncGenerator<string[]> {
  let some: string[] = [];
  for await (const { digest } of all) {
    some.push(digest);
    if (some.length < CHUNK) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
