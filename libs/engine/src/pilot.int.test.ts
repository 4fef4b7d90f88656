import type { PipelineDefinition, PipelineOptions, PortValue } from '#pipeline';
import { randomPrefix, sharedRedis, startToyEngine, until } from '#testing';
import type { ToyEngine, ToyEngineOptions } from '#testing';

/** Three lines, four words of each, two takes of each word, and one of everything. */
const matrix: PipelineDefinition = {
  ...{ name: 'matrix', description: '', inputs: {}, outputs: [] },
  steps: [
    { id: 'line', type: 'list', map: ['a', 'b', 'c'], config: { length: 4 } },
    { id: 'word', type: 'make', map: '{{steps.line.items}}', config: { value: '{{item}}' } },
    { id: 'take', type: 'make', count: 2, config: { from: '{{steps.word.text}}' } },
    { id: 'all', type: 'gather', config: { parts: '{{steps.take.text}}' }, collect: ['take'] },
  ],
};

let toy: ToyEngine;
let options: ToyEngineOptions;
beforeEach(async () => {
  options = { redisUrl: await sharedRedis(), prefix: randomPrefix() };
  toy = await startToyEngine(options);
});
afterEach(() => toy.close());

async function begin(cells: number, more: PipelineOptions = {}, definition = matrix): Promise<string> {
  const { id } = await toy.engine.create(definition, {}, { seed: 1, options: { pilot: { cells }, ...more } });
  await toy.engine.start(id);
  return id;
}
const over = (id: string) => toy.engine.finished(id, AbortSignal.timeout(30_000));
const record = async (id: string) => (await toy.engine.store.pipeline(id))!;
const rests = (id: string) => until(async () => (await record(id)).pilot === 'waiting');
const done = async (id: string, step: string) =>
  (await toy.engine.store.tasks(id, step)).filter(({ state }) => state === 'done').map((task) => task.id);
const left = async (id: string) => toy.engine.left(await record(id));

test('few cells are made first, far apart; the rest waits for the word and is then made', async () => {
  const id = await begin(3);
  await rests(id);
  expect(await done(id, 'take')).toEqual(['take[0,0,0]', 'take[1,0,0]', 'take[2,0,0]']);
  expect(await done(id, 'word')).toEqual(['word[0,0]', 'word[1,0]', 'word[2,0]']);
  expect(await done(id, 'line')).toHaveLength(3);
  expect(await left(id)).toEqual({ line: 0, word: 9, take: 21, all: 1 });
  expect((await toy.engine.store.tasks(id, 'word')).map(({ state }) => state)).toContain('held');
  // Nothing of it is at a worker, or on its way to one, and nobody who looks after the rest sets it going.
  await toy.engine.sweeper.sweep(0);
  expect((await record(id)).pilot).toBe('waiting');
  expect(toy.executed).toHaveLength(9);
  expect(await toy.engine.pilots.decide(id, 'released')).toBe('released');
  expect(await toy.engine.pilots.decide(id, 'kept')).toBe('released');
  expect(await over(id)).toMatchObject({ status: 'completed', pilot: 'released' });
  expect(toy.executed).toHaveLength(3 + 12 + 24 + 1);
  expect(await toy.engine.pilots.decide('nobody', 'kept')).toBe('unknown');
  expect(await toy.engine.pilots.decide(id, 'released')).toBe('released');
});

test('the rest can be left out: what gathers goes on with the pilot', async () => {
  const id = await begin(2);
  await rests(id);
  await toy.engine.pilots.decide(id, 'kept');
  expect(await over(id)).toMatchObject({ status: 'completed', pilot: 'kept' });
  const [all] = await toy.engine.store.tasks(id, 'all');
  expect(all!.outputs!.text).toBe('line[0]#0>take[0,0,0]+line[1]#0>take[1,0,0]');
  expect(await done(id, 'line')).toEqual(['line[0]', 'line[1]']);
  expect(await left(id)).toEqual({ line: 0, word: 0, take: 0, all: 0 });
});

test('as many cells as there are hold nothing back', async () => {
  const id = await begin(24);
  expect(await over(id)).toMatchObject({ status: 'completed', pilot: 'running' });
  const none = await toy.engine.create(matrix, {}, { seed: 1 });
  expect(await toy.engine.pilots.decide(none.id, 'released')).toBe('none');
});

test('what is decided about results of the pilot sets it going again', async () => {
  const id = await begin(1, { checkpoints: ['word'] });
  await rests(id);
  expect(await record(id)).toMatchObject({ inReview: 1 });
  await toy.engine.reviews.redo(id, 'word[0,0]', { config: { value: 'better' } });
  await rests(id);
  expect(await record(id)).toMatchObject({ inReview: 1 });
  await toy.engine.reviews.approve(id, 'word[0,0]');
  await until(async () => (await done(id, 'take')).length === 1);
  await rests(id);
  const statuses = (await toy.engine.events.replay(id, '0')).events
    .filter(({ type }) => type === 'pilot')
    .map(({ data }) => data.status);
  expect(statuses).toEqual(['waiting', 'running', 'waiting', 'running', 'waiting']);
  await toy.engine.pilots.decide(id, 'kept');
  expect((await over(id)).status).toBe('completed');
});

test('a pilot outlives its processes, a cancel, and the run after that', async () => {
  const id = await begin(2);
  await rests(id);
  await toy.close();
  toy = await startToyEngine(options);
  expect(await record(id)).toMatchObject({ status: 'running', pilot: 'waiting' });
  await toy.engine.cancel(id);
  expect((await over(id)).status).toBe('cancelled');
  expect(await toy.engine.pilots.decide(id, 'released')).toBe('over');
  await toy.engine.rerun(await record(id), {});
  await rests(id);
  // What was made is known.
  expect(toy.executed).toEqual([]);
  await toy.engine.pilots.decide(id, 'released');
  expect((await over(id)).status).toBe('completed');
  expect(toy.executed).toHaveLength(1 + 10 + 22 + 1);
});

test('what is skipped in a pilot is no longer waited for', async () => {
  await toy.close();
  toy = await startToyEngine({
    ...options,
    execute: async ({ id }) => {
      if (id === 'line[0]') throw new Error('broken');
      const outputs: Record<string, PortValue> = id.startsWith('line') ? { items: ['x', 'y', 'z', 'u'] } : { text: id };
      return { outputs };
    },
  });
  const id = await begin(2, { onStepFailure: 'skip', retry: { maxAttempts: 1 } });
  await rests(id);
  expect(await done(id, 'take')).toEqual(['take[1,0,0]']);
  await toy.engine.pilots.decide(id, 'released');
  expect((await over(id)).status).toBe('completed');
  expect((await toy.engine.store.steps(id))[2]).toMatchObject({ done: 16, skipped: 0 });
});

test('a process that dies over a release leaves it to the others', async () => {
  await toy.close();
  let deaths = 0;
  toy = await startToyEngine({
    ...options,
    racePoint: (point) => {
      if ((point === 'before unhold' || point === 'after unhold') && deaths++ < 4) throw new Error('killed');
    },
  });
  const id = await begin(1);
  await rests(id);
  await toy.engine.pilots.decide(id, 'released');
  const ended = over(id);
  await until(async () => {
    await toy.engine.sweeper.sweep(0);
    return (await record(id)).status === 'completed';
  });
  expect((await ended).pilot).toBe('released');
  expect(deaths).toBeGreaterThanOrEqual(4);
  expect(new Set(toy.executed).size).toBe(toy.executed.length);
});
