import { existsSync } from 'node:fs';
import { stringify } from 'yaml';
import { isFaststart, probe } from '#media';
import { templates } from '#steps';
import { digestOf, eventsUntilOver, get, runToEnd, statusWith, submit, wholeStack } from './support/stack.js';
import type { Event, Pipeline, TestStack } from './support/stack.js';

const inputs = { scene: 'a majestic eagle soaring through clouds', duration: 5, quality: 'draft' };
const request = { template: 'complete_video_production', inputs, seed: 7 };

let stack: TestStack;
let film: Pipeline;
let events: Event[];

beforeAll(async () => {
  stack = await wholeStack();
  const { id } = await submit(stack, request);
  events = await eventsUntilOver(stack, id);
  film = await get(stack, id);
});

describe('a film from one sentence', () => {
  it('is H.264 and AAC, as long as asked, sound and picture equally, playable while it loads', async () => {
    expect(film).toMatchObject({ status: 'completed', progress: 1 });
    const path = film.files!.film![0]!;
    const facts = await probe(path, AbortSignal.timeout(10_000));
    expect(facts).toMatchObject({ videoCodec: 'h264', audioCodec: 'aac', width: 640, height: 360 });
    expect(Math.abs(facts.durationSec - 5)).toBeLessThan(0.1);
    expect(await isFaststart(path)).toBe(true);
  });

  it('leaves the keyframe, the silent video and the soundtrack beside it', () => {
    for (const step of ['keyframe', 'animate', 'music']) expect(existsSync(film.files![step]![0]!)).toBe(true);
  });

  it('starts the picture and the music at the same time', () => {
    const times = (id: string) => film.steps.find((step) => step.id === id)!;
    const [keyframe, music] = [times('keyframe'), times('music')];
    expect(Date.parse(music.started_at!)).toBeLessThan(Date.parse(keyframe.ended_at!));
    expect(Date.parse(keyframe.started_at!)).toBeLessThan(Date.parse(music.ended_at!));
  });

  it('tells what happens while it happens: status, progress that never falls, outputs, the end', () => {
    const progress = new Map<string, number>();
    for (const { type, data } of events) {
      if (type !== 'step_progress') continue;
      const [step, percent] = [String(data.step_id), Number(data.progress_pct)];
      expect(percent).toBeGreaterThanOrEqual(progress.get(step) ?? 0);
      progress.set(step, percent);
    }
    expect([...progress.values()]).toEqual([100, 100, 100, 100]);
    const outputs = events.filter((event) => event.type === 'output_ready').map((event) => event.data.step_id);
    expect([...outputs].sort()).toEqual(['animate', 'film', 'keyframe', 'music']);
    expect(events.at(-1)!.data).toMatchObject({ status: 'completed' });
  });

  it('replays from the last event seen, without a hole and without a repetition', async () => {
    // Progress of a task is told only to those who listen, and has no id.
    const ids = events.flatMap(({ id }) => id ?? []);
    const middle = Math.floor(ids.length / 2);
    const rest = await eventsUntilOver(stack, film.id, ids[middle]);
    expect(rest.map((event) => event.id)).toEqual(ids.slice(middle + 1));
  });

  it('serves the bytes in ranges', async () => {
    const url = `${stack.url}/artifacts/${digestOf(film, 'film')}`;
    const whole = await fetch(url);
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    const bytes = Buffer.from(await whole.arrayBuffer());
    const part = await fetch(url, { headers: { range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${bytes.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(100, 200));
    const tail = await fetch(url, { headers: { range: 'bytes=-10' } });
    expect(Buffer.from(await tail.arrayBuffer())).toEqual(bytes.subarray(-10));
    expect((await fetch(url, { headers: { range: `bytes=${bytes.length}-` } })).status).toBe(416);
    expect(await statusWith(url, { 'if-none-match': `"${digestOf(film, 'film')}"` })).toBe(304);
    expect((await fetch(`${stack.url}/artifacts/${'0'.repeat(64)}`)).status).toBe(404);
  });

  it('is the same, byte for byte, from a definition as an object and as YAML', async () => {
    const definition = structuredClone(templates.get(request.template)!);
    const rest = { inputs, seed: 7 };
    const fromObject = await runToEnd(stack, { definition: definition as unknown as Record<string, unknown>, ...rest });
    const fromYaml = await runToEnd(stack, { definition: stringify(definition), ...rest });
    for (const step of ['keyframe', 'animate', 'music', 'film']) {
      expect(digestOf(fromObject, step)).toBe(digestOf(film, step));
      expect(digestOf(fromYaml, step)).toBe(digestOf(film, step));
    }
  });

  it('is another one with another seed', async () => {
    const other = await runToEnd(stack, { ...request, seed: 8 });
    expect(digestOf(other, 'keyframe')).not.toBe(digestOf(film, 'keyframe'));
    expect(digestOf(other, 'music')).not.toBe(digestOf(film, 'music'));
  });
});

describe('every template', () => {
  const quick = { quality: 'draft' };
  it.each([
    ['text_to_animated_image', { description: 'a fox in the snow', duration: 1, ...quick }, ['image', 'animate']],
    ['social_media_video', { description: 'waves on a beach', duration: 3, ...quick }, ['clip']],
    [
      'character_animation',
      { character_description: 'a girl with red hair', duration: 1, ...quick },
      ['character', 'animate'],
    ],
    ['music_video', { description: 'a cyberpunk city at night', duration: 5, shots: 2, ...quick }, ['film']],
    ['product_showcase', { product: 'a perfume bottle', duration: 3, ...quick }, ['photo', 'film']],
    ['story_panels', { panels: ['a ship at sea', 'a storm', 'a harbour at dawn'], ...quick }, ['panel']],
  ])('%s ends with what it promises', async (template, values, steps) => {
    const pipeline = await runToEnd(stack, { template, inputs: values, seed: 3 });
    expect(pipeline.error).toBeUndefined();
    expect(pipeline.status).toBe('completed');
    for (const step of steps) expect(pipeline.files![step]!.every(existsSync)).toBe(true);
  });
});

describe('steps that work on pictures', () => {
  it('edits, refines, enlarges, extracts edges and draws along them', async () => {
    const pipeline = await runToEnd(stack, {
      seed: 5,
      inputs: {},
      definition: {
        name: 'pictures',
        steps: [
          { id: 'draw', type: 't2i', config: { prompt: 'a castle on a hill at noon', width: 320, height: 180 } },
          { id: 'dusk', type: 'i2i', config: { prompt: 'at dusk' }, dependsOn: ['draw'] },
          { id: 'fine', type: 'hires', config: { scale: 1.5 }, dependsOn: ['dusk'] },
          { id: 'large', type: 'upscale', config: { scale: 2 }, dependsOn: ['draw'] },
          { id: 'edges', type: 'preprocess', config: { kind: 'canny' }, dependsOn: ['draw'] },
          {
            id: 'again',
            type: 'controlnet',
            config: { prompt: 'a castle in winter', width: 320, height: 180 },
            dependsOn: ['edges'],
          },
          { id: 'talk', type: 'voice', config: { text: 'Here is the castle.' } },
          {
            id: 'pan',
            type: 't2v',
            config: { prompt: 'a castle at night', duration: 1, width: 320, height: 180, quality: 'draft' },
          },
          { id: 'film', type: 'mux', config: {}, dependsOn: ['pan', 'talk'] },
        ],
        outputs: ['again', 'film'],
      },
    });
    expect(pipeline.error).toBeUndefined();
    const size = (step: string) => pipeline.outputs.find((output) => output.step_id === step)!.facts;
    expect(size('draw')).toMatchObject({ width: 320, height: 180 });
    expect(size('fine')).toMatchObject({ width: 480, height: 270 });
    expect(size('large')).toMatchObject({ width: 640, height: 360 });
    expect(size('film')).toMatchObject({ width: 320, height: 180 });
    expect(new Set(pipeline.outputs.map((output) => output.digest)).size).toBe(pipeline.outputs.length);
  });
});
