import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { extractFrame, isFaststart, probe } from '#media';
import { CancelledError } from '#pipeline';
import sharp from 'sharp';

import { refTo, runHandler } from '../common/testing.js';
import { pictureHandlers } from '../picture/handlers.js';
import { motionHandlers } from './handlers.js';

const SIZE = { width: 320, height: 180, quality: 'draft' };
const CONFIG = { prompt: '', motion_prompt: 'slow push in', duration: 1.5, fps: 24, ...SIZE };

const still = (prompt: string) => runHandler(pictureHandlers['t2i'], { prompt, style: 'auto', ...SIZE });

const pixelsOf = (path: string) => sharp(path).removeAlpha().raw().toBuffer();

async function psnr(a: string, b: string): Promise<number> {
  const [x, y] = [await pixelsOf(a), await pixelsOf(b)];
  const error = x.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0) / x.length;
  return 10 * Math.log10(255 ** 2 / error);
}

describe('image to video', () => {
  it('films a scene: right length, constant rate, index first, first frame the still', async () => {
    const picture = await still('a majestic eagle soaring through clouds');
    const { file, events } = await runHandler(motionHandlers['i2v'], CONFIG, {
      inputs: { image: refTo(picture.file) },
    });
    expect(file.facts).toEqual({ width: 320, height: 180, durationSec: 1.5, fps: 24 });
    const facts = await probe(file.path);
    expect(facts).toMatchObject({ width: 320, height: 180, fps: 24 });
    expect(facts.durationSec).toBeCloseTo(1.5, 1);
    expect(await isFaststart(file.path)).toBe(true);
    const first = `${file.path}.first.png`;
    const last = `${file.path}.last.png`;
    await extractFrame(file.path, 0, first);
    await extractFrame(file.path, 1.45, last);
    expect(await psnr(first, picture.file.path)).toBeGreaterThan(30);
    expect(await psnr(last, picture.file.path)).toBeLessThan(28);
    expect(events.filter((event) => event.type === 'progress').length).toBeGreaterThan(4);
  });

  it('ends in a picture, where one is given', async () => {
    const [picture, end] = [await still('a castle'), await still('a whale under water')];
    const { file } = await runHandler(motionHandlers['i2v'], CONFIG, {
      inputs: { image: refTo(picture.file), end_image: refTo(end.file) },
    });
    const last = `${file.path}.last.png`;
    await extractFrame(file.path, 10, last);
    expect(await psnr(last, end.file.path)).toBeGreaterThan(28);
    expect(await psnr(last, picture.file.path)).toBeLessThan(20);
  });

  it('gives the same bytes for the same seed', async () => {
    const config = { ...CONFIG, prompt: 'a ship in the rain', style: 'auto', duration: 0.5 };
    const [a, b] = [await runHandler(motionHandlers['t2v'], config), await runHandler(motionHandlers['t2v'], config)];
    expect(readFileSync(a.file.path).equals(readFileSync(b.file.path))).toBe(true);
  });

  it('moves inside a picture that has no scene', async () => {
    const picture = await still('a castle');
    const { parts: _none, ...flat } = refTo(picture.file);
    const config = { ...CONFIG, motion_prompt: 'pan right', duration: 1 };
    const { file } = await runHandler(motionHandlers['i2v'], config, { inputs: { image: flat } });
    expect(file.facts?.durationSec).toBe(1);
  });

  it('stops at once when it is cancelled and leaves no ffmpeg behind', async () => {
    const picture = await still('a forest');
    const stop = new AbortController();
    const config = { ...CONFIG, duration: 60 };
    let reached = 0;
    const run = runHandler(motionHandlers['i2v'], config, {
      inputs: { image: refTo(picture.file) },
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type !== 'progress') return;
        reached = event.fraction;
        if (reached > 0) stop.abort();
      },
    });
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    expect(reached).toBeLessThan(0.5);
    const children = execFileSync('ps', ['-o', 'comm=', '--ppid', String(process.pid)], { encoding: 'utf8' });
    expect(children).not.toContain('ffmpeg');
  });
});
