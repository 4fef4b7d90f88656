import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { DiskStore } from '#artifacts';
import { hostileFiles, makeZip, tempDir, testFilm, testPicture, testSound } from '#testing';
import { Intake } from './intake.js';

const limits = { maxFileBytes: 1e9, maxFiles: 50, maxPixels: 1e7, maxDurationSec: 60 };
const home = tempDir();
const folder = tempDir();
const store = new DiskStore(join(home, 'artifacts'));
const { signal } = new AbortController();
const intake = (more: Partial<typeof limits> = {}, room = async () => Infinity) =>
  new Intake({ store, limits: { ...limits, ...more }, folder, room });

let count = 0;
function take(name: string, content: Buffer | string, by = intake()) {
  const path = join(folder, `brought ${++count}`);
  writeFileSync(path, content);
  return by.take({ path, name }, 'default', signal);
}
/** Nothing is left of what was looked into. */
afterEach(() => expect(readdirSync(folder)).toEqual([]));

describe('what people bring', () => {
  it('is known by what it holds, not by what it is called', async () => {
    const kinds: [name: string, content: Buffer | string, recipe: object][] = [
      [
        'a.jpg',
        await testPicture('a', 40, 30),
        { media: 'image', mime: 'image/png', facts: { width: 40, height: 30 } },
      ],
      ['a.txt', await testFilm(1), { mime: 'video/mp4', facts: { width: 320, height: 180, durationSec: 1, fps: 16 } }],
      ['a', testSound(2), { media: 'audio', mime: 'audio/wav', facts: { durationSec: 2, sampleRate: 16_000 } }],
      ['a.png', 'a castle\n---\na storm', { media: 'text', mime: 'text/plain', upload: { kind: 'text' } }],
      ['a.txt', '[{"prompt": "a castle"}]', { media: 'json', mime: 'application/json', upload: { kind: 'text' } }],
      [
        'a.yaml',
        'name: x\nsteps:\n  - {id: a, type: t2i, config: {prompt: a castle}}\noutputs: [a]\n',
        { upload: { kind: 'pipeline' } },
      ],
    ];
    for (const [name, content, recipe] of kinds) {
      const { items, problems } = await take(name, content);
      expect(problems).toEqual([]);
      expect(items).toMatchObject([{ bytes: Buffer.byteLength(content), recipe }]);
      expect(await store.verify(items[0]!.digest)).toBe(true);
      expect(await store.getRecipe(items[0]!.digest)).toEqual(items[0]!.recipe);
    }
  });

  it('is measured as it is shown', async () => {
    const turned = await sharp(await testPicture('b', 40, 30))
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect((await take('a.jpg', turned)).items[0]!.recipe.facts).toEqual({ width: 30, height: 40 });
  });

  it('comes out of a ZIP in its order, without what systems add', async () => {
    const zip = makeZip([
      { name: 'holiday/', mode: 0o040755 },
      { name: 'holiday/2.png', content: await testPicture('2'), stored: true },
      { name: 'holiday/1.png', content: await testPicture('1') },
      { name: '__MACOSX/holiday/._1.png', content: 'x' },
      { name: 'holiday/.DS_Store', content: 'x' },
      { name: 'holiday/notes.pdf', content: '%PDF-1.7' },
    ]);
    const { items, problems } = await take('holiday.zip', zip);
    expect(items.map(({ recipe }) => recipe.upload.name)).toEqual(['2.png', '1.png']);
    expect(problems).toMatchObject([{ name: 'holiday/notes.pdf', code: 'unsupported_type' }]);
  });

  it('is no more than allowed', async () => {
    const code = async (more: Partial<typeof limits>, content: Buffer) =>
      (await take('a', content, intake(more))).problems[0]?.code;
    expect(await code({ maxFileBytes: 100 }, await testPicture('a'))).toBe('too_large');
    expect(await code({ maxPixels: 1_000 }, await testPicture('a'))).toBe('too_many_pixels');
    expect(await code({ maxPixels: 1_000 }, await testFilm(1))).toBe('too_many_pixels');
    expect(await code({ maxDurationSec: 1 }, testSound(2))).toBe('too_long');
    const two = makeZip([
      { name: 'a.txt', content: 'a' },
      { name: 'b.txt', content: 'b' },
    ]);
    expect(await code({ maxFiles: 1 }, two)).toBe('too_many_files');
    await expect(
      take(
        'a',
        testSound(1),
        intake({}, async () => 1_000),
      ),
    ).rejects.toMatchObject({ code: 'disk_full' });
  });

  it('keeps the day it was first brought', async () => {
    const first = await take('a.txt', 'the same');
    const again = await take('b.txt', 'the same');
    expect(again.items[0]!.recipe.upload).toEqual({ ...first.items[0]!.recipe.upload, name: 'b.txt' });
  });
});

describe('what is hostile', () => {
  it('is refused, each with its code, and nothing of it is stored', async () => {
    const before = await store.usedBytes();
    const answers: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const { what, name, content, code } of await hostileFiles()) {
      const { items, problems } = await take(name, content);
      answers[what] = [items.length, problems.map((problem) => problem.code)];
      expected[what] = [0, [code]];
    }
    expect(answers).toEqual(expected);
    expect(await store.usedBytes()).toBe(before);
  });
});
