import { join } from 'node:path';
import { probe, runTool } from '#media';
import { tempDir } from '#testing';
import type { ProviderEvent, WorkContext } from '../port.js';
import { finerHandlers } from './finer.js';

const folder = tempDir();
const source = join(folder, 'source.mp4');
beforeAll(async () => {
  const made = ['-f', 'lavfi', '-i', 'testsrc2=s=96x64:r=12:d=1', '-f', 'lavfi', '-i', 'sine=d=1', '-shortest'];
  await runTool('ffmpeg', ['-v', 'error', ...made, '-pix_fmt', 'yuv420p', source]);
});

async function run(step: string, config: object) {
  const ctx: WorkContext = {
    ...{ workDir: tempDir(), signal: new AbortController().signal, requestId: 'x' },
    open: (ref) => Promise.resolve(ref.digest),
  };
  const video = { digest: source, media: 'video' as const, mime: 'video/mp4', bytes: 1 };
  const events: ProviderEvent[] = [];
  const work = { step, model: 'ffmpeg', config: { ...config }, inputs: { video }, seed: 1 };
  for await (const event of finerHandlers[step]!(work, ctx)) events.push(event);
  const last = events.at(-1);
  if (last?.type !== 'output' || Array.isArray(last.output) || !('file' in last.output)) throw new Error('no file');
  return probe(last.output.file.path);
}

it.each(['draft', 'standard'])('puts frames in between (%s) and keeps length and sound', async (quality) => {
  const facts = await run('interpolate', { multiplier: 2, quality });
  expect(facts).toMatchObject({ fps: 24, frames: 24, width: 96, height: 64, hasAudio: true });
});

it.each([2, 4])('enlarges %d times and keeps length and sound', async (scale) => {
  const facts = await run('upscale_video', { scale, quality: 'draft' });
  expect(facts).toMatchObject({ fps: 12, frames: 12, width: 96 * scale, height: 64 * scale, hasAudio: true });
});
