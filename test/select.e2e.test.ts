import { dataOf } from '#contracts';
import { until } from '#testing';
import { eventsUntilOver, get, runToEnd, submit, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

/** Two ways to draw each of two subjects, two takes of one of them; the best of each is moved. */
const race = (config: Record<string, unknown>) => ({
  inputs: {},
  seed: 9,
  definition: {
    name: 'race',
    inputs: { subjects: { type: 'list', default: ['a fox', 'a castle'] } },
    steps: [
      { id: 'takes', type: 't2i', map: '{{inputs.subjects}}', count: 2, config: { prompt: '{{item}}', ...SMALL } },
      { id: 'noir', type: 't2i', map: '{{inputs.subjects}}', config: { prompt: '{{item}}', style: 'noir', ...SMALL } },
      { id: 'pick', type: 'select', map: '{{inputs.subjects}}', dependsOn: ['takes', 'noir'], config },
      { id: 'film', type: 'i2v', dependsOn: ['pick'], config: { duration: 1, fps: 8, ...SMALL } },
    ],
    outputs: ['film'],
  },
});
const SMALL = { width: 96, height: 54 };

const candidates = async (id: string, task_id: string) =>
  dataOf(await stack.client.GET('/pipelines/{id}/tasks/{task_id}/candidates', { params: { path: { id, task_id } } }))
    .items;
const pick = (id: string, task_id: string, chosen: number[]) =>
  stack.client.POST('/pipelines/{id}/tasks/{task_id}/pick', {
    ...{ params: { path: { id, task_id } }, body: { candidates: chosen } },
  });
/** The pictures that became films. */
async function moved(id: string): Promise<string[]> {
  const { outputs } = await get(stack, id);
  const films = outputs.filter(({ step_id }) => step_id === 'film');
  const recipes = films.map(async ({ digest }) => {
    const recipe = await fetch(`${stack.url}/artifacts/${digest}/recipe`).then((answer) => answer.json());
    return [(recipe as { inputs: { image: string | string[] } }).inputs.image].flat()[0]!;
  });
  return Promise.all(recipes);
}

it('a vision model scores each candidate, and the best of each group goes on', async () => {
  const body = race({ criteria: 'sharp and bright' });
  const plan = dataOf(await stack.client.POST('/pipelines/plan', { body }));
  expect(plan.steps.map(({ id, tasks }) => [id, tasks])).toEqual(
    expect.arrayContaining([
      ['pick_vision', 4],
      ['pick_vision_2', 2],
      ['pick', 2],
      ['film', 2],
    ]),
  );
  const { id, status } = await runToEnd(stack, body);
  expect(status).toBe('completed');
  const groups = [await candidates(id, 'pick[0]'), await candidates(id, 'pick[1]')];
  expect(groups.map((group) => group.length)).toEqual([3, 3]);
  const best = groups.map((group) => {
    const scores = group.map(({ score }) => score!);
    const [chosen, ...more] = group.filter((one) => one.chosen);
    expect(more).toEqual([]);
    expect(chosen!.score).toBe(Math.max(...scores));
    return chosen!.digest;
  });
  expect(await moved(id)).toEqual(best);
  expect(new Set(groups.flat().map(({ score }) => score)).size).toBeGreaterThan(1);
});

it('a person chooses, and the pipeline waits for that; the choice goes on', async () => {
  const { id } = await submit(stack, race({ by: 'person' }));
  await until(async () => (await get(stack, id)).in_review === 2);
  const all = await candidates(id, 'pick[0]');
  expect(all.map(({ index, chosen }) => [index, chosen])).toEqual([
    [0, true],
    [1, false],
    [2, false],
  ]);
  expect((await pick(id, 'pick[0]', [7])).error).toMatchObject({ status: 422, code: 'no_candidate' });
  expect((await pick(id, 'takes[0,0]', [0])).error).toMatchObject({ status: 404 });
  dataOf(await pick(id, 'pick[0]', [2, 0]));
  const last = dataOf(await pick(id, 'pick[1]', [1]));
  expect(last.in_review).toBe(0);
  await eventsUntilOver(stack, id);
  const second = await candidates(id, 'pick[1]');
  expect(await moved(id)).toEqual([all[2]!.digest, second[1]!.digest]);
  expect((await pick(id, 'pick[0]', [0])).error).toMatchObject({ status: 409 });
});

it('told to run hands off, nobody is waited for', async () => {
  const { id, status } = await runToEnd(stack, { ...race({ by: 'person' }), options: { mode: 'auto' } });
  expect(status).toBe('completed');
  const [first] = await candidates(id, 'pick[0]');
  expect((await moved(id))[0]).toBe(first!.digest);
});
