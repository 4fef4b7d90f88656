import { setImmediate } from 'node:timers/promises';
import type { Lane, PipelineDefinition } from '#pipeline';
import { sharedRedis, startToyEngine } from '#testing';
import type { ToyEngine } from '#testing';

const tasks = (count: number): PipelineDefinition => ({
  name: `${count} tasks`,
  description: '',
  inputs: {},
  outputs: [],
  steps: [{ id: 'a', type: 'make', config: {}, count }],
});

let toy: ToyEngine | undefined;
/** The pipelines of the tasks in the order they were started. */
let started: string[] = [];
/** Tasks that run and end when they are told to. */
let held: (() => void)[] = [];
afterEach(async () => {
  for (const finish of held) finish();
  await toy?.close();
  [toy, started, held] = [undefined, [], []];
});

async function start(concurrency: number, { hold = false } = {}): Promise<ToyEngine['engine']> {
  toy = await startToyEngine({
    redisUrl: await sharedRedis(),
    concurrency,
    execute: async (task) => {
      started.push(task.pipelineId);
      if (hold) await new Promise<void>((resolve) => held.push(resolve));
      return { outputs: { text: '' } };
    },
  });
  return toy.engine;
}

async function submit(count: number, options: { lane?: Lane; owner?: string } = {}): Promise<string> {
  const { engine } = toy!;
  const { lane, owner } = options;
  const { id } = await engine.create(
    tasks(count),
    {},
    { seed: 1, ...(owner && { owner }), options: lane ? { lane } : {} },
  );
  await engine.start(id);
  await engine.dispatcher.idle();
  return id;
}

/** Lets the tasks that run end, and waits until as many more have begun. */
async function next(count: number): Promise<string[]> {
  const before = started.length;
  for (const finish of held.splice(0, count)) finish();
  await begun(before + count);
  return started.slice(before);
}

async function begun(count: number): Promise<void> {
  const until = Date.now() + 20_000;
  while (started.length < count) {
    if (Date.now() > until) throw new Error(`only ${started.length} of ${count} tasks have begun`);
    await setImmediate();
  }
}

const share = (order: readonly string[], id: string) => order.filter((other) => other === id).length;

describe('a bulk run', () => {
  it.each([1, 4])('lets a single task pass, with %i slots', async (slots) => {
    const engine = await start(slots, { hold: true });
    const bulk = await submit(2000);
    await begun(slots);
    expect((await engine.store.pipeline(bulk))?.lane).toBe('background');
    // The window is full of the bulk run.
    expect(await engine.redis.zcard(engine.keys.behind('cpu'))).toBe(Math.max(4, slots * 4));
    const single = await submit(1);
    expect((await engine.store.pipeline(single))?.lane).toBe('interactive');
    expect((await next(1))[0]).toBe(single);
  });

  it('keeps a share while others never end', async () => {
    const engine = await start(1);
    await engine.queue.pause('cpu');
    const bulk = await submit(100, { lane: 'background' });
    const busy = await submit(160, { lane: 'interactive' });
    await engine.queue.resume('cpu');
    await Promise.all([engine.finished(bulk), engine.finished(busy)]);
    const whileBusy = started.slice(0, started.lastIndexOf(busy));
    // One for every eight, and at the edges what the windows held.
    expect(share(whileBusy, bulk)).toBeGreaterThanOrEqual(16);
    expect(share(whileBusy, bulk)).toBeLessThanOrEqual(28);
  });
});

describe('turns', () => {
  it('go round the owners, and round the pipelines of each', async () => {
    const engine = await start(1);
    await engine.queue.pause('cpu');
    const many = [];
    for (let index = 0; index < 3; index++) many.push(await submit(30, { owner: 'many' }));
    const one = await submit(30, { owner: 'one' });
    await engine.queue.resume('cpu');
    await Promise.all([...many, one].map((id) => engine.finished(id)));
    const order = started.slice(0, started.lastIndexOf(one) + 1);
    // As much for the one as for the three together, but for the window that was full before it came.
    expect(order.length - 30).toBeGreaterThanOrEqual(28);
    expect(order.length - 30).toBeLessThanOrEqual(36);
    const shares = many.map((id) => share(order, id));
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(4);
  });

  it('are not held up by a pipeline that was cancelled', async () => {
    const engine = await start(1);
    await engine.queue.pause('cpu');
    const ended = await submit(30);
    const other = await submit(30);
    await engine.cancel(ended);
    await engine.queue.resume('cpu');
    expect((await engine.finished(other)).status).toBe('completed');
    expect(share(started, ended)).toBe(0);
  });
});

