import type { PipelineDefinition, PipelineOptions, PipelineStep } from '#pipeline';
import { randomPrefix, sharedRedis, startToyEngine, until } from '#testing';
import type { ToyEngine, ToyEngineOptions } from '#testing';
import { references } from './references.js';

const make = (id: string, value: string, more: Partial<PipelineStep> = {}): PipelineStep => ({
  ...{ id, type: 'make', config: { value } },
  ...more,
});
/** Each word becomes a picture, each picture a film; all films become one. */
const film: PipelineDefinition = {
  ...{ name: 'film', description: '', inputs: {}, outputs: [] },
  steps: [
    make('picture', '{{item}}', { map: ['a', 'b', 'c'] }),
    make('animate', 'moving', { config: { value: 'moving', from: '{{steps.picture.text}}' } }),
    { id: 'all', type: 'gather', config: { parts: '{{steps.animate.text}}' }, collect: ['animate'] },
  ],
};

let toy: ToyEngine;
let options: ToyEngineOptions;
beforeEach(async () => {
  options = { redisUrl: await sharedRedis(), prefix: randomPrefix() };
  toy = await startToyEngine(options);
});
afterEach(() => toy.close());

async function begin(how: PipelineOptions, definition = film): Promise<string> {
  const { id } = await toy.engine.create(definition, {}, { seed: 1, options: how });
  await toy.engine.start(id);
  return id;
}
const over = (id: string) => toy.engine.finished(id, AbortSignal.timeout(30_000));
const waiting = async (id: string) => (await toy.engine.reviews.waiting(id, 0, 100)).tasks.sort();
const waitsFor = (id: string, ...tasks: string[]) =>
  until(async () => JSON.stringify(await waiting(id)) === JSON.stringify(tasks));
const states = async (id: string, step: string) => (await toy.engine.store.tasks(id, step)).map(({ state }) => state);
const outputs = async (id: string, step: string) =>
  (await toy.engine.store.tasks(id, step)).map((task) => task.outputs?.text);

test('a gate holds its branch only, and what is approved goes on at once', async () => {
  const id = await begin({ mode: 'checkpoint', checkpoints: ['picture'] });
  await waitsFor(id, 'picture[0]', 'picture[1]', 'picture[2]');
  expect(toy.executed.filter((task) => task.startsWith('animate'))).toEqual([]);
  expect(await toy.engine.store.pipeline(id)).toMatchObject({ status: 'running', inReview: 3 });
  expect((await toy.engine.store.steps(id))[0]).toMatchObject({ status: 'review', inReview: 3, done: 0, running: 0 });
  expect(await toy.engine.reviews.approve(id, 'picture[1]')).toBe('done');
  await until(async () => (await states(id, 'animate')).includes('done'));
  expect(await states(id, 'animate')).toEqual(['waiting', 'done', 'waiting']);
  // Said again nothing happens.
  expect(await toy.engine.reviews.approve(id, 'picture[1]')).toBe('done');
  expect(await toy.engine.reviews.approve(id, 'picture[9]')).toBe('unknown');
  expect(await toy.engine.reviews.reject(id, 'picture[0]')).toBe('skipped');
  expect(await toy.engine.reviews.approve(id, 'picture[2]')).toBe('done');
  expect((await over(id)).status).toBe('completed');
  // The port is optional here: what needs it is skipped elsewhere.
  expect(await outputs(id, 'all')).toEqual(['moving+b>moving+c>moving']);
  expect(await toy.engine.store.pipeline(id)).toMatchObject({ inReview: 0 });
});

test('what is edited flows on as it was edited; the version before is kept', async () => {
  const id = await begin({ mode: 'checkpoint', checkpoints: ['picture'] });
  await waitsFor(id, 'picture[0]', 'picture[1]', 'picture[2]');
  expect(await toy.engine.reviews.edit(id, 'picture[0]', { text: 'better' })).toBe('review');
  expect((await toy.engine.store.tasks(id, 'picture'))[0]).toMatchObject({ versions: 1, outputs: { text: 'better' } });
  for (const task of await waiting(id)) await toy.engine.reviews.approve(id, task);
  expect((await over(id)).status).toBe('completed');
  expect(await outputs(id, 'all')).toEqual(['better>moving+b>moving+c>moving']);
});

