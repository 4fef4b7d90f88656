import { readdirSync, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { until } from '#testing';
import { eventsUntilOver, get, runToEnd, submit, wholeStack } from './support/stack.js';
import type { Pipeline, TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

const small = { width: 64, height: 36, quality: 'draft' };
const body = (count: number, options: object) => ({
  inputs: {},
  seed: 1,
  options,
  definition: {
    name: 'pictures',
    steps: [
      { id: 'first', type: 't2i', config: { prompt: 'a castle', ...small }, count },
      { id: 'last', type: 'upscale', config: {}, dependsOn: ['first'] },
    ],
    outputs: ['last'],
  },
});
const folder = () => join(stack.home, 'pipelines');
const inFolder = (id: string) => readdirSync(join(folder(), id)).sort();
const steps = (pipeline: Pipeline) => [...new Set(pipeline.outputs.map((output) => output.step_id))];

describe('what is kept of a completed pipeline', () => {
  it('is everything', async () => {
    const pipeline = await runToEnd(stack, body(2, { cleanup: 'keep_all' }));
    expect(inFolder(pipeline.id)).toEqual(['first-1.png', 'first-2.png', 'last-1.png', 'last-2.png']);
    expect(
      Object.values(pipeline.files!)
        .flat()
        .map((path) => basename(path))
        .sort(),
    ).toEqual(inFolder(pipeline.id));
    expect(steps(pipeline)).toEqual(['first', 'last']);
  });

  it('or the outputs the definition names, and nothing else', async () => {
    const pipeline = await runToEnd(stack, body(2, { cleanup: 'keep_final' }));
    expect(inFolder(pipeline.id)).toEqual(['last-1.png', 'last-2.png']);
    expect(Object.keys(pipeline.files!)).toEqual(['last']);
    expect(steps(pipeline)).toEqual(['last']);
  });

  it('or those in the store alone', async () => {
    const pipeline = await runToEnd(stack, body(2, { cleanup: 'none' }));
    expect(readdirSync(folder())).not.toContain(pipeline.id);
    expect(pipeline.files).toEqual({});
    expect(steps(pipeline)).toEqual(['last']);
    expect((await fetch(stack.url + pipeline.outputs[0]!.url)).status).toBe(200);
  });
});

describe('what did not end well is not published', () => {
  it('neither failed', async () => {
    const request = body(2, {});
    const speech = { id: 'speech', type: 'voice', map: ['Hello.', ' '], config: { text: '{{item}}' } };
    const definition = {
      ...request.definition,
      steps: [...request.definition.steps, speech],
      outputs: ['last', 'speech'],
    };
    const pipeline = await runToEnd(stack, { ...request, definition });
    expect(pipeline).toMatchObject({
      status: 'failed',
      failed_task: 'speech[1]',
      error: { code: 'invalid_input', message: 'speech[1]: There is no text to speak.' },
    });
    expect(readdirSync(folder())).not.toContain(pipeline.id);
    expect(pipeline.files).toBeUndefined();
  });

  it('nor cancelled; dropped on request, nothing is reachable through the pipeline', async () => {
    const { id } = await submit(stack, body(40, {}));
    await until(async () => (await get(stack, id)).outputs.length > 2);
    const params = { path: { id } };
    await stack.client.POST('/pipelines/{id}/cancel', { params, body: { keep_completed: false } });
    await eventsUntilOver(stack, id);
    const pipeline = await get(stack, id);
    expect(pipeline).toMatchObject({ status: 'cancelled', outputs: [] });
    expect(readdirSync(folder())).not.toContain(id);
    const { items } = (await stack.client.GET('/pipelines/{id}/events', { params })).data!;
    expect(items.filter((event) => event.type === 'output_ready')).toEqual([]);
  });
});

it('a worker killed in the middle of publishing leaves the folder absent or whole, and the pipeline completes', async () => {
  const count = 60;
  const { id } = await submit(stack, body(count, {}));
  const killed = new Promise<string[]>((resolve) => {
    const watcher = watch(folder(), (_event, name) => {
      if (!name?.startsWith(`${id}.tmp-`)) return;
      watcher.close();
      process.kill(stack.stack.pids['mux-worker']!, 'SIGKILL');
      resolve(readdirSync(folder()).filter((entry) => entry.startsWith(id)));
    });
  });
  const there = await killed;
  const whole = 2 * count;
  for (const entry of there) if (entry === id) expect(inFolder(id)).toHaveLength(whole);
  await eventsUntilOver(stack, id);
  const pipeline = await get(stack, id);
  expect(pipeline.status).toBe('completed');
  expect(inFolder(id)).toHaveLength(whole);
  expect(Object.values(pipeline.files!).flat()).toHaveLength(whole);
}, 120_000);
