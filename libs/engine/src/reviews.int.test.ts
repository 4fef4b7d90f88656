import type { PipelineDefinition, PipelineOptions, PipelineStep } from '#pipeline';
import { randomPrefix, sharedRedis, startToyEngine, until } from '#testing';
import type { ToyEngine } from '#testing';

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
beforeEach(async () => {
  toy = await startToyEngine({ redisUrl: await sharedRedis(), prefix: randomPrefix() });
});
afterEach(() => toy.close());

async function begin(options: PipelineOptions, definition = film): Promise<string> {
  const { id } = await toy.engine.create(definition, {}, { seed: 1, options });
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
