import type { PipelineDefinition } from '#pipeline';
import { sharedRedis, startToyEngine, until } from '#testing';
import type { ToyEngine } from '#testing';
import type { RacePoint } from './scripts.js';

/** 620 items of a list that is only known while it runs, gathered. */
const wide: PipelineDefinition = {
  name: 'wide',
  description: '',
  inputs: { word: { type: 'string', default: 'x' } },
  outputs: ['all'],
  steps: [
    { id: 'source', type: 'list', config: { length: 620 } },
    { id: 'item', type: 'make', map: '{{steps.source.items}}', config: { value: '{{inputs.word}} {{item}}' } },
    { id: 'all', type: 'gather', config: {}, dependsOn: ['item'] },
  ],
};

let toy: ToyEngine;
beforeAll(async () => {
  toy = await startToyEngine({ redisUrl: await sharedRedis(), reuse: async () => true });
});
afterAll(() => toy.close());

const over = (id: string) => toy.engine.finished(id, AbortSignal.timeout(30_000));

async function finished(): Promise<string> {
  const { id } = await toy.engine.create(wide, {}, { seed: 1 });
  await toy.engine.start(id);
  expect((await over(id)).status).toBe('completed');
  await toy.engine.dispatcher.idle();
  toy.executed.length = 0;
  return id;
}

/** All a client can see; how it is kept is none of it. */
async function seen(id: string) {
  const { store } = toy.engine;
  const { archived: _, ...pipeline } = (await store.pipeline(id))!;
  return {
    pipeline,
    plan: await store.plan(id),
    steps: await store.steps(id),
    first: await store.tasks(id, 'item', 0, 3),
    across: await store.tasks(id, 'item', 495, 10),
    last: await store.tasks(id, 'item', 619, 100),
    beyond: await store.tasks(id, 'item', 620, 100),
    checkpoints: await store.checkpoints(id, 0, 5),
    older: await store.checkpoints(id, 100, 500),
    output: await store.outputs(id, ['item[600]', 'all', 'none']),
  };
}

/** Keys that stay; what was begun and left expires by itself. */
const keysOf = async (id: string) => {
  const { redis, keys } = toy.engine;
  const found = await redis.keys(`${keys.base.replace(/[[\]{}]/g, '?')}*${id}*`);
  const staying = await Promise.all(found.map(async (key) => ((await redis.ttl(key)) < 0 ? [key] : [])));
  return staying.flat().map((key) => key.slice(keys.base.length));
};

test('a finished pipeline becomes one record, and looks the same', async () => {
  const id = await finished();
  const before = await seen(id);
  expect((await keysOf(id)).length).toBeGreaterThan(620);
  expect(await toy.engine.compactor.compact(id)).toBe(true);
  const own = (await keysOf(id)).filter((key) => !key.startsWith('bull:'));
  expect(own.sort()).toEqual([`a:${id}`, `p:${id}`]);
  expect(JSON.parse(JSON.stringify(await seen(id)))).toEqual(JSON.parse(JSON.stringify(before)));
  expect(await toy.engine.compactor.compact(id)).toBe(true); // again, as after a crash: nothing changes
  const { events, gap } = await toy.engine.events.replay(id, '0');
  expect([gap, events.map((event) => event.data)]).toEqual([true, [{ id, status: 'completed' }]]);
  expect(await toy.engine.events.replay(id, events[0]!.id)).toEqual({ events: [], gap: false });
  expect(await toy.engine.redis.zscore(toy.engine.keys.root('ended'), id)).toBeNull();
});

test('several processes at it at once leave one whole record', async () => {
  const id = await finished();
  const before = await seen(id);
  const others = await Promise.all(
    [1, 2].map(async () =>
      startToyEngine({
        redisUrl: await sharedRedis(),
        prefix: toy.engine.keys.base.slice(1, -2),
        concurrency: 0,
      }),
    ),
  );
  const all = await Promise.all([toy, ...others].map(({ engine }) => engine.compactor.compact(id)));
  expect(all).toEqual([true, true, true]);
  expect(JSON.parse(JSON.stringify(await seen(id)))).toEqual(JSON.parse(JSON.stringify(before)));
  expect((await keysOf(id)).filter((key) => !key.startsWith('bull:')).sort()).toEqual([`a:${id}`, `p:${id}`]);
  await Promise.all(others.map((other) => other.close()));
});

