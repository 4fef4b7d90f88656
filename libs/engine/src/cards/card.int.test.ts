import { Worker } from 'bullmq';
import type { Job } from 'bullmq';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { PipelineStep, Select } from '#pipeline';
import { selectToy, sharedRedis, startToyEngine, until } from '#testing';
import type { ToyEngine, ToyEngineOptions } from '#testing';
import type { TaskJobData } from '../queues.js';
import { workerOptions } from '../workers.js';

/** The model of a step names its family, and what it needs of a card's memory: `flux`, `flux:20`. */
const select: Select = (step, type, config) => {
  const selection = selectToy(step, type, config);
  if (typeof selection === 'string' || !step.model) return selection;
  const [family = '', gb] = step.model.split(':');
  return { ...selection, model: step.model, family, ...(gb !== undefined && { vramGb: Number(gb) }) };
};

let toy: ToyEngine;
/** What each card did, in order. */
let log: { card: string; model: string; pid: string }[] = [];
/** Tasks that run until they are told to end. */
let held: (() => void)[] = [];
let holds = false;
afterEach(async () => {
  holds = false;
  for (const finish of held) finish();
  await toy.close();
  [log, held] = [[], []];
});

const HOUR = 3_600_000;

async function start(options: Partial<ToyEngineOptions> & { count?: number; ms?: number } = {}): Promise<ToyEngine> {
  const { count = 1, ms = 0, ...rest } = options;
  toy = await startToyEngine({
    redisUrl: await sharedRedis(),
    select,
    cards: Array.from({ length: count }, (_, index) => ({ card: `card${index}`, capMs: HOUR })),
    execute: async ({ step, pipelineId, signal }, card) => {
      log.push({ card: card ?? 'none', model: step.selection.model, pid: pipelineId });
      if (ms > 0) await setTimeout(ms, undefined, { signal });
      if (holds)
        await new Promise<void>((resolve, reject) => {
          held.push(resolve);
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
      return { outputs: { text: '' } };
    },
    ...rest,
  });
  return toy;
}

const draw = (model: string | undefined, count = 1, rest: Partial<PipelineStep> = {}): PipelineStep => ({
  ...{ id: `draw${model?.replace(/\W/g, '') ?? ''}`, type: 'draw', config: {}, count },
  ...(model !== undefined && { model }),
  ...rest,
});

async function submit(steps: PipelineStep[], lane: 'interactive' | 'background' = 'interactive'): Promise<string> {
  const definition = { name: 'test', description: '', inputs: {}, outputs: [], steps };
  const { id } = await toy.engine.create(definition, {}, { seed: 1, options: { lane } });
  await toy.engine.start(id);
  return id;
}
const over = (id: string) => toy.engine.finished(id, AbortSignal.timeout(60_000));
const begun = (count: number) => until(async () => log.length >= count);
const models = (card = 'card0') => log.filter((entry) => entry.card === card).map(({ model }) => model);
const swaps = (list: readonly string[]) => list.filter((model, at) => at > 0 && model !== list[at - 1]).length;

describe('a card', () => {
  it('does one family after the other, where tasks of two take turns in the definition', async () => {
    await start();
    await toy.engine.queue.pause('gpu');
    const ids = [];
    for (let round = 0; round < 10; round++) ids.push(await submit([draw('sdxl', 2)]), await submit([draw('flux', 2)]));
    await toy.engine.queue.resume('gpu');
    for (const id of ids) expect((await over(id)).status).toBe('completed');
    expect(models()).toHaveLength(40);
    expect(swaps(models())).toBe(1);
  });

  it('shares the families out with another', async () => {
    await start({ count: 2, ms: 20 });
    await toy.engine.queue.pause('gpu');
    const ids = [await submit([draw('sdxl', 30)]), await submit([draw('flux', 30)])];
    await toy.engine.queue.resume('gpu');
    await Promise.all(ids.map(over));
    const [first, second] = [models('card0'), models('card1')];
    expect(first.length + second.length).toBe(60);
    // Each begins with one; at its end it may help the other.
    expect(first[0]).not.toBe(second[0]);
    expect(swaps(first) + swaps(second)).toBeLessThanOrEqual(2);
  });

  it('turns to work of a new family at once when it has nothing to do, and does what needs no models', async () => {
    await start();
    expect((await over(await submit([draw('sdxl')]))).status).toBe('completed');
    expect((await over(await submit([draw('flux')]))).status).toBe('completed');
    expect((await over(await submit([draw(undefined)]))).status).toBe('completed');
    expect(models()).toEqual(['sdxl', 'flux', 'toy']);
    const [record] = [...(await toy.engine.cards.alive()).values()];
    expect(record).toMatchObject({ card: 'card0', queue: 'gpu', family: 'flux' });
  });

  it('serves a family that waited for the cap, though its own has work', async () => {
    await start({ ms: 20, cards: [{ card: 'card0', capMs: 300 }] });
    const bulk = await submit([draw('sdxl', 150)]);
    await begun(3);
    const single = await submit([draw('flux')]);
    await over(single);
    expect((await toy.engine.store.pipeline(bulk))?.status).toBe('running');
    expect(models()).toContain('flux');
    await over(bulk);
    // There, and back when the other had waited.
    expect(swaps(models())).toBe(2);
  });

  it('leaves a bulk run for a single image of another family', async () => {
    await start({ ms: 10 });
    const bulk = await submit([draw('sdxl', 300)], 'background');
    await begun(3);
    const single = await submit([draw('flux')]);
    await over(single);
    expect((await toy.engine.store.pipeline(bulk))?.status).toBe('running');
    await toy.engine.cancel(bulk);
  });

  it('begins nothing while the pool is paused, families included that come later', async () => {
    await start();
    await over(await submit([draw('sdxl')]));
    await toy.engine.queue.pause('gpu');
    const ids = [await submit([draw('sdxl')]), await submit([draw('flux')])];
    const { queues } = await toy.engine.queue.overview(10);
    expect(queues.filter(({ pool }) => pool === 'gpu').map(({ name, paused }) => [name, paused])).toEqual([
      ['gpu', true],
      ['gpu-flux', true],
      ['gpu-sdxl', true],
    ]);
    expect(log).toHaveLength(1);
    await toy.engine.queue.resume('gpu-flux');
    await toy.engine.queue.pause('gpu-flux');
    await toy.engine.queue.resume('gpu');
    await Promise.all(ids.map(over));
    expect(models().sort()).toEqual(['flux', 'sdxl', 'sdxl']);
  });

  it('stops what is cancelled, and goes on with another family', async () => {
    await start();
    holds = true;
    const id = await submit([draw('sdxl', 3)]);
    await begun(1);
    holds = false;
    await toy.engine.cancel(id);
    expect((await over(id)).status).toBe('cancelled');
    expect((await over(await submit([draw('flux')]))).status).toBe('completed');
    expect(models()).toEqual(['sdxl', 'flux']);
  });

  it('lets its task finish when it is closed, and is gone from the roll', async () => {
    await start();
    holds = true;
    const id = await submit([draw('sdxl', 2)]);
    await begun(1);
    const closing = toy.cards[0]!.close();
    await until(async () => (await toy.engine.cards.alive()).size === 0);
    holds = false;
    for (const finish of held) finish();
    await closing;
    expect((await toy.engine.store.tasks(id, 'drawsdxl')).map(({ state }) => state)).toEqual(['done', 'ready']);
    expect(await toy.engine.redis.zcard(toy.engine.keys.workers('gpu'))).toBe(0);
    expect(await toy.engine.redis.zcard(toy.engine.keys.workers('gpu-sdxl'))).toBe(0);
  });
});

describe('a card that dies', () => {
  it('disappears', async () => {
    await start();
    const { engine } = toy;
    await engine.redis.zadd(engine.keys.root('cards:alive'), Date.now() - 1, 'gone');
    await engine.redis.hset(engine.keys.root('cards'), 'gone', JSON.stringify({ card: 'gone' }));
    expect([...(await engine.cards.alive()).keys()]).toEqual(['card0']);
    await engine.cards.beat('card0', { card: 'card0' });
    expect(await engine.redis.hkeys(engine.keys.root('cards'))).toEqual(['card0']);
  });

  it('leaves its task to another card, though nobody is at its queue', async () => {
    await start({ cards: [] });
    const { engine } = toy;
    const id = await submit([draw('sdxl', 2)]);
    await engine.dispatcher.idle();
    // What a process is that is killed in the middle: it has claimed the task, and renews its lock no more.
    const options = workerOptions(engine, await sharedRedis(), 1, { lockDurationMs: 300, stalledIntervalMs: 100 });
    const dead = new Worker('gpu-sdxl', null, { ...options, autorun: false });
    const job = (await dead.getNextJob('dead')) as Job<TaskJobData>;
    const runner = engine.taskRunner('dead', ({ signal }) =>
      once(signal, 'abort').then(() => Promise.reject(signal.reason as Error)),
    );
    const zombie = runner.run(job).catch(() => {});
    await until(async () => (await engine.store.tasks(id, 'drawsdxl'))[0]?.state === 'running');
    await dead.close(true);

    const [card, next] = await helper();
    const sweep = async () => {
      await engine.sweeper.sweep(0);
      return (await engine.store.pipeline(id))?.status === 'completed';
    };
    await until(sweep);
    expect((await engine.store.tasks(id, 'drawsdxl')).map(({ state }) => state)).toEqual(['done', 'done']);
    await card.close();
    next.close();
    runner.releaseAll();
    await zombie;
    runner.close();
  });

  /** A card that comes later. */
  async function helper() {
    const { engine } = toy;
    const redisUrl = await sharedRedis();
    const runner = engine.taskRunner('card1', async () => ({ outputs: { text: '' } }));
    const open = (queue: string) =>
      new Worker<TaskJobData>(
        queue,
        (job, _token, signal) => runner.run(job, signal),
        workerOptions(engine, redisUrl, 1),
      );
    const card = engine.card({ name: 'card1', card: 'card1', capMs: HOUR, open, onError: () => {} });
    await card.start();
    return [card, runner] as const;
  }
});

describe('memory', () => {
  const card = (name: string, gb: number) => ({
    ...{ card: name, capMs: HOUR, hopelessMs: 300 },
    memoryGb: async () => gb,
  });

  it('of a card decides which work of a family it takes', async () => {
    await start({ cards: [card('small', 10), card('large', 24)] });
    await Promise.all([over(await submit([draw('sdxl:9', 4)])), over(await submit([draw('sdxl:12', 4)]))]);
    expect(models('small')).not.toContain('sdxl:12');
    expect(models('large')).toContain('sdxl:12');
  });

  it('that no card has fails the work, which says what it needs and what there is', async () => {
    await start({ cards: [card('small', 10), card('large', 24)] });
    const record = await over(await submit([draw('video:40', 2)]));
    expect(record.error).toMatchObject({ code: 'card_too_small' });
    expect(record.error?.message).toMatch(/"video:40" needs 40 GB on one card; .*small has 10 GB/);
    expect(record.error?.message).toContain('large has 24 GB');
    expect(log).toEqual([]);
  });

  it('that nobody knows is no obstacle', async () => {
    await start();
    expect((await over(await submit([draw('video:40')]))).status).toBe('completed');
  });
});
