import { join } from 'node:path';

import { PipelineFailure } from '#pipeline';
import sharp from 'sharp';

import type { OutputFile } from '../../port.js';
import { Breath } from '../common/breath.js';
import { refTo, runHandler, testFolder } from '../common/testing.js';
import { canny } from './filters/canny.js';
import { readGrey } from './filters/pixels.js';
import { type Plane, createPlane } from './filters/planes.js';
import { pictureHandlers } from './handlers.js';

const breath = new Breath(new AbortController().signal);
const SIZE = { width: 192, height: 128 };
const STYLE = { style: 'auto', quality: 'draft', ...SIZE };

async function photo(svg: string): Promise<OutputFile> {
  const path = join(testFolder(), 'photo.png');
  await sharp(Buffer.from(svg)).png().toFile(path);
  return { path, media: 'image', mime: 'image/png' };
}

const shapes = (): Promise<OutputFile> =>
  photo(
    `<svg xmlns="http://www.w3.org/2000/svg" width="192" height="128"><rect width="192" height="128" fill="#222"/>` +
      `<rect x="24" y="30" width="60" height="70" fill="#eee"/><circle cx="140" cy="62" r="34" fill="#ccc"/></svg>`,
  );

describe('canny', () => {
  it('finds the four sides of a square, one pixel wide, and nothing else', async () => {
    const square = createPlane(64, 64);
    for (let y = 16; y < 48; y++) for (let x = 16; x < 48; x++) square.data[y * 64 + x] = 255;
    const edges = await canny(square, 100, 200, breath);
    const row = [...edges.data.subarray(32 * 64, 33 * 64)];
    const found = row.flatMap((value, x) => (value > 0 ? [x] : []));
    expect(found).toHaveLength(2);
    expect(Math.abs(found[0]! - 15.5)).toBeLessThan(1.5);
    expect(Math.abs(found[1]! - 47.5)).toBeLessThan(1.5);
    const total = edges.data.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
    expect(total).toBeGreaterThan(100);
    expect(total).toBeLessThan(150);
  });

  it('drops weak edges below the thresholds', async () => {
    const faint = createPlane(64, 64);
    for (let i = 0; i < faint.data.length; i++) faint.data[i] = i % 64 < 32 ? 100 : 140;
    const count = async (low: number, high: number) =>
      (await canny(faint, low, high, breath)).data.reduce((sum, v) => sum + (v > 0 ? 1 : 0), 0);
    expect(await count(100, 200)).toBe(0);
    expect(await count(10, 20)).toBeGreaterThan(50);
  });
});

/** How many edge pixels of `wanted` have one of `found` within two pixels. */
function overlap(wanted: Plane, found: Plane): number {
  let hits = 0;
  let total = 0;
  for (let y = 3; y < wanted.height - 3; y++) {
    for (let x = 3; x < wanted.width - 3; x++) {
      if (wanted.data[y * wanted.width + x]! < 128) continue;
      total++;
      let hit = false;
      for (let dy = -2; dy <= 2; dy++)
        for (let dx = -2; dx <= 2; dx++) hit ||= found.data[(y + dy) * wanted.width + x + dx]! > 128;
      if (hit) hits++;
    }
  }
  return hits / total;
}

describe('controlnet', () => {
  it.each(['canny', 'lineart', 'depth'])('follows a %s map, which the plain scene does not', async (kind) => {
    const source = await shapes();
    const control = await runHandler(
      pictureHandlers['preprocess'],
      { kind, low: 100, high: 200 },
      { inputs: { image: refTo(source) } },
    );
    const config = { prompt: 'a desert at noon', control_kind: kind, strength: 1, ...STYLE };
    const { file } = await runHandler(pictureHandlers['controlnet'], config, {
      inputs: { control: refTo(control.file) },
    });
    const plain = await runHandler(pictureHandlers['t2i'], { prompt: 'a desert at noon', ...STYLE });
    const map = await readGrey(control.file.path);
    const wanted = kind === 'depth' ? await canny(map, 24, 60, breath) : map;
    const edgesOf = async (path: string) => canny(await readGrey(path), 40, 90, breath);
    const followed = overlap(wanted, await edgesOf(file.path));
    expect(followed).toBeGreaterThan(0.8);
    expect(followed).toBeGreaterThan(2 * overlap(wanted, await edgesOf(plain.file.path)));
  });
});

