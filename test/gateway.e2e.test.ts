import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { dataOf } from '#contracts';
import { catalogue } from '#steps';
import { until } from '#testing';
import { ROOT, eventsUntilOver, get, statusWith, submit, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

const slow = {
  template: 'complete_video_production',
  inputs: { scene: 'a storm at sea', duration: 30, quality: 'standard' },
  seed: 1,
};

describe('the gateway', () => {
  it('serves the document that the client is generated from', async () => {
    const served: unknown = await (await fetch(`${stack.url}/openapi.json`)).json();
    expect(served).toEqual(JSON.parse(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8')));
    expect((await fetch(`${stack.url}/docs`)).status).toBe(200);
  });

  it('says that it is well, and which workers are there', async () => {
    const health = dataOf(await stack.client.GET('/health'));
    expect(health).toMatchObject({ status: 'ok', redis: 'up', home: stack.home, workers: { gpu: 1 } });
  });

  it('plans without running: order, groups, bindings, time and cost', async () => {
    const plan = dataOf(await stack.client.POST('/pipelines/plan', { body: slow }));
    expect(plan.groups).toEqual([['keyframe', 'music'], ['animate'], ['film']]);
    expect(plan.critical_path).toEqual(['keyframe', 'animate', 'film']);
    expect(plan.cost_micro_dollars).toBe(0);
    expect(plan.seconds).toBeGreaterThan(0);
    expect(plan.bindings).toContainEqual({ step: 'film', field: 'audio', source: 'steps.music.audio', how: 'media' });
    expect(plan.bindings).toContainEqual({ step: 'keyframe', field: 'prompt', source: 'inputs.scene', how: 'alias' });
    const { total } = dataOf(await stack.client.GET('/pipelines'));
    expect(total).toBe(0);
  });

  it('validates without inputs', async () => {
    expect(dataOf(await stack.client.POST('/pipelines/validate', { body: { template: 'music_video' } }))).toEqual({
      valid: true,
      problems: [],
    });
    const bad = dataOf(await stack.client.POST('/pipelines/validate', { body: { definition: 'name: x\nsteps: [' } }));
    expect(bad).toMatchObject({ valid: false, problems: [{ code: 'bad_syntax' }] });
  });

  it('creates, starts, cancels at once, lists and deletes', async () => {
    const created = dataOf(await stack.client.POST('/pipelines', { body: slow }));
    expect(created.status).toBe('pending');
    const path = { id: created.id };
    const started = dataOf(await stack.client.POST('/pipelines/{id}/run', { params: { path } }));
    expect(started.status).toBe('running');
    const busy = await stack.client.DELETE('/pipelines/{id}', { params: { path } });
    expect(busy.response.status).toBe(409);
    const events = eventsUntilOver(stack, created.id);
    await stack.client.POST('/pipelines/{id}/cancel', { params: { path } });
    await events;
    expect((await get(stack, created.id)).status).toBe('cancelled');
    // What was cancelled can be run again.
    expect((await stack.client.POST('/pipelines/{id}/run', { params: { path } })).response.status).toBe(200);
    await stack.client.POST('/pipelines/{id}/cancel', { params: { path } });
    await until(async () => (await get(stack, created.id)).status === 'cancelled');
    expect((await stack.client.DELETE('/pipelines/{id}', { params: { path } })).response.status).toBe(204);
    expect((await stack.client.GET('/pipelines/{id}', { params: { path } })).response.status).toBe(404);
  });

  it('pauses and goes on', async () => {
    const panels = ['a hill', 'a lake', 'a forest', 'a field'];
    const { id } = await submit(stack, { template: 'story_panels', inputs: { panels, quality: 'draft' }, seed: 1 });
    const params = { path: { id } };
    expect(dataOf(await stack.client.POST('/pipelines/{id}/pause', { params })).status).toBe('paused');
    expect(dataOf(await stack.client.POST('/pipelines/{id}/run', { params })).status).toBe('running');
    await eventsUntilOver(stack, id);
    expect((await get(stack, id)).outputs).toHaveLength(4);
    expect((await stack.client.POST('/pipelines/{id}/pause', { params })).response.status).toBe(409);
  });

  it('lists templates and step types with what they take', async () => {
    const templates = dataOf(await stack.client.GET('/templates'));
    expect(templates.map((template) => template.name)).toContain('complete_video_production');
    const types = dataOf(await stack.client.GET('/step-types'));
    expect(types).toHaveLength(catalogue.size);
    const unknown = await stack.client.GET('/templates/{name}', { params: { path: { name: 'nothing' } } });
    expect(unknown.response.status).toBe(404);
  });

  it('shows the queues in Bull Board', async () => {
    const page = await fetch(`${stack.url}/admin/queues`);
    expect(page.status).toBe(200);
    const { queues } = (await (await fetch(`${stack.url}/admin/queues/api/queues`)).json()) as {
      queues: { name: string }[];
    };
    expect(queues.map((queue) => queue.name).sort()).toEqual(['cpu', 'gpu', 'pipelines', 'remote', 'steps']);
  });

  it('answers only to this machine while there is no key', async () => {
    expect(await statusWith(`${stack.url}/health`, { host: 'evil.example' })).toBe(403);
    expect(await statusWith(`${stack.url}/pipelines`, { origin: 'https://evil.example' }, 'POST')).toBe(403);
    const socket = new WebSocket(`${stack.url.replace('http', 'ws')}/pipelines/p1/events`, {
      origin: 'https://evil.example',
    });
    await expect(new Promise((_resolve, reject) => socket.on('error', reject))).rejects.toThrow('403');
  });

  it('is told apart where two run side by side: both share the workers', async () => {
    const panels = {
      template: 'story_panels',
      inputs: { panels: Array.from({ length: 12 }, (_, index) => `a hill ${index}`), quality: 'draft' },
    };
    const long = await submit(stack, panels);
    const short = await submit(stack, { ...panels, inputs: { ...panels.inputs, panels: ['a lake'] } });
    await Promise.all([eventsUntilOver(stack, long.id), eventsUntilOver(stack, short.id)]);
    const [a, b] = [await get(stack, long.id), await get(stack, short.id)];
    expect(Date.parse(b.ended_at!)).toBeLessThan(Date.parse(a.ended_at!));
  });
});

test('providers tell what they can do, at which price, and how to set up what is missing', async () => {
  const providers = dataOf(await stack.client.GET('/providers'));
  const sketch = providers.find(({ id }) => id === 'sketch')!;
  expect(sketch).toMatchObject({ title: 'Built in', configured: true });
  expect(sketch.models).toContainEqual(
    expect.objectContaining({ step_type: 'i2v', model: 'sketch', available: true, price_usd: 0 }),
  );
  const fal = providers.find(({ id }) => id === 'fal')!;
  expect(fal).toMatchObject({ configured: false, models: [], set_up: expect.stringContaining('FAL_KEY') as string });
});