test('made anew with a note and other settings, it waits again, with another seed', async () => {
  const id = await begin({ mode: 'checkpoint', checkpoints: ['picture'] });
  await waitsFor(id, 'picture[0]', 'picture[1]', 'picture[2]');
  await toy.engine.reviews.redo(id, 'picture[2]', { config: { value: 'see' }, note: 'brighter' });
  await until(async () => (await outputs(id, 'picture'))[2] === 'see');
  await waitsFor(id, 'picture[0]', 'picture[1]', 'picture[2]');
  expect(toy.executed.filter((task) => task === 'picture[2]')).toHaveLength(2);
  for (const task of await waiting(id)) await toy.engine.reviews.approve(id, task);
  await over(id);
  expect(await outputs(id, 'all')).toEqual(['a>moving+b>moving+see>moving']);
});

test('by hand, every step waits; automatic, none does', async () => {
  const id = await begin({ mode: 'manual' });
  await waitsFor(id, 'picture[0]', 'picture[1]', 'picture[2]');
  for (const task of await waiting(id)) await toy.engine.reviews.approve(id, task);
  await waitsFor(id, 'animate[0]', 'animate[1]', 'animate[2]');
  for (const task of await waiting(id)) await toy.engine.reviews.approve(id, task);
  await waitsFor(id, 'all');
  await toy.engine.reviews.approve(id, 'all');
  expect((await over(id)).status).toBe('completed');
  expect((await over(await begin({ mode: 'auto', checkpoints: ['picture'] }))).status).toBe('completed');
});

test('a gate outlives every process, and a cancelled pipeline has nothing to decide', async () => {
  const id = await begin({ checkpoints: ['picture'] });
  await waitsFor(id, 'picture[0]', 'picture[1]', 'picture[2]');
  await toy.engine.sweeper.sweep(0);
  expect(await waiting(id)).toHaveLength(3);
  expect(await states(id, 'picture')).toEqual(['review', 'review', 'review']);
  await toy.engine.cancel(id);
  expect((await over(id)).status).toBe('cancelled');
  expect(await toy.engine.reviews.approve(id, 'picture[0]')).toBe('over');
  // What nobody approved is asked for again, and not made again.
  await toy.engine.rerun((await toy.engine.store.pipeline(id))!, {});
  await waitsFor(id, 'picture[0]', 'picture[1]', 'picture[2]');
  for (const task of await waiting(id)) await toy.engine.reviews.approve(id, task);
  expect((await over(id)).status).toBe('completed');
});

const gate = (onTimeout: 'approve' | 'reject' | 'pause', timeoutSec = 1): PipelineOptions => ({
  gates: [{ step: 'picture', timeoutSec, onTimeout }],
});
/** Whoever sweeps, at whatever time. */
const swept = (condition: () => Promise<boolean>) =>
  until(async () => {
    await toy.engine.sweeper.sweep(0);
    return condition();
  });

test('a gate that nobody comes to lets its results go on after its time, whichever process is there', async () => {
  const id = await begin(gate('approve'));
  await waitsFor(id, 'picture[0]', 'picture[1]', 'picture[2]');
  expect(await toy.engine.reviews.reject(id, 'picture[1]')).toBe('skipped');
  await toy.close();
  toy = await startToyEngine(options);
  await swept(async () => (await toy.engine.store.pipeline(id))!.status === 'completed');
  expect(await outputs(id, 'all')).toEqual(['a>moving+moving+c>moving']);
  const { events } = await toy.engine.events.replay(id, '0');
  const gates = events.filter(({ type, data }) => type === 'gate' && data.status !== 'review').map(({ data }) => data);
  expect(gates.map(({ status, by }) => [status, by])).toEqual([
    ['rejected', undefined],
    ['approved', 'timeout'],
    ['approved', 'timeout'],
  ]);
  expect(await toy.engine.redis.zcard(toy.engine.keys.root('gates'))).toBe(0);
});

test('or leaves them out, or waits with the whole pipeline until somebody comes', async () => {
  const rejected = await begin(gate('reject'));
  await swept(async () => (await toy.engine.store.pipeline(rejected))!.status === 'completed');
  expect(await states(rejected, 'picture')).toEqual(['skipped', 'skipped', 'skipped']);
  const id = await begin(gate('pause'));
  await waitsFor(id, 'picture[0]', 'picture[1]', 'picture[2]');
  await swept(async () => (await toy.engine.store.pipeline(id))!.status === 'paused');
  expect(await toy.engine.store.pipeline(id)).toMatchObject({
    inReview: 3,
    pausedBy: { reason: 'gate', step_id: 'picture', waited_sec: 1 },
  });
  for (const task of await waiting(id)) await toy.engine.reviews.approve(id, task);
  await toy.engine.start(id);
  await swept(async () => (await toy.engine.store.pipeline(id))!.status === 'completed');
});

