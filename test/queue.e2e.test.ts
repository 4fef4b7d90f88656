import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemEnv } from '#config';
import { dataOf } from '#contracts';
import { ROOT, eventsUntilOver, get, submit, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

const panels = (count: number) => ({
  template: 'story_panels',
  inputs: { panels: Array.from({ length: count }, (_, index) => `a hill ${index}`), quality: 'draft' },
  seed: 1,
});

/** The command against this stack; its result, as scripts get it. */
async function reelwright(...args: string[]): Promise<Record<string, unknown>> {
  const main = join(ROOT, 'dist/apps/cli/src/main.js');
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args, '--json', '--url', stack.url], {
    env: { ...systemEnv(), REELWRIGHT_HOME: stack.home },
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Record<string, unknown>;
}

describe('the queue', () => {
  it('is paused, reordered and resumed, over HTTP and from the command line', async () => {
    const gpu = async () => dataOf(await stack.client.GET('/queue')).queues.find(({ name }) => name === 'gpu');
    const paused = await stack.client.POST('/queue/{name}/pause', { params: { path: { name: 'gpu' } } });
    expect(dataOf(paused).queues).toContainEqual(expect.objectContaining({ name: 'gpu', paused: true, slots: 1 }));

    const bulk = await submit(stack, { ...panels(12), options: { lane: 'background' } });
    const first = await submit(stack, panels(3));
    const second = await submit(stack, panels(6));
    expect([bulk.lane, first.lane]).toEqual(['background', 'interactive']);
    const moved = await reelwright('queue', 'move', bulk.id, '--first');
    expect((moved.pipelines as { id: string; place?: string }[]).find(({ place }) => place === 'first')?.id).toBe(
      bulk.id,
    );
    const order = dataOf(
      await stack.client.POST('/queue/move', { body: { pipeline_id: bulk.id, lane: 'background' } }),
    );
    expect(order.total).toBe(3);
    expect(order.pipelines.at(-1)).toMatchObject({ id: bulk.id, lane: 'background', owner: 'default' });
    expect(await gpu()).toMatchObject({ paused: true, running: 0 });

    const ends = [first, second, bulk].map(({ id }) => eventsUntilOver(stack, id));
    await reelwright('queue', 'resume', 'gpu');
    expect(await gpu()).toMatchObject({ paused: false });
    await Promise.all(ends);
    const times = await Promise.all([first, second, bulk].map(async ({ id }) => (await get(stack, id)).ended_at!));
    expect([...times].sort()).toEqual(times);
    expect((await reelwright('queue')).pipelines).toEqual([]);
    const { workers } = (await reelwright('workers')) as { workers: { card?: object }[] };
    expect(workers.flatMap(({ card }) => card ?? [])).toMatchObject([{ name: 'cpu0' }]);
    const late = await stack.client.POST('/queue/move', { body: { pipeline_id: bulk.id, to: 'first' } });
    expect([late.response.status, late.error]).toEqual([409, expect.objectContaining({ code: 'pipeline_over' })]);
  });

  it('says what is wrong with a request', async () => {
    const none = await stack.client.POST('/queue/{name}/pause', { params: { path: { name: 'tpu' } } });
    expect([none.response.status, none.error]).toEqual([404, expect.objectContaining({ code: 'not_found' })]);
    const body = { pipeline_id: 'pnone' };
    expect((await stack.client.POST('/queue/move', { body })).response.status).toBe(400);
    expect((await stack.client.POST('/queue/move', { body: { ...body, to: 'last' } })).response.status).toBe(404);
    expect((await stack.client.GET('/queue', { params: { query: { limit: 0 } } })).response.status).toBe(400);
  });
});
