import { execFileSync } from 'node:child_process';
import { catalogue } from '#steps';
import { slowness, until } from '#testing';
import { get, submit, wholeStack } from './support/stack.js';
import type { Event, TestStack } from './support/stack.js';

type Step = Record<string, unknown> & { id?: string };

const picture: Step = { id: 'picture', type: 't2i', config: { prompt: 'a castle', width: 2048, height: 2048 } };
const large: Step = { id: 'large', type: 'upscale', config: { scale: 2 }, dependsOn: ['picture'] };
const long: Step = {
  id: 'long',
  type: 't2v',
  config: { prompt: 'a castle', duration: 100, width: 64, height: 36, fps: 8 },
};
const clip: Step = {
  id: 'clip',
  type: 't2v',
  config: { prompt: 'a hill', duration: 4, width: 1280, height: 720, fps: 24 },
};
const words = 'The quick brown fox jumps over the lazy dog while the storm goes on. '.repeat(250);

/** Each step type with settings that take long enough, and what it needs before. */
const SLOW: Record<string, { before?: Step[]; from?: string[]; config: Record<string, unknown> }> = {
  t2i: { config: { prompt: 'a castle', width: 4096, height: 4096, quality: 'high' } },
  i2i: { before: [picture], config: { prompt: 'at dusk', width: 4096, height: 4096, quality: 'high' } },
  hires: { before: [picture], config: { scale: 4 } },
  upscale: { before: [picture], config: { scale: 4 } },
  preprocess: { before: [picture, large], from: ['large'], config: { kind: 'canny' } },
  controlnet: { before: [picture], config: { prompt: 'a castle', width: 4096, height: 4096, quality: 'high' } },
  i2v: { before: [picture], config: { duration: 120, quality: 'high' } },
  t2v: { config: { prompt: 'a castle', duration: 120, quality: 'high' } },
  music: { config: { duration: 300, scene: 'a storm at sea' } },
  voice: { config: { text: words } },
  mux: { before: [long, { id: 'sound', type: 'music', config: { duration: 100 } }], config: {} },
  concat: {
    before: [
      { id: 'first', type: 't2v', config: { prompt: 'a hill', duration: 0.5, width: 1920, height: 1080, fps: 30 } },
      long,
    ],
    config: { transition: 'crossfade' },
  },
  sonic: { before: [picture, { id: 'sound', type: 'music', config: { duration: 100 } }], config: { quality: 'high' } },
  v2v: { before: [clip], config: { prompt: 'at dusk', quality: 'high' } },
  interpolate: { before: [clip], config: { multiplier: 4, quality: 'high' } },
  upscale_video: { before: [clip], config: { scale: 4, quality: 'high' } },
};
/** Written by the built-in writer in no time. */
const INSTANT = [
  ...['prompt_enhance', 'story', 'script', 'revise', 'characters', 'storyboard', 'camera_tree', 'shotlist', 'vision'],
  'select',
];

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

/** What the workers have started and what still runs of it. */
function tools(): string[] {
  const { 'mux-worker': mux, 'gpu-worker': gpu } = Object.fromEntries(
    Object.entries(stack.stack.pids).map(([name, pid]) => [name, String(pid)]),
  );
  expect([mux, gpu]).not.toContain(undefined);
  return execFileSync('ps', ['-eo', 'ppid=,pgid=,stat=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .filter(([ppid, , stat]) => (ppid === mux || ppid === gpu) && !stat!.startsWith('Z'))
    .map(([, pgid, , ...args]) => `${pgid}: ${args.slice(0, 3).join(' ')}`);
}

async function eventsOf(id: string): Promise<Event[]> {
  const all: Event[] = [];
  for (let after = '0'; ; after = all.at(-1)!.id) {
    const params = { path: { id }, query: { after } };
    const page = (await stack.client.GET('/pipelines/{id}/events', { params })).data!.items;
    if (page.length === 0) return all;
    all.push(...page);
  }
}

const outputsAfter = (events: Event[], status: string) =>
  events
    .slice(events.findIndex(({ type, data }) => type === 'pipeline_status' && String(data.status).startsWith(status)))
    .filter((event) => event.type === 'output_ready');

it('knows every step type', () => {
  // A workflow of the user's own needs a server: it is cancelled in the tests of ComfyUI.
  expect([...Object.keys(SLOW), ...INSTANT, 'comfyui'].sort()).toEqual([...catalogue.keys()].sort());
});

describe('cancelling, in under two seconds, leaves no process and no later result', () => {
  it.each(Object.entries(SLOW))('%s', async (type, { before = [], from, config }) => {
    const target = { id: 'target', type, config, dependsOn: from ?? before.map((step) => step.id) };
    const definition = { name: `slow ${type}`, steps: [...before, target], outputs: ['target'] };
    const { id } = await submit(stack, { definition, inputs: {}, seed: 1 });
    const params = { path: { id } };
    const targetOf = async () => (await get(stack, id)).steps.find((step) => step.id === 'target')!;
    // Under way: it has reported something or started a program. A step that does neither is given half a second.
    await until(async () => {
      const { tasks_running, progress, started_at } = await targetOf();
      return (
        tasks_running === 1 && (progress > 0.02 || tools().length > 0 || Date.now() - Date.parse(started_at!) > 500)
      );
    });
    const busy = slowness();
    const since = performance.now();
    await stack.client.POST('/pipelines/{id}/cancel', { params });
    await until(async () => (await get(stack, id)).status === 'cancelled' && tools().length === 0);
    const took = performance.now() - since;
    expect(took).toBeLessThan(2000 * Math.max(busy, slowness()));

    expect(await targetOf()).toMatchObject({ tasks_done: 0, tasks_running: 0 });
    const events = await eventsOf(id);
    expect(outputsAfter(events, 'cancel')).toEqual([]);
    // Again: nothing changes.
    await stack.client.POST('/pipelines/{id}/cancel', { params });
    expect((await get(stack, id)).status).toBe('cancelled');
    expect(await eventsOf(id)).toEqual(events);
  });
});

describe('the same request again changes nothing', () => {
  it('for pausing and going on', async () => {
    const config = { prompt: 'a castle', width: 4096, height: 4096, quality: 'high' };
    const definition = { name: 'again', steps: [{ id: 'target', type: 't2i', config, count: 2 }], outputs: [] };
    const { id } = await submit(stack, { definition, inputs: {}, seed: 2 });
    const params = { path: { id } };
    const statuses = async () =>
      (await eventsOf(id)).filter(({ type }) => type === 'pipeline_status').map(({ data }) => data.status);
    for (const _ of [1, 2]) await stack.client.POST('/pipelines/{id}/pause', { params });
    expect((await statuses()).filter((status) => status === 'paused')).toHaveLength(1);
    const before = (await statuses()).length;
    for (const _ of [1, 2]) await stack.client.POST('/pipelines/{id}/run', { params });
    expect((await statuses()).slice(before)).toContain('running');
    await stack.client.POST('/pipelines/{id}/cancel', { params });
    await until(async () => (await get(stack, id)).status === 'cancelled');
  });
});