it('a second control is followed as well', async () => {
  const square = await photo(
    `<svg xmlns="http://www.w3.org/2000/svg" width="192" height="128"><rect width="192" height="128"/><rect x="60" y="20" width="70" height="80" fill="none" stroke="#fff" stroke-width="2"/></svg>`,
  );
  const circle = await photo(
    `<svg xmlns="http://www.w3.org/2000/svg" width="192" height="128"><rect width="192" height="128"/><circle cx="150" cy="60" r="30" fill="none" stroke="#fff" stroke-width="2"/></svg>`,
  );
  const config = { prompt: 'a desert at noon', control_kind: 'canny', strength: 1, control_kind_2: 'canny', ...STYLE };
  const { file } = await runHandler(
    pictureHandlers['controlnet'],
    { ...config, strength_2: 1 },
    { inputs: { control: refTo(square), control_2: refTo(circle) } },
  );
  const edges = await canny(await readGrey(file.path), 40, 90, breath);
  for (const control of [square, circle]) expect(overlap(await readGrey(control.path), edges)).toBeGreaterThan(0.8);
});

describe('pictures from pictures', () => {
  it.each([2, 4])('are exactly %d times as large after upscale', async (scale) => {
    const { file } = await runHandler(
      pictureHandlers['upscale'],
      { scale },
      { inputs: { image: refTo(await shapes()) } },
    );
    expect(file.facts).toEqual({ width: 192 * scale, height: 128 * scale });
  });

  it('are drawn again, larger, by hires when there is a scene', async () => {
    const small = await runHandler(pictureHandlers['t2i'], { prompt: 'a castle', ...STYLE });
    const { file } = await runHandler(
      pictureHandlers['hires'],
      { scale: 1.5, strength: 0.4 },
      { inputs: { image: refTo(small.file) } },
    );
    expect(file.facts).toEqual({ width: 288, height: 192 });
    expect(file.parts?.['scene']).toBeDefined();
  });

  it('are graded more by more strength when there is no scene', async () => {
    const source = refTo(await shapes());
    const change = async (strength: number) => {
      const { file } = await runHandler(
        pictureHandlers['i2i'],
        { prompt: 'a red night', strength, ...STYLE },
        { inputs: { image: source } },
      );
      const [a, b] = await Promise.all(
        [source.digest, file.path].map((path) => sharp(path).removeAlpha().raw().toBuffer()),
      );
      return a!.reduce((sum, value, i) => sum + Math.abs(value - b![i]!), 0) / a!.length;
    };
    const [none, some, all] = [await change(0), await change(0.5), await change(1)];
    expect(none).toBeLessThan(1);
    expect(some).toBeGreaterThan(5);
    expect(all).toBeGreaterThan(some * 1.5);
  });

  it('have bright foregrounds in the depth of their scene', async () => {
    const drawn = await runHandler(pictureHandlers['t2i'], { prompt: 'mountains at noon', ...STYLE });
    const { file } = await runHandler(
      pictureHandlers['preprocess'],
      { kind: 'depth', low: 100, high: 200 },
      { inputs: { image: refTo(drawn.file) } },
    );
    const depth = await readGrey(file.path);
    const row = (y: number) => depth.data.subarray(y * 192, (y + 1) * 192).reduce((a, b) => a + b, 0) / 192;
    expect(row(4)).toBeLessThan(20);
    expect(row(124)).toBeGreaterThan(150);
  });

  it('keep the way a camera turned them', async () => {
    const path = join(testFolder(), 'turned.jpg');
    await sharp((await shapes()).path)
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toFile(path);
    const image = refTo({ path, media: 'image', mime: 'image/jpeg' });
    const larger = await runHandler(pictureHandlers['upscale'], { scale: 2 }, { inputs: { image } });
    expect(larger.file.facts).toEqual({ width: 256, height: 384 });
    const [left, right] = [await readGrey(larger.file.path), await readGrey(path)].map(
      ({ width, height, data }) => data[Math.round(height * 0.35) * width + Math.round(width * 0.5)]!,
    );
    expect(Math.abs(left! - right!)).toBeLessThan(12);
  });

  it('are refused when they are no pictures', async () => {
    const bad = refTo({ path: import.meta.filename, media: 'image', mime: 'image/png' });
    const run = runHandler(pictureHandlers['upscale'], { scale: 2 }, { inputs: { image: bad } });
    await expect(run).rejects.toBeInstanceOf(PipelineFailure);
    await expect(runHandler(pictureHandlers['upscale'], { scale: 2 })).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
