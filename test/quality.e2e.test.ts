import { dataOf } from '#contracts';
import { exited } from '#process';
import { CANARY, FakeFal, afterFile, tempDir, until } from '#testing';
import { inProcess } from './support/in-process.js';
import { eventsUntilOver, get, submit, wholeStack } from './support/stack.js';
import type { Reached } from './support/stack.js';
import { everyProcess, up } from './support/up.js';

/** A picture that is scored, and the film of what comes of it. */
const body = (qa: { minScore: number; maxTries: number; maxUsd?: number }, picture: Record<string, unknown> = {}) => ({
  inputs: {},
  seed: 6,
  definition: {
    name: 'judged',
    steps: [
      { id: 'picture', type: 't2i', config: { prompt: 'a fox in the snow', width: 96, height: 54 }, ...picture },
      {
        id: 'film',
        type: 'i2v',
        dependsOn: ['picture'],
        provider: 'sketch',
        config: { duration: 1, fps: 8, width: 64, height: 36 },
      },
    ],
    outputs: ['film'],
  },
  options: { qa: [{ step: 'picture', criteria: 'sharp', ...qa }] },
});

const versions = async ({ client }: Reached, id: string) =>
  dataOf(await client.GET('/pipelines/{id}/tasks/{task_id}/versions', { params: { path: { id, task_id: 'picture' } } }))
    .items;
const filmed = async ({ url }: Reached, digest: string): Promise<string> => {
  const recipe = (await fetch(`${url}/artifacts/${digest}/recipe`).then((answer) => answer.json())) as {
    inputs: { image: string | string[] };
  };
  return [recipe.inputs.image].flat()[0]!;
};

it('a picture is made anew until it is good enough or the tries are used up, and the best seen goes on', async () => {
  const stack = await wholeStack();
  const good = await submit(stack, body({ minScore: 1, maxTries: 5 }));
  const never = await submit(stack, body({ minScore: 100, maxTries: 3 }));
  await eventsUntilOver(stack, good.id);
  expect((await get(stack, good.id)).status).toBe('completed');
  expect((await versions(stack, good.id)).map(({ score }) => typeof score)).toEqual(['number']);
  const events = await eventsUntilOver(stack, never.id);
  const scores = events
    .filter(({ type, data }) => type === 'gate' && data.status === 'scored')
    .map(({ data }) => data.score as number);
  expect(scores).toHaveLength(3);
  const all = await versions(stack, never.id);
  const current = all.at(-1)!;
  expect(current.score).toBe(Math.max(...scores));
  expect(new Set(all.map(({ outputs }) => outputs[0]!.digest)).size).toBe(3);
  const film = (await get(stack, never.id)).outputs.find(({ step_id }) => step_id === 'film')!;
  expect(await filmed(stack, film.digest)).toBe(current.outputs[0]!.digest);
  // What looked is gone; only what was asked for is listed.
  const { items } = dataOf(await stack.client.GET('/pipelines', { params: { query: {} } }));
  expect(items.map(({ name }) => name)).toEqual(['judged', 'judged']);
  const wrong = await stack.client.POST('/pipelines/plan', {
    body: { ...body({ minScore: 1, maxTries: 2 }), options: { qa: [{ step: 'nothing', minScore: 1, maxTries: 2 }] } },
  });
  expect(wrong.error).toMatchObject({ status: 422, problems: [{ code: 'unknown_step', path: 'options.qa[0]' }] });
}, 120_000);

it('each try is scored once, whoever dies over it', async () => {
  const home = tempDir();
  let stack = await up(home);
  const { id } = await submit(stack, body({ minScore: 100, maxTries: 4 }));
  const scored = (events: { type: string; data: Record<string, unknown> }[]) =>
    events.filter(({ type, data }) => type === 'gate' && data.status === 'scored').map(({ data }) => data.version);
  const params = { path: { id }, query: { after: '0' } };
  await until(async () => {
    const { items } = dataOf(await stack.client.GET('/pipelines/{id}/events', { params }));
    return scored(items).length > 0;
  }, 60_000);
  everyProcess(home).forEach((pid) => process.kill(pid, 'SIGKILL'));
  await exited(stack.process);
  stack = await up(home);
  expect(scored(await eventsUntilOver(stack, id))).toEqual([1, 2, 3, 4]);
  expect((await get(stack, id)).status).toBe('completed');
}, 180_000);

it('and no longer than the money lasts', async () => {
  const fal = await new FakeFal({ key: CANARY, looks: 0 }).start();
  afterFile(() => fal.stop());
  const stack = await inProcess(() => false, { falKey: CANARY, falQueueUrl: fal.url, falRestUrl: fal.url });
  // A picture costs 3.9 cents: two may be paid, three may not.
  const { id } = await submit(stack, body({ minScore: 100, maxTries: 9, maxUsd: 0.1 }, { provider: 'fal' }));
  await eventsUntilOver(stack, id);
  expect(fal.bill).toHaveLength(2);
  expect(await get(stack, id)).toMatchObject({ status: 'completed', cost_actual: 78_000 });
}, 120_000);
