import { dataOf } from '#contracts';
import { exited } from '#process';
import { tempDir, until } from '#testing';
import { eventsUntilOver, get, submit } from './support/stack.js';
import type { Reached } from './support/stack.js';
import { everyProcess, up } from './support/up.js';

/** Forty-eight pictures in eight prompts and three moods. */
const body = {
  seed: 2,
  inputs: { subjects: ['a fox', 'a ship', 'a hill', 'a town', 'a lake', 'a tree', 'a bird', 'a road'] },
  definition: {
    name: 'bulk',
    inputs: { subjects: 'list' },
    steps: [
      {
        ...{ id: 'picture', type: 't2i', count: 2 },
        cross: { subject: '{{inputs.subjects}}', mood: ['in fog', 'at noon', 'at night'] },
        config: { prompt: '{{item.subject}} {{item.mood}}', width: 64, height: 36 },
      },
    ],
    outputs: ['picture'],
  },
};
const TASKS = 48;

/** All that a client is told of a pipeline, without what depends on the workers there are. */
async function seen({ client, ...rest }: Reached, id: string) {
  const params = { path: { id } };
  const { eta_seconds: _eta, ...pipeline } = await get({ client, ...rest }, id);
  const [steps, step, events, log, list] = await Promise.all([
    client.GET('/pipelines/{id}/steps', { params }),
    client.GET('/pipelines/{id}/steps/{step_id}', { params: { path: { id, step_id: 'picture' } } }),
    client.GET('/pipelines/{id}/events', { params: { path: { id }, query: { after: '0' } } }),
    client.GET('/pipelines/{id}/checkpoints', { params: { path: { id }, query: { limit: 100 } } }),
    client.GET('/pipelines', { params: { query: { status: ['paused'] } } }),
  ]);
  return {
    pipeline,
    steps: dataOf(steps),
    step: dataOf(step),
    events: dataOf(events),
    log: dataOf(log),
    list: dataOf(list),
  };
}

it('a bulk run in the middle looks the same after the death of everything, and repeats nothing', async () => {
  const home = tempDir();
  let stack = await up(home);
  const { id } = await submit(stack, body);
  await until(async () => (await get(stack, id)).steps[0]!.tasks_done >= 5);
  dataOf(await stack.client.POST('/pipelines/{id}/pause', { params: { path: { id } } }));
  await until(async () => (await get(stack, id)).steps[0]!.tasks_running === 0);
  const before = await seen(stack, id);
  expect(before.pipeline.status).toBe('paused');
  expect(before.steps[0]!.tasks_done).toBeLessThan(TASKS);

  everyProcess(home).forEach((pid) => process.kill(pid, 'SIGKILL'));
  await exited(stack.process);
  stack = await up(home);
  expect(await seen(stack, id)).toEqual(before);

  dataOf(await stack.client.POST('/pipelines/{id}/run', { params: { path: { id } } }));
  await eventsUntilOver(stack, id);
  const { pipeline, log } = await seen(stack, id);
  expect(pipeline).toMatchObject({ status: 'completed' });
  expect(new Set(log.items.map(({ task_id }) => task_id)).size).toBe(TASKS);
  expect(log.total).toBe(TASKS);
}, 120_000);
