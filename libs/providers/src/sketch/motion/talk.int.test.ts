import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { extractFrame, probe, runTool } from '#media';
import sharp from 'sharp';

import type { OutputFile } from '../../port.js';
import { refTo, runHandler, testFolder } from '../common/testing.js';
import { pictureHandlers } from '../picture/handlers.js';
import { motionHandlers } from './handlers.js';
import { restyleHandlers } from './restyle.js';

const SIDE = 360;
const SIZE = { width: SIDE, height: SIDE, quality: 'draft' };
const CONFIG = { prompt: '', fps: 12, liveliness: 0.5, ...SIZE };

const portrait = () =>
  runHandler(pictureHandlers['t2i'], { prompt: 'portrait of a woman, front view', style: 'realistic', ...SIZE });

/** Half a second of silence, then half a second of sound. */
async function sound(): Promise<OutputFile> {
  const path = join(testFolder(), 'sound.wav');
  const source = ['-f', 'lavfi', '-i', 'sine=f=190:d=0.5', '-af', 'adelay=500,volume=3'];
  await runTool('ffmpeg', ['-v', 'error', ...source, path]);
  return { path, media: 'audio', mime: 'audio/wav' };
}

async function still(video: string, atSec: number) {
  const path = `${video}.${atSec}.png`;
  await extractFrame(video, atSec, path);
  return sharp(path).removeAlpha();
}

const frame = async (video: string, atSec: number) => (await still(video, atSec)).raw().toBuffer();

/** Where the lower half of the face is. */
async function face(video: string, atSec: number): Promise<Buffer> {
  const area = { left: 0.42 * SIDE, top: 0.48 * SIDE, width: 0.16 * SIDE, height: 0.16 * SIDE };
  const rounded = Object.fromEntries(Object.entries(area).map(([name, value]) => [name, Math.round(value)]));
  return (await still(video, atSec))
    .extract(rounded as typeof area)
    .raw()
    .toBuffer();
}

const change = (a: Buffer, b: Buffer) => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;

describe('a portrait speaks', () => {
  it('as long as the sound, with the sound, and moves only while there is some', async () => {
    const [picture, audio] = [await portrait(), await sound()];
    const config = { ...CONFIG, liveliness: 0 };
    const { file, events } = await runHandler(motionHandlers['sonic'], config, {
      inputs: { image: refTo(picture.file), audio: refTo(audio) },
    });
    expect(file.facts).toMatchObject({ width: SIDE, height: SIDE, fps: 12 });
    const facts = await probe(file.path);
    expect(facts).toMatchObject({ hasAudio: true, videoCodec: 'h264' });
    expect(facts.durationSec).toBeCloseTo(1, 1);
    const [first, quiet, loud] = [await face(file.path, 0), await face(file.path, 0.3), await face(file.path, 0.8)];
    expect(change(first, loud)).toBeGreaterThan(3 * change(first, quiet));
    expect(events.filter((event) => event.type === 'progress').length).toBeGreaterThan(2);
  });

  it('in the same way for the same seed, also one that was not drawn here', async () => {
    const [picture, audio] = [await portrait(), await sound()];
    const { parts: _none, ...flat } = refTo(picture.file);
    const run = () => runHandler(motionHandlers['sonic'], CONFIG, { inputs: { image: flat, audio: refTo(audio) } });
    const [a, b] = [await run(), await run()];
    expect(readFileSync(a.file.path).equals(readFileSync(b.file.path))).toBe(true);
    expect(change(await frame(a.file.path, 0), await frame(a.file.path, 0.8))).toBeGreaterThan(0.05);
  });

  it('not without a sound', async () => {
    const picture = await portrait();
    const inputs = { image: refTo(picture.file), audio: { ...refTo(picture.file), media: 'audio' as const } };
    await expect(runHandler(motionHandlers['sonic'], CONFIG, { inputs })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

describe('a video is drawn again', () => {
  it.each(['auto', 'anime', 'comic', 'watercolour', 'noir'])(
    'in the style %s, as long, with its sound',
    async (style) => {
      const path = join(testFolder(), "it's a video.mp4");
      const source = ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=12:d=1', '-f', 'lavfi', '-i', 'sine=d=1'];
      await runTool('ffmpeg', ['-v', 'error', ...source, '-pix_fmt', 'yuv420p', '-shortest', path]);
      const video = refTo({ path, media: 'video', mime: 'video/mp4' });
      const config = { prompt: 'a red sunset', style, strength: 0.8, quality: 'draft' };
      const { file } = await runHandler(restyleHandlers['v2v'], config, { inputs: { video } });
      const facts = await probe(file.path);
      expect(facts).toMatchObject({ width: 160, height: 90, fps: 12, frames: 12, hasAudio: true });
      expect(change(await frame(path, 0.5), await frame(file.path, 0.5))).toBeGreaterThan(10);
    },
  );
});
