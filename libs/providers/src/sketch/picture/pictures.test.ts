import { readFileSync } from 'node:fs';

import sharp from 'sharp';

import { runHandler } from '../common/testing.js';
import { pictureHandlers } from './handlers.js';
import { composeScene } from './scene/compose.js';
import { editScene } from './scene/edit.js';
import { parseScene } from './scene/scene.js';

const CONFIG = { prompt: '', negative_prompt: '', style: 'auto', width: 256, height: 144, quality: 'draft' };

const draw = (prompt: string, more: Record<string, unknown> = {}, seed = 1) =>
  runHandler(pictureHandlers['t2i'], { ...CONFIG, prompt, ...more }, { seed });

async function meanOf(path: string, part = { top: 0, height: 1 }): Promise<[number, number, number]> {
  const { width, height } = await sharp(path).metadata();
  const region = { left: 0, top: Math.round(part.top * height), width, height: Math.round(part.height * height) };
  const { channels } = await sharp(await sharp(path).extract(region).toBuffer()).stats();
  return [channels[0]!.mean, channels[1]!.mean, channels[2]!.mean];
}

/** Each pixel of a 9 × 8 thumbnail, is it brighter than its left neighbour? With the colours' own means. */
async function perceptualHash(path: string): Promise<number[]> {
  const { data } = await sharp(path)
    .resize(17, 16, { fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const bits: number[] = [];
  for (let y = 0; y < 16; y++) {
    for (let x = 1; x < 17; x++) {
      for (let c = 0; c < 3; c++) bits.push(data[(y * 17 + x) * 3 + c]! > data[(y * 17 + x - 1) * 3 + c]! ? 1 : 0);
    }
  }
  return bits;
}

const SUBJECTS = [
  'an eagle',
  'a fox',
  'a castle',
  'an old man',
  'a ship',
  'a red car',
  'a whale',
  'a rose',
  'a robot',
  'a horse',
];
const SETTINGS = [
  'at dawn in the mountains',
  'in a city at night',
  'in a snowy forest',
  'in the desert at noon',
  'in a storm at sea',
];

describe('drawn pictures', () => {
  it('are the same bytes for the same seed, and others for another', async () => {
    const [a, b, c] = [
      await draw('a fox in the forest'),
      await draw('a fox in the forest'),
      await draw('a fox in the forest', {}, 2),
    ];
    expect(readFileSync(a.file.path).equals(readFileSync(b.file.path))).toBe(true);
    expect(readFileSync(a.file.path).equals(readFileSync(c.file.path))).toBe(false);
  });

  it('have the asked size and carry their scene', async () => {
    const { file, events } = await draw('a lighthouse', { width: 90, height: 160 });
    expect(file.facts).toEqual({ width: 90, height: 160 });
    expect(file.mime).toBe('image/png');
    const scene = parseScene(readFileSync(file.parts!['scene']!.path, 'utf8'));
    expect(scene?.subjects[0]?.kind).toBe('lighthouse');
    expect(events.some((event) => event.type === 'progress')).toBe(true);
  });

  it('differ for fifty prompts, pair by pair', async () => {
    const hashes: number[][] = [];
    for (const setting of SETTINGS) {
      for (const subject of SUBJECTS) {
        const { file } = await draw(`${subject} ${setting}`, { width: 160, height: 90 });
        hashes.push(await perceptualHash(file.path));
      }
    }
    let closest = Infinity;
    hashes.forEach((a, i) => {
      for (const b of hashes.slice(i + 1)) {
        closest = Math.min(
          closest,
          a.reduce((sum, bit, k) => sum + (bit === b[k] ? 0 : 1), 0),
        );
      }
    });
    expect(closest).toBeGreaterThan(40);
  });

  it('show what the words say about light and colour', async () => {
    const [nr, ng, nb] = await meanOf((await draw('a village at night')).file.path);
    const [dr, dg, db] = await meanOf((await draw('a village at noon')).file.path);
    expect(nr + ng + nb).toBeLessThan(0.55 * (dr + dg + db));
    const [rr, rg, rb] = await meanOf((await draw('a red desert at noon')).file.path);
    expect(rr).toBeGreaterThan(1.3 * Math.max(rg, rb));
    const below = await meanOf((await draw('snowy plain in winter, noon')).file.path, { top: 0.72, height: 0.24 });
    expect(Math.min(...below)).toBeGreaterThan(150);
  });

  it.each([
    ['nothing', ''],
    ['emoji', '🦅🌋✨ 👩‍🚀'],
    ['right to left', 'منظر طبيعي جميل عند الغروب'],
    ['Chinese', '夜晚的城市'],
    ['markup', '<script>alert("x")</script> & <svg/> ]]>'],
    ['control characters', 'a\u0000b\u0007c \ufffe\ud800'],
    ['ten thousand characters', 'a very long story about a dragonfly '.repeat(290).slice(0, 10_000)],
  ])('are drawn for %s', async (_name, prompt) => {
    const { file } = await draw(prompt, { width: 96, height: 96 });
    expect(file.facts).toEqual({ width: 96, height: 96 });
  });

  it('give a beard to whom the words give one', () => {
    for (const seed of [1, 2, 3, 8]) {
      const scene = composeScene({ prompt: 'an old sailor with a white beard', style: 'auto', seed, aspect: 1 });
      expect(scene.subjects[0]!.look).toMatchObject({ beard: true, woman: false });
    }
  });

  it('name what they cannot draw instead of drawing something else', () => {
    const scene = composeScene({ prompt: 'a shiny zeppelinosaurus', style: 'auto', seed: 3, aspect: 1 });
    expect(scene.subjects.map((s) => s.kind)).toEqual(['abstract']);
    expect(scene.caption).toBe('zeppelinosaurus');
  });
});

describe('edited scenes', () => {
  const scene = composeScene({
    prompt: 'portrait of a young woman with red hair at night',
    style: 'auto',
    seed: 5,
    aspect: 1,
  });

  it('keep the person and change the light', () => {
    const dawn = editScene(scene, 'same woman, at dawn', 'auto');
    expect(dawn.light).toBe('dawn');
    expect(dawn.subjects).toEqual(scene.subjects);
    expect(dawn.palette).not.toEqual(scene.palette);
  });

  it('change only the expression when only that is named', () => {
    const smiling = editScene(scene, 'smiling', 'auto');
    expect(smiling.subjects[0]?.look).toEqual({ ...scene.subjects[0]?.look, expression: 'smile' });
    expect(smiling.light).toBe(scene.light);
  });
});

describe('the words', () => {
  it.each([
    ['two people dancing in a village square at golden hour', ['person', 'person'], 'village', 'golden'],
    ['a fox in a snowy forest', ['fox'], 'forest', undefined],
    ['whale underwater', ['whale'], 'underwater', 'underwater'],
    ['cyberpunk city at night in rain', [], 'city', 'neon'],
    ['three horses in a field at dusk', ['horse', 'horse', 'horse'], 'field', 'dusk'],
  ])('"%s"', (prompt, kinds, place, light) => {
    const scene = composeScene({ prompt, style: 'auto', seed: 1, aspect: 1.78 });
    expect(scene.subjects.map((s) => s.kind)).toEqual(kinds);
    expect(scene.place).toBe(place);
    if (light !== undefined) expect(scene.light).toBe(light);
  });

  it('put a subject on the side and in the style they name', () => {
    const scene = composeScene({ prompt: 'a castle on the left, watercolour', style: 'auto', seed: 1, aspect: 1.78 });
    expect(scene.style).toBe('watercolour');
    expect(scene.subjects[0]?.x).toBeLessThan(0.4);
  });
});
