import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { systemEnv } from '#config';
import { dataOf } from '#contracts';
import { exited } from '#process';
import { tempDir, until } from '#testing';
import { ROOT, eventsUntilOver, get, submit, wholeStack } from './support/stack.js';
import type { Reached } from './support/stack.js';
import { everyProcess, up } from './support/up.js';

type Policy = 'approve' | 'reject' | 'pause';

/** Pictures in two takes, and a film of those that stay. */
const body = (onTimeout?: Policy, timeoutSec = 3) => ({
  inputs: {},
  seed: 4,
  definition: {
    name: 'gated',
    steps: [
      { id: 'shot', type: 't2v', map: ['a fox', 'a ship'], count: 2, config: { prompt: '{{item}}', ...SMALL } },
      { id: 'film', type: 'concat', dependsOn: ['shot'] },
    ],
    outputs: ['film'],
  },
  options: onTimeout ? { gates: [{ step: 'shot', timeoutSec, onTimeout }] } : { checkpoints: ['shot'] },
});
const SMALL = { width: 64, height: 36, duration: 1, fps: 8 };

const step = { step_id: 'shot' };
const inReview = async ({ client }: Reached, id: string) =>
  dataOf(await client.GET('/pipelines/{id}/reviews', { params: { path: { id } } }))
    .items.map((task) => task.id)
    .sort();
const waits = (stack: Reached, id: string, count: number) =>
  until(async () => (await inReview(stack, id)).length === count);

it('a gate outlives everything, and lets go when its time is over', async () => {
  const home = tempDir();
  let stack = await up(home);
  const { id } = await submit(stack, body('approve', 5));
  const rejected = await submit(stack, body('reject', 1));
  const gates = async () =>
    dataOf(
      await stack.client.GET('/pipelines/{id}/events', { params: { path: { id }, query: { after: '0' } } }),
    ).items.filter(({ type }) => type === 'gate');
  await until(async () => (await gates()).length > 0);
  everyProcess(home).forEach((pid) => process.kill(pid, 'SIGKILL'));
  await exited(stack.process);
  stack = await up(home);
  const events = await eventsUntilOver(stack, id);
  expect((await get(stack, id)).status).toBe('completed');
  const decided = events.filter(({ type, data }) => type === 'gate' && data.by === 'timeout');
  expect(decided.map(({ data }) => data.status)).toEqual(['approved', 'approved', 'approved', 'approved']);
  // Nothing is left for a film.
  await eventsUntilOver(stack, rejected.id);
  expect((await get(stack, rejected.id)).steps[0]).toMatchObject({ tasks_skipped: 4, tasks_done: 0 });
}, 120_000);

describe('in review', () => {
  let stack: Awaited<ReturnType<typeof wholeStack>>;
  beforeAll(async () => {
    stack = await wholeStack();
  });
  const cli = (...args: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'dist/apps/cli/src/main.js'), ...args, '--url', stack.url], {
      ...{ env: systemEnv(), encoding: 'utf8' },
    });

  it('a pipeline whose gate nobody came to waits as a whole, says why, and goes on', async () => {
    const { id } = await submit(stack, body('pause', 1));
    await until(async () => (await get(stack, id)).status === 'paused');
    expect((await get(stack, id)).paused_by).toMatchObject({ reason: 'gate', step_id: 'shot', waited_sec: 1 });
    expect(cli('watch', id)).toMatchObject({ status: 4, stderr: expect.stringContaining('nobody decided') as string });
    // Those that were not made yet wait in their turn.
    await until(async () => {
      const { status, in_review } = await get(stack, id);
      if (in_review > 0) expect(cli('approve', id).stdout).toContain('Approved');
      if (status === 'paused')
        dataOf(await stack.client.POST('/pipelines/{id}/run', { params: { path: { id } }, body: {} }));
      return status === 'completed';
    }, 60_000);
  });

  it('takes are chosen, their order is changed, and an earlier version comes back', async () => {
    const { id } = await submit(stack, body());
    await waits(stack, id, 4);
    const path = { id, ...step };
    const versions = async () => {
      const params = { path: { id, task_id: 'shot[0,1]' } };
      return dataOf(await stack.client.GET('/pipelines/{id}/tasks/{task_id}/versions', { params })).items;
    };
    const [first] = await versions();
    expect(first).toMatchObject({ version: 1, current: true });
    expect(cli('regenerate', id, 'shot[0,1]', '--note', 'at night').stdout).toContain('made anew');
    await until(async () => (await versions()).length === 2 && (await inReview(stack, id)).length === 4);
    const [before, after] = await versions();
    expect(before!.outputs[0]!.digest).toBe(first!.outputs[0]!.digest);
    expect(after!.outputs[0]!.digest).not.toBe(first!.outputs[0]!.digest);
    const restored = await stack.client.POST('/pipelines/{id}/tasks/{task_id}/versions/{version}/restore', {
      params: { path: { id, task_id: 'shot[0,1]', version: '1' } },
    });
    expect(dataOf(restored).price.left.steps.map(({ count }) => count)).toEqual([0, 1]);
    expect((await versions()).map(({ outputs }) => outputs[0]!.digest)).toEqual([
      first!.outputs[0]!.digest,
      after!.outputs[0]!.digest,
      first!.outputs[0]!.digest,
    ]);
    dataOf(
      await stack.client.PUT('/pipelines/{id}/steps/{step_id}/order', {
        ...{ params: { path }, body: { task_ids: ['shot[1,0]', 'shot[0,1]'] } },
      }),
    );
    expect(cli('choose', id, 'shot[0,1]').stdout).toContain('Chosen');
    // What belongs to another item still waits.
    expect(await inReview(stack, id)).toEqual(['shot[1,0]', 'shot[1,1]']);
    dataOf(
      await stack.client.POST('/pipelines/{id}/steps/{step_id}/choose', {
        ...{ params: { path }, body: { task_ids: ['shot[1,0]'] } },
      }),
    );
    await eventsUntilOver(stack, id);
    const done = await get(stack, id);
    expect(done.steps[0]).toMatchObject({ tasks_done: 2, tasks_skipped: 2 });
    const tasks = dataOf(
      await stack.client.GET('/pipelines/{id}/steps/{step_id}', { params: { path, query: {} } }),
    ).items;
    const digest = (task: string) => tasks.find((one) => one.id === task)!.outputs[0]!.digest;
    const film = done.outputs.find(({ step_id }) => step_id === 'film')!;
    const recipe = (await fetch(`${stack.url}/artifacts/${film.digest}/recipe`).then((answer) => answer.json())) as {
      inputs: Record<string, unknown>;
    };
    expect(Object.values(recipe.inputs).flat()).toEqual([digest('shot[1,0]'), digest('shot[0,1]')]);
    const late = await stack.client.POST('/pipelines/{id}/tasks/{task_id}/versions/{version}/restore', {
      params: { path: { id, task_id: 'shot[0,1]', version: '2' } },
    });
    expect(late.error).toMatchObject({ status: 409 });
  });
});
