import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';
import { isOver } from './records.js';
import type { PipelineStatus } from './records.js';
import type { Store } from './store.js';

/** Pipelines, nodes or cache entries read in one round trip. */
const CHUNK = 500;

/** Digests in JSON, also in JSON within JSON; read as text, because there may be a great deal of it. */
const DIGEST = /digest\\*":\\*"([0-9a-f]{64})/g;

const digestsIn = (text: string): string[] => Array.from(text.matchAll(DIGEST), (match) => match[1]!);

interface References {
  digests: string[];
  /** Of a pipeline that is not over. */
  living: boolean;
}

/** A task's result, and those before it. */
const resultsIn = (fields: Record<string, string>): string[] =>
  Object.entries(fields).flatMap(([name, text]) => (/^(r|v\d+)$/.test(name) ? [text] : []));

/** Digests of all bytes that a pipeline or the cache refers to, some of them many times. */
export async function* references(redis: Redis, keys: Keys, store: Store): AsyncGenerator<References> {
  for await (const pids of members(redis, keys.root('pipelines'))) {
    for (const pid of pids) {
      const status = await redis.hget(keys.pipeline(pid), 'status');
      const living = status !== null && !isOver(status as PipelineStatus);
      for await (const digests of ofPipeline(redis, keys, store, pid)) yield { digests, living };
    }
  }
  for await (const actions of members(redis, keys.root('cache'))) {
    const texts = await redis.mget(actions.map((action) => keys.cached(action)));
    yield { digests: texts.flatMap((text) => digestsIn(text ?? '')), living: false };
  }
}

async function* ofPipeline(redis: Redis, keys: Keys, store: Store, pid: string): AsyncGenerator<string[]> {
  const archived = await store.archivedRun(pid);
  if (archived !== undefined) {
    const { inputs, definition } = await store.archive.head(pid, archived);
    yield digestsIn(JSON.stringify([inputs, definition]));
    for await (const page of store.archive.all(pid, archived))
      yield page.flatMap(([, fields]) => resultsIn(fields).flatMap(digestsIn));
  }
  // Also of an archived one: it may be on its way to another run.
  const fields = await redis.hmget(keys.pipeline(pid), 'inputs', 'definition', 'next');
  yield fields.flatMap((text) => digestsIn(text ?? ''));
  for (let cursor = '0', first = true; first || cursor !== '0'; first = false) {
    const [next, known] = await redis.hscan(keys.known(pid), cursor, 'COUNT', CHUNK);
    cursor = next;
    yield known.flatMap(digestsIn);
  }
  for (let from = 0; ; from += CHUNK) {
    const nodes = await redis.lrange(keys.index(pid), from, from + CHUNK - 1);
    const batch = redis.pipeline();
    for (const node of nodes) batch.hmget(keys.node(pid, node), 'r', 'vn');
    const found = (await batch.exec()) ?? [];
    for (const [at, [error, fields]] of found.entries()) {
      if (error) throw error;
      const [result, versions] = fields as (string | null)[];
      yield digestsIn(result ?? '');
      // What people changed is kept as long as the pipeline.
      if (versions) yield resultsIn(await redis.hgetall(keys.node(pid, nodes[at]!))).flatMap(digestsIn);
    }
    if (nodes.length < CHUNK) return;
  }
}

/** The members of a sorted set, in chunks; those that come and go meanwhile may be missed or seen twice. */
async function* members(redis: Redis, key: string): AsyncGenerator<string[]> {
  for (let cursor = '0', first = true; first || cursor !== '0'; first = false) {
    const [next, found] = await redis.zscan(key, cursor, 'COUNT', CHUNK);
    cursor = next;
    const names = found.filter((_, index) => index % 2 === 0);
    if (names.length > 0) yield names;
  }
}