describe('an operator', () => {
  it('moves a pipeline before all others, also before those in the window', async () => {
    const engine = await start(1, { hold: true });
    const front = await submit(20, { lane: 'interactive' });
    await begun(1);
    const bulk = await submit(20, { lane: 'background' });
    const later = await submit(20, { lane: 'interactive' });
    await engine.queue.move(bulk, { to: 'first' });
    await engine.dispatcher.idle();
    expect((await next(1))[0]).toBe(bulk);
    await engine.queue.move(later, { to: 'first' });
    const { pipelines } = await engine.queue.overview(10);
    expect(pipelines.map(({ id, place, position }) => [id, place, position])).toEqual([
      [later, 'first', 1],
      [bulk, 'first', 2],
      [front, undefined, 3],
    ]);
  });

  it('moves one just before another, as often as one likes', async () => {
    const engine = await start(1);
    await engine.queue.pause('cpu');
    const ids: string[] = [];
    for (let count = 0; count < 4; count++) ids.push(await submit(20));
    const [a, b, c, d] = ids as [string, string, string, string];
    for (const id of [c, b, a]) await engine.queue.move(id, { to: 'first' });
    const order = async () => (await engine.queue.overview(10)).pipelines.map(({ id }) => id);
    expect(await engine.queue.move(d, { before: b })).toBe('running');
    expect(await order()).toEqual([a, d, b, c]);
    const ranks = (await engine.queue.overview(10)).pipelines.map(({ rank }) => rank!);
    expect(ranks).toEqual([...ranks].sort((one, other) => one - other));
    await engine.queue.move(c, { before: d });
    await engine.queue.move(b, { before: a });
    expect(await order()).toEqual([b, a, c, d]);
    // Between the same two again and again.
    for (let turn = 0; turn < 10; turn++)
      await engine.queue.move(turn % 2 === 0 ? d : c, { before: turn % 2 === 0 ? c : d });
    expect(await order()).toEqual([b, a, c, d]);
    await engine.queue.move(a, { to: 'last' });
    await engine.queue.move(b, { before: a });
    expect((await engine.queue.overview(10)).pipelines.map(({ id, place }) => [id, place])).toEqual([
      [c, 'first'],
      [d, 'first'],
      [b, 'last'],
      [a, 'last'],
    ]);
    await engine.queue.move(d, {});
    expect(await engine.queue.move(c, { before: d })).toBe('unplaced');
    expect(await engine.queue.move(c, { before: c })).toBe('unplaced');
    expect((await order())[0]).toBe(c);
  });

  it('moves one behind all others, and back into its turn', async () => {
    const engine = await start(1);
    await engine.queue.pause('cpu');
    const last = await submit(20);
    await engine.queue.move(last, { to: 'last' });
    const background = await submit(20, { lane: 'background' });
    const interactive = await submit(20);
    expect((await engine.queue.overview(10)).pipelines.map(({ id }) => id)).toEqual([interactive, background, last]);
    await engine.queue.resume('cpu');
    await Promise.all([last, background, interactive].map((id) => engine.finished(id)));
    // But for what was in the windows before the others came.
    expect(share(started.slice(0, started.lastIndexOf(background)), last)).toBeLessThanOrEqual(8);
    expect(await engine.queue.move(last, {})).toBe('completed');
    expect(await engine.queue.move('pnone', { to: 'first' })).toBeUndefined();
  });

  it('moves one to another lane', async () => {
    const engine = await start(1, { hold: true });
    const bulk = await submit(20, { lane: 'background' });
    await begun(1);
    const other = await submit(20, { lane: 'background' });
    await engine.queue.move(other, { lane: 'interactive' });
    await engine.dispatcher.idle();
    expect((await engine.store.pipeline(other))?.lane).toBe('interactive');
    expect((await next(1))[0]).toBe(other);
    expect(share(started, bulk)).toBe(1);
  });

  it('pauses a queue, durably: what runs may end, nothing is begun', async () => {
    const engine = await start(2, { hold: true });
    const id = await submit(10);
    await begun(2);
    await engine.queue.pause('cpu');
    for (const finish of held.splice(0)) finish();
    const running = async () => (await engine.queue.overview(10)).queues.find(({ name }) => name === 'cpu')!;
    const until = Date.now() + 10_000;
    while ((await running()).running > 0 && Date.now() < until) await setImmediate();
    await engine.dispatcher.idle();
    expect(await running()).toMatchObject({ paused: true, running: 0, workers: 1, slots: 2, inFlight: 8, waiting: 0 });
    expect(started).toHaveLength(2);
    expect(await engine.redis.hexists(`${engine.keys.bull}:cpu:meta`, 'paused')).toBe(1);
    await engine.queue.resume('cpu');
    await begun(4);
    expect((await running()).paused).toBe(false);
    expect((await engine.store.pipeline(id))?.status).toBe('running');
  });
});

describe('the overview', () => {
  it('is quick with 1,000 pipelines, and says how many there are', async () => {
    const engine = await start(0);
    for (let index = 0; index < 1000; index++) {
      const { id } = await engine.create(tasks(2), {}, { seed: 1, owner: `owner-${index % 20}` });
      await engine.start(id);
    }
    await engine.dispatcher.idle();
    const times: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      const begun = performance.now();
      await engine.queue.overview(50);
      times.push(performance.now() - begun);
    }
    // The best: the machine may do other things too.
    expect(Math.min(...times)).toBeLessThan(500);
    const { queues, pipelines, total } = await engine.queue.overview(50);
    expect(pipelines).toHaveLength(50);
    expect(total).toBe(1000);
    expect(queues.find(({ name }) => name === 'cpu')).toMatchObject({ inFlight: 4, waiting: 1996, slots: 0 });
  });
});
