import { inputsOf, itemOf, packItem, shortId, unpackItem } from './item.js';

const digest = 'ab'.repeat(32);
const [one, two, part] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string];
const recipe = {
  schema: 1,
  step: { type: 'i2v', version: '1' },
  provider: { id: 'fal', model: 'wan', version: '1' },
  config: { motion_prompt: 'it runs', duration: 5 },
  inputs: { image: [one, [['scene', part]]], more: [two, one], number: 3, words: 'no digest' },
  media: 'video',
  mime: 'video/mp4',
  facts: { width: 640, height: 360, durationSec: 5 },
  origin: { pipeline: 'p1', step: 'animate', task: 'animate[2]', at: '2026-01-02T03:04:05.000Z', cost: 250_000 },
};

test('an item is told by what is kept beside the bytes', () => {
  const item = itemOf({ digest, bytes: 9, storedAt: 7 }, recipe);
  expect(item).toEqual({
    ...{ digest, kind: 'video', mime: 'video/mp4', name: 'animate-3.mp4', bytes: 9, source: 'output' },
    ...{ createdAt: Date.parse('2026-01-02T03:04:05Z'), width: 640, height: 360, durationSec: 5 },
    ...{ step: 'animate', task: 'animate[2]', stepType: 'i2v', provider: 'fal', model: 'wan', prompt: 'it runs' },
    ...{ cost: 250_000, inputs: [shortId(one), shortId(two)] },
  });
});

test('an upload has the name it came with; what is a part or of no known kind is no item', () => {
  const upload = { kind: 'image', name: 'cat.png', owner: 'me', createdAt: '2026-01-01T00:00:00Z' };
  const brought = { kind: 'upload', media: 'image', mime: 'image/png', facts: { width: 8, height: 8 }, upload };
  expect(itemOf({ digest, bytes: 1, storedAt: 7 }, brought)).toMatchObject({
    ...{ source: 'upload', name: 'cat.png', createdAt: Date.parse('2026-01-01'), width: 8 },
  });
  expect(itemOf({ digest, bytes: 1, storedAt: 7 }, { ...recipe, part: 'scene' })).toBeUndefined();
  expect(itemOf({ digest, bytes: 1, storedAt: 7 }, undefined)).toBeUndefined();
  // The task that refers to it says what it is.
  const found = { digest, bytes: 1, storedAt: 7, media: 'image' as const, origin: { task: 'draw' } };
  expect(itemOf(found, undefined)).toMatchObject({ kind: 'image', source: 'output', name: 'draw.bin' });
});

test('companions are no inputs', () => {
  expect(inputsOf(recipe)).toEqual([
    { port: 'image', digest: one },
    { port: 'more', digest: two },
    { port: 'more', digest: one },
  ]);
  expect(inputsOf(undefined)).toEqual([]);
});

test('what is packed comes back, with what people said of it', () => {
  const item = itemOf({ digest, bytes: 9, storedAt: 7 }, recipe)!;
  const stored = `${packItem(item)}\np1 p2`;
  expect(unpackItem(shortId(digest), stored, [])).toEqual({
    ...{ ...item, favourite: false, pinned: false, tags: [], pipelines: ['p1', 'p2'] },
  });
  const flat = ['fav', '1', 't:sea', '1', 'name', 'mine', 't:dawn', '1', 'trash', '5'];
  expect(unpackItem(shortId(digest), stored, flat)).toMatchObject({
    ...{ favourite: true, pinned: false, tags: ['dawn', 'sea'], name: 'mine', ownName: 'mine', trashedAt: 5 },
  });
});