test('can still be forked, run again with changes, and removed', async () => {
  const id = await finished();
  await toy.engine.compactor.compact(id);
  const record = (await toy.engine.store.pipeline(id))!;
  const fork = await toy.engine.fork(record, { config: { 'item[7]': { value: 'y' } } });
  await toy.engine.start(fork.id);
  await over(fork.id);
  expect(toy.executed).toEqual(['item[7]', 'all']);
  toy.executed.length = 0;
  expect(await toy.engine.rerun(record, { config: { 'item[8]': { value: 'z' } } })).toBe('accepted');
  expect(await over(id)).toMatchObject({ status: 'completed', run: 2 });
  expect(toy.executed).toEqual(['item[8]', 'all']);
  expect((await toy.engine.store.tasks(id, 'item', 7, 2)).map((task) => task.outputs)).toEqual([
    { text: 'x source#7' },
    { text: 'z' },
  ]);
  await toy.engine.compactor.compact(id);
  expect(await toy.engine.remove(id)).toBe(true);
  expect(await keysOf(id)).toEqual([]);
});

test.each<RacePoint>(['before archive', 'after archive', 'before drop', 'after drop', 'before archived'])(
  'goes on elsewhere when a process dies %s',
  async (point) => {
    const id = await finished();
    const before = await seen(id);
    const lame = await startToyEngine({
      redisUrl: await sharedRedis(),
      prefix: toy.engine.keys.base.slice(1, -2),
      concurrency: 0,
      racePoint: (reached) => {
        if (reached === point) throw new Error(`died ${point}`);
      },
    });
    await expect(lame.engine.compactor.compact(id)).rejects.toThrow(/died/);
    await lame.close();
    expect(JSON.parse(JSON.stringify(await seen(id)))).toEqual(JSON.parse(JSON.stringify(before)));
    expect(await toy.engine.compactor.compact(id)).toBe(true);
    expect(JSON.parse(JSON.stringify(await seen(id)))).toEqual(JSON.parse(JSON.stringify(before)));
    expect((await keysOf(id)).filter((key) => !key.startsWith('bull:')).sort()).toEqual([`a:${id}`, `p:${id}`]);
  },
);

test('what a cancelled one had made can still be dropped', async () => {
  const { id } = await toy.engine.create(
    {
      ...wide,
      outputs: [],
      steps: [
        { ...wide.steps[0]!, config: { length: 5 } },
        { ...wide.steps[1]!, config: { value: 'v', ms: 60_000 } },
      ],
    },
    {},
    { seed: 1 },
  );
  await toy.engine.start(id);
  await until(async () => (await toy.engine.store.steps(id))[1]!.running > 0);
  await toy.engine.cancel(id);
  await over(id);
  // Not before what ran has let go.
  await until(() => toy.engine.compactor.compact(id));
  expect((await toy.engine.store.tasks(id, 'source'))[0]!.outputs).toBeDefined();
  await toy.engine.cancel(id, { discard: true });
  expect((await toy.engine.store.tasks(id, 'source'))[0]).toMatchObject({ state: 'cancelled', outputs: undefined });
  expect((await toy.engine.store.steps(id))[0]!.done).toBe(0);
  expect(await toy.engine.store.checkpoints(id, 0, 5)).toEqual({ items: [], total: 0 });
});

test('what still runs, or ended a moment ago, is left as it is', async () => {
  const { id } = await toy.engine.create(wide, {}, { seed: 1 });
  expect(await toy.engine.compactor.compact(id)).toBe(false);
  const recent = await finished();
  await toy.engine.compactor.round();
  expect(await toy.engine.store.archivedRun(recent)).toBeUndefined();
});
