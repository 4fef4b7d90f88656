import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createClient, dataOf } from '#contracts';
import { IndexInStep, Records } from '#library';
import { startRedis, startToyEngine } from '#testing';
import { startGateway } from './gateway-process.js';
import { chance, generatedItem, pipelineOf, word } from './library-items.js';
import { settledBytes } from './redis-memory.js';
import { median, quantile, round } from './stats.js';
import type { Figure, Suite } from './suite.js';

const ITEMS = 100_000;
const QUESTIONS = 1_500;
const CHUNK = 1_000;
const TARGET_MS = 100;
const TARGET_BYTES = 1024;

export const library: Suite = {
  name: 'library',
  what: `searching ${ITEMS.toLocaleString('en')} items over HTTP, and what Redis and a gateway need for them`,
  async run(log) {
    const redis = await startRedis();
    const toy = await startToyEngine({ redisUrl: redis.url, prefix: 'bench', concurrency: 0 });
    const records = new Records(toy.engine.redis, toy.engine.keys);
    const before = await settledBytes(toy.engine.redis);
    const filling = performance.now();
    await fill(records);
    const filledSec = (performance.now() - filling) / 1000;
    log(`filled in ${round(filledSec)} s`);
    const bytes = ((await settledBytes(toy.engine.redis)) - before) / ITEMS;
    const own = await ownIndex(records);
    const gateway = await startGateway(redis.url, 'bench');
    try {
      const first = await timed(() => ask(gateway.url, { q: word('first') }));
      log(`a gateway has read all of it after ${round(first / 1000)} s`);
      const still = await questions(gateway.url);
      log('the same while items come and change');
      const busy = await questions(gateway.url, (at) => change(records, at));
      return [
        latency('search_p50_ms', still, 0.5, 'a page of what is found, by words, filters, sorted; median'),
        latency('search_p99_ms', still, 0.99, 'the same, 99th percentile', TARGET_MS),
        latency('search_busy_p50_ms', busy, 0.5, 'the same while another process changes 20 items before each; median'),
        latency('search_busy_p99_ms', busy, 0.99, 'the same, 99th percentile', TARGET_MS),
        {
          ...{ key: 'item_bytes', value: round(bytes), unit: 'B', what: 'of Redis memory for an item' },
          ...{ target: `< ${TARGET_BYTES}`, ok: bytes < TARGET_BYTES },
        },
        { key: 'gateway_bytes', value: round(own.bytes), unit: 'B', what: 'of a gateway’s heap for an item' },
        {
          key: 'gateway_first_ms',
          value: round(first, 0),
          unit: 'ms',
          what: 'the first answer of a gateway that begins',
        },
        { key: 'put_per_s', value: round(ITEMS / filledSec, 0), unit: '/s', what: 'items put into the library' },
      ];
    } finally {
      await gateway.stop();
      await toy.close();
      await redis.stop();
    }
  },
};

async function fill(records: Records): Promise<void> {
  for (let from = 0; from < ITEMS; from += CHUNK) {
    const numbers = Array.from({ length: CHUNK }, (_, at) => from + at);
    for (const [pipeline, some] of Map.groupBy(numbers, pipelineOf))
      await records.put(
        some.map((number) => ({ item: generatedItem(number), at: 1 })),
        { pipeline },
      );
    const liked = numbers.filter((number) => chance(number, 'liked') < 0.05);
    await records.mark(
      liked.map((number) => generatedItem(number).digest),
      { favourite: true, addTags: [`tag ${from % 7}`] },
    );
  }
}

/** What the index takes, measured here, where nothing else happens. */
async function ownIndex(records: Records): Promise<{ bytes: number }> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const index = new IndexInStep(records);
  await index.now();
  collect();
  const bytes = (process.memoryUsage().heapUsed - before) / ITEMS;
  if ((await index.now()).size !== ITEMS) throw new Error('the index has not all items');
  return { bytes };
}

/** Someone else's changes: some come anew, some are liked. */
async function change(records: Records, at: number): Promise<void> {
  const fresh = Array.from({ length: 10 }, (_, index) => ITEMS + at * 10 + index);
  await records.put(
    fresh.map((number) => ({ item: generatedItem(number), at: 1 })),
    { pipeline: pipelineOf(at) },
  );
  const some = fresh.map((number) => generatedItem(Math.floor(chance(number, 'which') * ITEMS)).digest);
  await records.mark(some, { favourite: at % 2 === 0 });
}

type Query = Record<string, string | number | boolean>;

/** What people ask: words they are still typing, filters, other orders, further pages. */
function question(at: number): Query {
  const is = (what: string, share: number) => chance(at, what) < share;
  return {
    ...(is('q', 0.7) && { q: [word(at, 1), word(at, 2).slice(0, 2)].slice(0, is('two', 0.5) ? 2 : 1).join(' ') }),
    ...(is('letter', 0.1) && { q: 'b' }),
    ...(is('kind', 0.5) && { kind: 'image,video' }),
    ...(is('model', 0.3) && { model: 'wan' }),
    ...(is('step', 0.2) && { step_type: 'i2v' }),
    ...(is('pipeline', 0.1) && { pipeline: pipelineOf(Math.floor(chance(at, 'p') * ITEMS)) }),
    ...(is('favourite', 0.1) && { favourite: true }),
    ...(is('from', 0.2) && { from: '2026-02-01' }),
    ...(is('sort', 0.3) && { sort: 'bytes', order: 'asc' }),
    limit: 50,
  };
}

const ask = async (url: string, query: Query) =>
  dataOf(await createClient(url, {}).GET('/library', { params: { query: query as never } }));

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

async function questions(url: string, before: (at: number) => Promise<void> = async () => {}): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < QUESTIONS; at++) {
    await before(at);
    const query = question(at);
    let next: string | undefined;
    times.push(await timed(async () => ({ next } = await ask(url, query))));
    if (next !== undefined && at % 3 === 0) times.push(await timed(() => ask(url, { ...query, cursor: next! })));
  }
  return times;
}

function latency(key: string, times: number[], share: number, what: string, target?: number): Figure {
  const value = round(share === 0.5 ? median(times) : quantile(times, share));
  return { key, value, unit: 'ms', what, ...(target !== undefined && { target: `< ${target}`, ok: value < target }) };
}
