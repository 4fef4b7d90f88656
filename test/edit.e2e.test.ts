import { dataOf } from '#contracts';
import { until } from '#testing';
import { eventsUntilOver, get, statusWith, submit, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

const body = {
  seed: 5,
  definition: {
    name: 'two pictures',
    steps: [
      { id: 'sky', type: 't2i', config: { prompt: 'a red sky', width: 64, height: 36 } },
      { id: 'sea', type: 't2i', config: { prompt: 'a grey sea', width: 64, height: 36 } },
    ],
    outputs: ['sky', 'sea'],
  },
};

const create = async () => dataOf(await stack.client.POST('/pipelines', { body }));
const at = (id: string) => ({ params: { path: { id } } });

async function etagOf(id: string): Promise<string> {
  const response = await fetch(`${stack.url}/pipelines/${id}`);
  await response.arrayBuffer();
  return response.headers.get('etag')!;
}

/** Whether a client that keeps what it was given with an ETag is told that it still holds. */
const holds = async (id: string, etag: string) =>
  (await statusWith(`${stack.url}/pipelines/${id}`, { 'if-none-match': etag })) === 304;

const change = (id: string, changes: object, ifMatch?: string) =>
  stack.client.PUT('/pipelines/{id}', {
    params: { path: { id }, ...(ifMatch !== undefined && { header: { 'if-match': ifMatch } }) },
    body: changes,
  });

test('what has not begun is edited, and is run by its changes', async () => {
  const { id, revision } = await create();
  // What is left of the time it takes changes while workers come.
  await until(async () => holds(id, await etagOf(id)));
  const etag = await etagOf(id);
  const changes = { name: 'renamed', config: { sky: { prompt: 'a blue sky' } }, options: { checkpoints: ['sky'] } };
  const edited = dataOf(await change(id, changes, etag));
  expect(edited).toMatchObject({ id, status: 'pending', name: 'renamed', mode: 'checkpoint', checkpoints: ['sky'] });
  expect(edited.revision).toBeGreaterThan(revision);
  expect(await holds(id, etag)).toBe(false);

  const late = await change(id, { name: 'mine' }, etag);
  expect(late.error).toMatchObject({ status: 412, code: 'changed_meanwhile' });
  const odd = await change(id, { name: 'mine' }, 'W/weak');
  expect(odd.error).toMatchObject({ status: 400, code: 'bad_if_match' });
  const wrong = await change(id, { config: { sky: { width: -1 } } });
  expect(wrong.error).toMatchObject({ status: 422, code: 'invalid_definition' });
  expect((await get(stack, id)).name).toBe('renamed');

  dataOf(await change(id, { options: { mode: 'auto' } }));
  dataOf(await stack.client.POST('/pipelines/{id}/run', at(id)));
  await eventsUntilOver(stack, id);
  const steps = dataOf(await stack.client.GET('/pipelines/{id}/steps', at(id)));
  expect(steps.map((step) => [step.id, step.status, step.config.prompt, step.outputs.length])).toEqual([
    ['sky', 'completed', 'a blue sky', 1],
    ['sea', 'completed', 'a grey sea', 1],
  ]);
  expect(await get(stack, id)).toMatchObject({ status: 'completed', name: 'renamed' });
});

test('one that is over is edited and run again; only what changed is made', async () => {
  const { id } = await submit(stack, body);
  await eventsUntilOver(stack, id);
  expect(dataOf(await change(id, { name: 'kept' }))).toMatchObject({ status: 'completed', name: 'kept' });
  expect(dataOf(await change(id, { config: { sea: { prompt: 'a green sea' } } })).status).toBe('pending');
  dataOf(await stack.client.POST('/pipelines/{id}/run', at(id)));
  await eventsUntilOver(stack, id);
  const steps = dataOf(await stack.client.GET('/pipelines/{id}/steps', at(id)));
  expect(steps.map(({ id: step, tasks_reused }) => [step, tasks_reused])).toEqual([
    ['sky', 1],
    ['sea', 0],
  ]);
  expect((await get(stack, id)).name).toBe('kept');
});

test('edited and started at once, it is run by the changes', async () => {
  const { id } = await create();
  const [edited] = await Promise.all([
    change(id, { config: { sky: { prompt: 'a golden sky' } } }),
    stack.client.POST('/pipelines/{id}/run', at(id)),
  ]);
  await eventsUntilOver(stack, id);
  const [sky] = dataOf(await stack.client.GET('/pipelines/{id}/steps', at(id)));
  // Whichever came first: the start refuses the edit, or runs it.
  if (edited.error) expect(edited.error).toMatchObject({ status: 409, code: 'pipeline_running' });
  else expect(sky!.config.prompt).toBe('a golden sky');
  expect((await get(stack, id)).status).toBe('completed');
});

test('lists are filtered and paged', async () => {
  const made = await Promise.all([create(), create(), create()]);
  const query = { status: ['pending' as const], limit: 2 };
  const first = dataOf(await stack.client.GET('/pipelines', { params: { query } }));
  expect(first).toMatchObject({ total: 3, items: [{ status: 'pending' }, { status: 'pending' }] });
  const cursor = first.next!;
  const second = dataOf(await stack.client.GET('/pipelines', { params: { query: { ...query, cursor } } }));
  expect(second.next).toBeUndefined();
  const ids = [...first.items, ...second.items].map(({ id }) => id);
  expect(ids.sort()).toEqual(made.map(({ id }) => id).sort());
  const bad = await stack.client.GET('/pipelines', { params: { query: { cursor: 'nonsense' } } });
  expect(bad.error).toMatchObject({ status: 400, code: 'bad_cursor' });
});

test('what a cancelled pipeline did not get to is cancelled with it', async () => {
  const { id } = await create();
  dataOf(await stack.client.POST('/pipelines/{id}/cancel', at(id)));
  expect((await get(stack, id)).steps.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
});
