import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { measureLoudness, useTools } from '#media';
import type { ArtifactRef, MediaType, PortValue } from '#pipeline';
import type { ProviderEvent, WorkContext } from '../port.js';
import { ffmpegHandlers } from './handlers.js';

const run = promisify(execFile);
let dir: string;

/** In these tests the digest is the name of a file in the folder. */
const ref = (name: string, media: MediaType = 'video', parts?: Record<string, ArtifactRef>): ArtifactRef => ({
  ...{ digest: name, media, mime: `${media}/mp4`, bytes: 1 },
  ...(parts && { parts }),
});

function context(signal = new AbortController().signal): WorkContext {
  return { workDir: dir, requestId: 'test', signal, open: async ({ digest }) => join(dir, digest) };
}

async function events(step: string, inputs: Record<string, PortValue>, config = {}, ctx = context()) {
  const seen: ProviderEvent[] = [];
  const handler = ffmpegHandlers[step];
  if (!handler) throw new Error(`no handler for ${step}`);
  for await (const event of handler({ step, model: '', config, inputs, seed: 1 }, ctx)) seen.push(event);
  return seen;
}

async function file(...args: Parameters<typeof events>) {
  const event = (await events(...args)).find((e) => e.type === 'output');
  if (event?.type !== 'output' || Array.isArray(event.output) || !('file' in event.output)) throw new Error('no file');
  return event.output.file;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reelwright-ffmpeg-'));
  const make = (source: string, name: string) =>
    run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-y', join(dir, name)]);
  await make('testsrc2=d=2:s=160x90:r=25,format=yuv420p', 'v.mp4');
  await make('testsrc2=d=1:s=90x120:r=30,format=yuv420p', 'tall.mp4');
  await make('sine=d=5', 'music.m4a');
  await make('sine=d=1:f=900', 'voice.m4a');
});
afterAll(() => rm(dir, { recursive: true, force: true }));
afterEach(() => useTools({}));

describe('mux', () => {
  it('puts music and a voice under a video and reports facts and progress', async () => {
    const voice = ref('voice.m4a', 'audio', { transcript: ref('t', 'json') });
    const seen = await events('mux', { video: ref('v.mp4'), audio: [ref('music.m4a', 'audio'), voice] });
    expect(seen.map((event) => event.type)).toContain('progress');
    expect(seen.at(-1)).toMatchObject({
      port: 'video',
      output: { file: { mime: 'video/mp4', facts: { durationSec: 2, width: 160, height: 90, fps: 25 } } },
    });
    expect(Math.abs((await measureLoudness(join(dir, 'film.mp4'))).integratedLufs + 16)).toBeLessThanOrEqual(1);
  });

  it('takes one sound, or none', async () => {
    expect(await file('mux', { video: ref('v.mp4'), audio: ref('music.m4a', 'audio') })).toMatchObject({
      media: 'video',
    });
    expect(await file('mux', { video: ref('v.mp4') })).toMatchObject({ facts: { durationSec: 2 } });
  });

  it('says what is wrong with its inputs', async () => {
    await expect(events('mux', {})).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(events('mux', { video: ref('music.m4a', 'audio') })).rejects.toThrow(
      '"video" takes video, but got audio',
    );
    await expect(events('mux', { video: ref('v.mp4') }, { audio_volume: 9 })).rejects.toThrow('audio_volume');
  });

  it('is cancelled by its signal, and names a missing program', async () => {
    const cancelled = events('mux', { video: ref('v.mp4') }, {}, context(AbortSignal.abort()));
    await expect(cancelled).rejects.toMatchObject({ name: 'CancelledError' });
    useTools({ ffprobe: '/nowhere/ffprobe' });
    await expect(events('mux', { video: ref('v.mp4') })).rejects.toMatchObject({ code: 'tool_missing' });
  });

  it('names a file that is no video as a media failure', async () => {
    const broken = events('concat', { videos: [ref('.')] });
    await expect(broken).rejects.toMatchObject({ name: 'PipelineFailure', code: 'media_failed' });
  });
});

describe('concat', () => {
  it('refuses an empty list in clear words', async () => {
    const failure = { code: 'invalid_input', message: expect.stringContaining('no videos to join') as string };
    await expect(events('concat', { videos: [] })).rejects.toMatchObject(failure);
  });

  it('joins one or several, conformed to the first or to the asked size', async () => {
    expect(await file('concat', { videos: [ref('v.mp4')] })).toMatchObject({ facts: { durationSec: 2 } });
    const mixed = { videos: [ref('v.mp4'), ref('tall.mp4')] };
    expect(await file('concat', mixed)).toMatchObject({ facts: { durationSec: 3, width: 160, height: 90, fps: 25 } });
    const config = { transition: 'crossfade', transition_sec: 0.4, width: 200, height: 100, fps: 30 };
    const sized = await file('concat', mixed, config);
    expect(sized).toMatchObject({ facts: { width: 200, height: 100, fps: 30 } });
    expect(sized.facts?.durationSec).toBeCloseTo(2.6, 2);
    expect((await stat(sized.path)).size).toBeGreaterThan(1000);
  });
});
