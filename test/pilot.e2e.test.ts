import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { systemEnv } from '#config';
import { dataOf } from '#contracts';
import { exited } from '#process';
import { CANARY, FakeFal, afterFile, tempDir, until } from '#testing';
import { inProcess } from './support/in-process.js';
import { ROOT, eventsUntilOver, get, submit } from './support/stack.js';
import type { Reached } from './support/stack.js';
import { everyProcess, up } from './support/up.js';

/** Three subjects in two lights, two takes of each, and a video of every picture: twelve. */
const matrix = (more: Record<string, unknown> = {}, video: Record<string, unknown> = {}) => ({
  inputs: {},
  seed: 11,
  definition: {
    name: 'matrix',
    steps: [
      {
        ...{ id: 'picture', type: 't2i', count: 2, ...more },
        cross: { subject: ['a fox', 'a castle', 'a ship'], light: ['at dawn', 'at night'] },
        config: { prompt: '{{item.subject}} {{item.light}}', width: 64, height: 36 },
      },
      {
        id: 'video',
        type: 'i2v',
        dependsOn: ['picture'],
        config: { duration: 1, width: 64, height: 36, fps: 8 },
        ...video,
      },
    ],
    outputs: ['video'],
  },
  options: { pilot: { cells: 3 } },
});

const quoteOf = async ({ client }: Reached, id: string) =>
  dataOf(await client.GET('/pipelines/{id}/pilot', { params: { path: { id } } }));
const rests = (stack: Reached, id: string) => until(async () => (await get(stack, id)).pilot === 'waiting', 60_000);
const release = ({ client }: Reached, id: string, rest?: 'make' | 'leave_out') =>
  client.POST('/pipelines/{id}/release', { params: { path: { id } }, body: rest === undefined ? {} : { rest } });
const made = async (stack: Reached, id: string) =>
  (await get(stack, id)).outputs.filter(({ step_id }) => step_id === 'video').map(({ task_id }) => task_id);

it('a pilot waits through the death of everything, looks the same afterwards, and is released', async () => {
  const home = tempDir();
  let stack = await up(home);
  const { id } = await submit(stack, matrix());
  await rests(stack, id);
  expect(await made(stack, id)).toEqual(['video[0,0,0]', 'video[1,0,0]', 'video[2,0,0]']);
  const seen = async () => {
    const [{ eta_seconds: _eta, ...pipeline }, { rest_seconds: _seconds, rest: all, ...quote }] = await Promise.all([
      get(stack, id),
      quoteOf(stack, id),
    ]);
    // How long it will take depends on the workers that are alive.
    const { seconds: _left, ...rest } = all;
    const { items } = dataOf(
      await stack.client.GET('/pipelines/{id}/events', { params: { path: { id }, query: { after: '0' } } }),
    );
    return { pipeline, quote, rest, items };
  };
  const before = await seen();
  expect(before.rest.steps.map(({ count }) => count)).toEqual([9, 9]);
  expect(before.items.at(-1)).toMatchObject({ type: 'pilot', data: { status: 'waiting' } });

  everyProcess(home).forEach((pid) => process.kill(pid, 'SIGKILL'));
  await exited(stack.process);
  stack = await up(home);
  expect(await seen()).toEqual(before);
  const cli = (...args: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'dist/apps/cli/src/main.js'), ...args, '--url', stack.url], {
      ...{ env: systemEnv(), encoding: 'utf8' },
    });
  expect(cli('pilot', id).stdout).toContain('The pilot of 3 is made; the rest is held.');
  expect(cli('watch', id)).toMatchObject({ status: 4, stderr: expect.stringContaining('the rest is held') as string });
  expect(cli('release', id).stdout).toContain('Released');

  await eventsUntilOver(stack, id);
  const done = await get(stack, id);
  expect(done).toMatchObject({ status: 'completed', pilot: 'released' });
  expect(await made(stack, id)).toHaveLength(12);
  const log = await stack.client.GET('/pipelines/{id}/checkpoints', {
    params: { path: { id }, query: { limit: 100 } },
  });
  // Nothing was made twice.
  expect(dataOf(log).total).toBe(24);
  const late = await release(stack, id, 'leave_out');
  expect(late.error).toMatchObject({ status: 409, code: 'pilot_decided' });
}, 120_000);

describe('on priced models', () => {
  it('the rest is quoted at what the pilot really cost, and may be left out', async () => {
    const fal = await new FakeFal({ key: CANARY, looks: 0 }).start();
    afterFile(() => fal.stop());
    const stack = await inProcess(() => false, { falKey: CANARY, falQueueUrl: fal.url, falRestUrl: fal.url });
    // Pictures are listed at 3.9 cents; this provider charges double.
    fal.priceFactor = 2;
    const { id } = await submit(stack, matrix({ provider: 'fal' }, { provider: 'sketch' }));
    await rests(stack, id);
    const quote = await quoteOf(stack, id);
    expect(quote).toMatchObject({ status: 'waiting', cells: 3, estimated_usd: 0.468, spent_usd: 0.234 });
    expect(quote.steps[0]).toMatchObject({ step_id: 'picture', made: 3, listed_usd: 0.039, measured_usd: 0.078 });
    expect(quote.steps[0]!.measured_seconds).toBeGreaterThan(0);
    expect(quote.rest.steps.map(({ text }) => text)).toEqual(['T2I: 9 × $0.078 = $0.702', 'I2V: 9 × $0.00 = $0.00']);
    expect(quote.total_usd).toBe(0.936);
    expect(quote.rest_seconds).toBeGreaterThan(0);
    dataOf(await release(stack, id, 'leave_out'));
    await until(async () => (await get(stack, id)).status === 'completed');
    expect(await get(stack, id)).toMatchObject({ pilot: 'kept', cost_actual: 234_000 });
    expect((await quoteOf(stack, id)).rest.total_usd).toBe(0);
    expect(fal.bill).toHaveLength(3);
    const plain = await submit(stack, { ...matrix(), options: {} });
    expect((await release(stack, plain.id)).error).toMatchObject({ status: 409, code: 'no_pilot' });
    const none = await stack.client.GET('/pipelines/{id}/pilot', { params: { path: { id: plain.id } } });
    expect(none.error).toMatchObject({ status: 404 });
  });
});
