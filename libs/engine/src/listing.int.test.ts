import { randomPrefix, sharedRedis, startToyEngine } from '#testing';
import type { ToyEngine } from '#testing';
import type { PipelineQuery } from './listing.js';

let toy: ToyEngine;
let ids: string[];
beforeAll(async () => {
  toy = await startToyEngine({ redisUrl: await sharedRedis(), prefix: randomPrefix() });
  ids = [];
  for (let index = 0; index < 12; index++) ids.push(await pending(index));
  for (const index of [2, 5, 7]) await toy.engine.cancel(ids[index]!);
  const early = (id: string) => ids.indexOf(id) < 8;
  for (const id of ids.filter(early)) await toy.engine.redis.hset(toy.engine.keys.pipeline(id), 'createdAt', '1000');
  // All of one moment, as if many were submitted at once.
  for (const list of ['pipelines', 'st:pending', 'st:cancelled']) {
    const key = toy.engine.keys.root(list);
    for (const id of await toy.engine.redis.zrange(key, '0', '-1'))
      if (early(id)) await toy.engine.redis.zadd(key, '1000', id);
  }
});
afterAll(() => toy.close());

async function pending(index: number): Promise<string> {
  const name = index % 2 === 0 ? `Harbour ${index}` : `Forest ${index}`;
  const options = index === 3 ? { options: { mode: 'manual' as const }, owner: 'ada' } : {};
  return (
    await toy.engine.create(
      { name, description: '', steps: [{ id: 'a', type: 'make', config: {} }], inputs: {}, outputs: [] },
      {},
      options,
    )
  ).id;
}

/** Every page of a query, as indices. */
async function pages(query: Omit<PipelineQuery, 'limit'>, limit: number): Promise<number[]> {
  const found: number[] = [];
  for (let cursor: string | undefined, turn = 0; turn < 50; turn++) {
    const page = await toy.engine.listing.page({ ...query, limit, ...(cursor !== undefined && { cursor }) });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items.map(({ id }) => ids.indexOf(id)));
    if (page.next === undefined) return found;
    cursor = page.next;
  }
  throw new Error('the pages never end');
}

const sorted = (found: number[]) => [...found].sort((a, b) => a - b);

test.each([1, 3, 5, 12, 100])('pages of %i hold every pipeline once, also those of one moment', async (limit) => {
  const all = await pages({}, limit);
  expect(sorted(all)).toEqual([...ids.keys()]);
  expect(all.slice(0, 4)).toEqual([11, 10, 9, 8]);
  expect(await pages({ order: 'created_at' }, limit)).toEqual([...all].reverse());
});

test('statuses are lists of their own, and several are merged in order', async () => {
  expect(sorted(await pages({ statuses: ['cancelled'] }, 2))).toEqual([2, 5, 7]);
  expect(sorted(await pages({ statuses: ['cancelled', 'pending'] }, 5))).toEqual([...ids.keys()]);
  expect(await pages({ statuses: ['running'] }, 5)).toEqual([]);
  expect(await toy.engine.listing.count(['cancelled'])).toBe(3);
  expect(await toy.engine.listing.count()).toBe(12);
});

test('filters look at each', async () => {
  expect(sorted(await pages({ name: 'FOREST' }, 2))).toEqual([1, 3, 5, 7, 9, 11]);
  expect(await pages({ mode: 'manual' }, 2)).toEqual([3]);
  expect(await pages({ owner: 'ada', mode: 'auto' }, 2)).toEqual([]);
  expect(sorted(await pages({ createdFrom: 1_001 }, 3))).toEqual([8, 9, 10, 11]);
  expect(sorted(await pages({ createdBefore: 1_001, name: 'harbour' }, 3))).toEqual([0, 2, 4, 6]);
});

test('the last change comes first, and what is removed is in no list', async () => {
  await toy.engine.cancel(ids[4]!);
  expect((await pages({ order: '-updated_at' }, 1))[0]).toBe(4);
  await toy.engine.remove(ids[4]!);
  expect(sorted(await pages({}, 3))).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11]);
  expect(await pages({ statuses: ['cancelled'] }, 9)).not.toContain(4);
  expect(await pages({ order: 'updated_at' }, 9)).not.toContain(4);
});
