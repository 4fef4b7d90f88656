import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { probe, runTool } from '#media';
import { tempDir, testFilm, testPicture } from '#testing';
import { carriesRecipe, embedded, portableRecipe, recipeIn, withSource } from './index.js';
import type { PortableRecipe } from './index.js';

const folder = tempDir();
const recipe = portableRecipe('ab'.repeat(32), {
  ...{ media: 'image', mime: 'image/png', seed: 7, inputs: {} },
  step: { type: 't2i', version: '1' },
  provider: { id: 'sketch', model: 'sketch', version: '1' },
  config: { prompt: 'a <fox>, „Füchse“ & 🦊' },
})!;

let files = 0;
async function stored(bytes: Buffer): Promise<string> {
  const path = join(folder, `file-${files++}`);
  await writeFile(path, bytes);
  return path;
}

/** The bytes with the recipe in them; undefined where they are left as they are. */
async function withRecipe(bytes: Buffer, mime: string, own: PortableRecipe = recipe): Promise<Buffer | undefined> {
  const path = await stored(bytes);
  const file = await withSource(path, (source) => embedded(source, mime, own));
  if (!file) return undefined;
  const whole = await buffer(file.read((span) => createReadStream(path, span)));
  expect(whole.length).toBe(file.bytes);
  return whole;
}

const read = async (bytes: Buffer, mime: string) => withSource(await stored(bytes), (source) => recipeIn(source, mime));

const noise = { create: { width: 64, height: 36, channels: 3 as const, background: '#246' } };
const seen = { create: { ...noise.create, channels: 4 as const, background: { r: 9, g: 90, b: 200, alpha: 0.4 } } };
const pictures: [string, string, () => Promise<Buffer>][] = [
  ['PNG', 'image/png', () => testPicture('fox', 64, 36)],
  ['JPEG', 'image/jpeg', () => sharp(noise).jpeg().toBuffer()],
  [
    'JPEG with Exif',
    'image/jpeg',
    () =>
      sharp(noise)
        .jpeg()
        .withExif({ IFD0: { Artist: 'Ann' } })
        .toBuffer(),
  ],
  ['WebP', 'image/webp', () => sharp(noise).webp().toBuffer()],
  ['lossless WebP with alpha', 'image/webp', () => sharp(seen).webp({ lossless: true }).toBuffer()],
  ['lossy WebP with alpha', 'image/webp', () => sharp(seen).webp().toBuffer()],
];

describe.each(pictures)('%s', (_, mime, make) => {
  test('carries its recipe, and looks as before', async () => {
    const before = await make();
    const after = (await withRecipe(before, mime))!;
    expect(await read(after, mime)).toEqual(recipe);
    expect(await read(before, mime)).toBeUndefined();
    const pixels = (bytes: Buffer) => sharp(bytes, { failOn: 'warning' }).ensureAlpha().raw().toBuffer();
    expect((await pixels(after)).equals(await pixels(before))).toBe(true);
    const facts = await sharp(after).metadata();
    expect([facts.width, facts.height]).toEqual([64, 36]);
  });

  test('is not given a second one', async () => {
    const once = (await withRecipe(await make(), mime))!;
    expect(await withRecipe(once, mime)).toBeUndefined();
  });

  test('is left alone when it is cut off', async () => {
    const whole = await make();
    expect(await withRecipe(whole.subarray(0, Math.min(60, whole.length - 8)), mime)).toBeUndefined();
    expect(await withRecipe(Buffer.alloc(0), mime)).toBeUndefined();
  });
});

test('each part of it is what stands there in the whole', async () => {
  const path = await stored(await testPicture('fox', 64, 36));
  const file = (await withSource(path, (source) => embedded(source, 'image/png', recipe)))!;
  const open = (span: { start: number; end: number }) => createReadStream(path, span);
  const whole = await buffer(file.read(open));
  const ends = [0, 1, 32, 33, 34, 300, file.bytes - 2, file.bytes - 1];
  for (const start of ends)
    for (const end of ends.filter((one) => one >= start))
      expect((await buffer(file.read(open, { start, end }))).equals(whole.subarray(start, end + 1))).toBe(true);
});

