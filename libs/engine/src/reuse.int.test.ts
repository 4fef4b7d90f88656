import type { PipelineDefinition, PipelineStep } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import { sharedRedis, startToyEngine, toyExecute, until } from '#testing';
import type { ToyEngine, ToyEngineOptions } from '#testing';
import type { Execute } from './task.js';

const define = (steps: PipelineStep[]): PipelineDefinition => ({
  name: 'test',
  description: '',
  inputs: {},
  outputs: [],
  steps,
});
const make = (id: string, value: string, rest: Partial<PipelineStep> = {}): PipelineStep => ({
  id,
  type: 'make',
  config: { value },
  ...rest,
});

const open: ToyEngine[] = [];
async function start(options: Partial<ToyEngineOptions> = {}): Promise<ToyEngine> {
  const toy = await startToyEngine({ redisUrl: await sharedRedis(), reuse: async () => true, ...options });
  open.push(toy);
  return toy;
}
/** Costs seven millionths of a dollar. */
const paid: Execute = async (task) => ({ ...(await toyExecute(task)), facts: { microDollars: 7 } });
afterEach(async () => {
  await Promise.all(open.splice(0).map((toy) => toy.close()));
});

async function begin({ engine }: ToyEngine, steps: PipelineStep[]): Promise<string> {
  const { id } = await engine.create(define(steps), {}, { seed: 1 });
  await engine.start(id);
  return id;
}
const over = ({ engine }: ToyEngine, id: string) => engine.finished(id, AbortSignal.timeout(30_000));

test('equal work of another pipeline is not done again, and what that saved is told', async () => {
  const toy = await start({ execute: paid });
  await over(toy, await begin(toy, [make('a', 'x'), make('b', 'y', { dependsOn: ['a'] })]));
  const id = await begin(toy, [make('other', 'x'), make('b', 'z', { dependsOn: ['other'] })]);
  expect((await over(toy, id)).status).toBe('completed');
  expect(toy.executed).toEqual(['a', 'b', 'b']);
  const [other, b] = await toy.engine.store.steps(id);
  expect(other).toMatchObject({ done: 1, reused: 1, savedMicroDollars: 7 });
  expect(b).toMatchObject({ done: 1, reused: 0, savedMicroDollars: 0 });
  expect(await toy.engine.budgets.saved(2)).toMatchObject([{ saved: 7 }]);
  const [task] = await toy.engine.store.tasks(id, 'other');
  expect(task).toMatchObject({ outputs: { text: 'x' }, how: 'cache' });
});

test('with cache: false it is done again, and not kept', async () => {
  const toy = await start();
  await over(toy, await begin(toy, [make('a', 'x', { cache: false })]));
  await over(toy, await begin(toy, [make('a', 'x')]));
  await over(toy, await begin(toy, [make('a', 'x', { cache: false })]));
  expect(toy.executed).toEqual(['a', 'a', 'a']);
});

test('a result whose bytes are gone is made again', async () => {
  const toy = await start({ reuse: async () => false });
  await over(toy, await begin(toy, [make('a', 'x')]));
  await over(toy, await begin(toy, [make('a', 'x')]));
  expect(toy.executed).toEqual(['a', 'a']);
});

test('two pipelines at the same work: one does it, the other gets it', async () => {
  const both = Promise.withResolvers<void>();
  let held = 0;
  const toy = await start({
    execute: async (task) => {
      await both.promise;
      return toyExecute(task);
    },
  });
  const ids = await Promise.all([1, 2, 3].map(() => begin(toy, [make('a', 'x')])));
  const watch = setInterval(() => {
    void toy.engine.redis.keys(`${toy.engine.keys.base}cw:*`).then(async ([key]) => {
      held = key ? await toy.engine.redis.scard(key) : 0;
      if (held === 2) both.resolve();
    });
  }, 20);
  await both.promise;
  clearInterval(watch);
  for (const id of ids) expect((await over(toy, id)).status).toBe('completed');
  expect(toy.executed).toEqual(['a']);
});

test('when whoever did the work fails, the next one does it', async () => {
  let tries = 0;
  const toy = await start({
    execute: async (task) => {
      tries += 1;
      if (tries === 1) throw new PipelineFailure('moderated', 'no');
      return toyExecute(task);
    },
  });
  const ids = [await begin(toy, [make('a', 'x')]), await begin(toy, [make('a', 'x')])];
  const ends = await Promise.all(ids.map(async (id) => (await over(toy, id)).status));
  expect(ends.sort()).toEqual(['completed', 'failed']);
  expect(tries).toBe(2);
});

test('who waits for work of another pipeline and is cancelled meanwhile leaves nothing behind', async () => {
  const [begun, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const toy = await start({
    execute: async (task) => {
      begun.resolve();
      await release.promise;
      return toyExecute(task);
    },
  });
  const { redis, keys, store } = toy.engine;
  const first = await begin(toy, [make('a', 'x')]);
  await begun.promise;
  const second = await begin(toy, [make('a', 'x')]);
  await until(async () => (await store.tasks(second, 'a'))[0]!.state === 'retrying');
  await toy.engine.cancel(second);
  expect((await over(toy, second)).status).toBe('cancelled');
  release.resolve();
  expect((await over(toy, first)).status).toBe('completed');
  await until(async () => (await redis.zcard(keys.later('cpu'))) === 0);
  await toy.engine.dispatcher.idle();
  expect((await store.tasks(second, 'a'))[0]!.state).toBe('cancelled');
  expect(await redis.exists(keys.outbox('cpu', second))).toBe(0);
});