test('an edit begins the time anew, and a decision in time ends it', async () => {
  const id = await begin(gate('reject', 600));
  await waitsFor(id, 'picture[0]', 'picture[1]', 'picture[2]');
  const due = async () => toy.engine.redis.zrange(toy.engine.keys.root('gates'), '0', '-1', 'WITHSCORES');
  const scoreOf = async (task: string) => {
    const all = await due();
    return Number(all[all.findIndex((text) => text.includes(`|${task}|`)) + 1]);
  };
  const before = await scoreOf('picture[0]');
  await until(async () => Date.now() > before - 600_000);
  await toy.engine.reviews.edit(id, 'picture[0]', { text: 'better' });
  expect(await scoreOf('picture[0]')).toBeGreaterThan(before);
  await toy.engine.reviews.approve(id, 'picture[1]');
  expect((await due()).join()).not.toContain('picture[1]');
  expect(await toy.engine.reviews.overdue()).toBe(0);
  // A step that is not there is told.
  const wrong = toy.engine.compile(
    film,
    {},
    { options: { gates: [{ step: 'x', timeoutSec: 1, onTimeout: 'reject' }] } },
  );
  expect(wrong.problems).toMatchObject([{ code: 'unknown_step', path: 'options.gates[0]' }]);
});

test('items are gathered in the order somebody gives them, until they are gathered', async () => {
  const id = await begin({ checkpoints: ['animate'] });
  await waitsFor(id, 'animate[0]', 'animate[1]', 'animate[2]');
  expect(await toy.engine.reviews.order(id, 'animate', ['animate[2]', 'animate[7]', 'animate[0]'])).toBe('ok');
  for (const task of await waiting(id)) await toy.engine.reviews.approve(id, task);
  await over(id);
  expect(await outputs(id, 'all')).toEqual(['c>moving+a>moving+b>moving']);
  expect(await toy.engine.reviews.order(id, 'animate', ['animate[1]'])).toBe('over');
  const late = await begin({ checkpoints: ['all'] });
  await waitsFor(late, 'all');
  expect(await toy.engine.reviews.order(late, 'animate', ['animate[1]'])).toBe('late');
});

test('all versions are there to look at, and their bytes are kept', async () => {
  const id = await begin({ checkpoints: ['picture'] });
  await waitsFor(id, 'picture[0]', 'picture[1]', 'picture[2]');
  const file = (letter: string) =>
    ({ digest: letter.repeat(64), media: 'image', mime: 'image/png', bytes: 1 }) as const;
  await toy.engine.reviews.edit(id, 'picture[0]', { text: file('e') });
  await toy.engine.reviews.edit(id, 'picture[0]', { text: file('f') });
  expect(await toy.engine.store.versions(id, 'picture[0]')).toEqual([
    { outputs: { text: 'a' } },
    { outputs: { text: file('e') } },
    { outputs: { text: file('f') } },
  ]);
  const held: string[] = [];
  for await (const { digests } of references(toy.engine.redis, toy.engine.keys, toy.engine.store))
    held.push(...digests);
  expect(held).toEqual(expect.arrayContaining(['e'.repeat(64), 'f'.repeat(64)]));
});

test('what would be left to make if results were left out is told before anything is decided', async () => {
  const id = await begin(
    { checkpoints: ['line'] },
    {
      ...film,
      steps: [
        { id: 'line', type: 'list', map: ['a', 'b'], config: { length: 3 } },
        make('word', '{{item}}', { map: '{{steps.line.items}}' }),
        { id: 'all', type: 'gather', config: { parts: '{{steps.word.text}}' }, collect: ['word'] },
      ],
    },
  );
  await waitsFor(id, 'line[0]', 'line[1]');
  const left = async (...without: string[]) =>
    toy.engine.left((await toy.engine.store.pipeline(id))!, new Set(without));
  expect(await left()).toEqual({ line: 0, word: 6, all: 1 });
  expect(await left('line[1]')).toEqual({ line: 0, word: 3, all: 1 });
  expect(await left('line[0]', 'line[1]', 'nobody')).toEqual({ line: 0, word: 0, all: 1 });
  const waiting = await toy.engine.listing.page({ waiting: true, limit: 5 });
  expect(waiting.items).toMatchObject([{ id, inReview: 2 }]);
  await toy.engine.reviews.reject(id, 'line[1]');
  expect(await left('line[1]')).toEqual({ line: 0, word: 3, all: 1 });
  await toy.engine.reviews.approve(id, 'line[0]');
  await over(id);
  expect((await toy.engine.listing.page({ waiting: true, limit: 5 })).items).toEqual([]);
});