test('a film plays as before: nothing in it moved, and what a player needs first is still first', async () => {
  const path = await stored(await testFilm(1));
  const fast = join(folder, 'fast.mp4');
  await runTool('ffmpeg', ['-v', 'error', '-i', path, '-c', 'copy', '-movflags', '+faststart', fast], {});
  const before = await buffer(createReadStream(fast));
  const after = (await withRecipe(before, 'video/mp4'))!;
  expect(after.subarray(0, before.length).equals(before)).toBe(true);
  expect(after.indexOf('moov')).toBeLessThan(after.indexOf('mdat'));
  expect(await read(after, 'video/mp4')).toEqual(recipe);
  const { durationSec, width } = await probe(await stored(after), new AbortController().signal, ['mov']);
  expect([Math.round(durationSec), width]).toEqual([1, 320]);
  const frames = await runTool('ffmpeg', ['-v', 'error', '-i', await stored(after), '-f', 'null', '-'], {});
  expect(frames.stderr).toBe('');
});

test('a recipe with a long pipeline goes without it, and one that is too long stays behind', async () => {
  const picture = await testPicture('fox');
  const pipeline = { id: 'p1', name: 'foxes', definition: {}, inputs: { prompts: ['x'.repeat(300_000)] } };
  const after = (await withRecipe(picture, 'image/png', { ...recipe, pipeline }))!;
  expect(await read(after, 'image/png')).toEqual(recipe);
  const endless = { ...recipe, config: { prompt: 'x'.repeat(300_000) } };
  expect(await withRecipe(picture, 'image/png', endless)).toBeUndefined();
  const photo = await sharp(noise).jpeg().toBuffer();
  expect(await withRecipe(photo, 'image/jpeg', { ...recipe, config: { prompt: 'x'.repeat(70_000) } })).toBeUndefined();
});

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};
const intoPng = async (extra: Buffer) => {
  const picture = await testPicture('fox');
  return Buffer.concat([picture.subarray(0, 33), extra, picture.subarray(33)]);
};
const iTXt = (flags: number[], text: Buffer) =>
  chunk('iTXt', Buffer.concat([Buffer.from('reelwright\0'), Buffer.from([...flags, 0, 0]), text]));

test('what is signed by who made it is left alone', async () => {
  expect(await withRecipe(await intoPng(chunk('caBX', Buffer.from('jumb'))), 'image/png')).toBeUndefined();
  const film = await testFilm(1);
  const signed = Buffer.alloc(40);
  signed.writeUInt32BE(40);
  signed.write('uuid', 4);
  Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex').copy(signed, 8);
  expect(await withRecipe(Buffer.concat([film, signed]), 'video/mp4')).toBeUndefined();
  const photo = await sharp(noise).jpeg().toBuffer();
  const segment = Buffer.from([0xff, 0xeb, 0, 6, 0x4a, 0x50, 0, 1]);
  const signedPhoto = Buffer.concat([photo.subarray(0, 2), segment, photo.subarray(2)]);
  expect(await withRecipe(signedPhoto, 'image/jpeg')).toBeUndefined();
});

test('kinds that carry none, and files that are not what they say, are left alone', async () => {
  expect([carriesRecipe('image/gif'), carriesRecipe('toString'), carriesRecipe('video/mp4')]).toEqual([
    ...[false, false, true],
  ]);
  expect(await withRecipe(Buffer.from('GIF89a'), 'image/gif')).toBeUndefined();
  for (const mime of ['image/png', 'image/jpeg', 'image/webp', 'video/mp4'])
    expect(await withRecipe(Buffer.from('something else altogether, and long enough'), mime)).toBeUndefined();
  // A box that goes to the end of the file, and one that says it is longer than that.
  const film = await testFilm(1);
  for (const size of [0, 9_999_999]) {
    const odd = Buffer.alloc(16);
    odd.writeUInt32BE(size);
    odd.write('free', 4);
    expect(await withRecipe(Buffer.concat([film, odd]), 'video/mp4')).toBeUndefined();
  }
});

test('a recipe that another program compressed is read, and a bomb, damage and lies are nothing', async () => {
  const text = Buffer.from(JSON.stringify(recipe));
  expect(await read(await intoPng(iTXt([1, 0], deflateSync(text))), 'image/png')).toEqual(recipe);
  const bomb = deflateSync(Buffer.alloc(50_000_000, 32));
  expect(await read(await intoPng(iTXt([1, 0], bomb)), 'image/png')).toBeUndefined();
  expect(await read(await intoPng(iTXt([1, 0], Buffer.from('no zlib'))), 'image/png')).toBeUndefined();
  const damaged = iTXt([0, 0], text);
  damaged[40]! ^= 1;
  expect(await read(await intoPng(damaged), 'image/png')).toBeUndefined();
  expect(await read(await intoPng(iTXt([0, 0], Buffer.from('{"reelwright":1}'))), 'image/png')).toBeUndefined();
});
