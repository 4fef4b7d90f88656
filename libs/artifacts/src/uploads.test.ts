import { isVerified, keepsUploads, markUpload, putMadeRecipe, unmarkUpload, uploadIn } from './uploads.js';
import type { Recipe } from './store.js';

const DIGEST = 'a'.repeat(64);
const found = { kind: 'image', media: 'image', mime: 'image/png', facts: { width: 4, height: 3 } } as const;
const mark = { name: 'cat.png', owner: 'default', createdAt: '2026-11-21T10:00:00.000Z' };
const made = { step: { type: 't2i' }, provider: { id: 'sketch' }, media: 'image', mime: 'image/png' };

function recipes(first?: Recipe) {
  let kept = first;
  return {
    getRecipe: async () => kept,
    putRecipe: async (_digest: string, recipe: Recipe) => void (kept = recipe),
  };
}

it('is told beside the bytes, and taken back', async () => {
  const store = recipes();
  await markUpload(store, DIGEST, found, mark);
  expect(await store.getRecipe()).toMatchObject({ kind: 'upload', mime: 'image/png', upload: { name: 'cat.png' } });
  expect(isVerified(await store.getRecipe())).toBe(true);
  expect(await unmarkUpload(store, DIGEST)).toBe(true);
  expect(uploadIn(await store.getRecipe())).toBeUndefined();
  expect(isVerified(await store.getRecipe())).toBe(true);
  expect(await unmarkUpload(store, DIGEST)).toBe(false);
});

it('does not hide how bytes were made, whichever came first', async () => {
  const [madeFirst, broughtFirst] = [recipes(made), recipes()];
  await markUpload(madeFirst, DIGEST, found, mark);
  await markUpload(broughtFirst, DIGEST, found, mark);
  await putMadeRecipe(broughtFirst, DIGEST, made);
  for (const store of [madeFirst, broughtFirst]) {
    const recipe = await store.getRecipe();
    expect(recipe).toEqual({ ...made, facts: found.facts, upload: { kind: 'image', ...mark } });
    await unmarkUpload(store, DIGEST);
    expect(isVerified(await store.getRecipe())).toBe(true);
  }
});

it('is not believed of a recipe that only claims a kind', () => {
  expect(isVerified({ media: 'image', mime: 'image/png' })).toBe(false);
  expect(isVerified(undefined)).toBe(false);
});

it('is kept for ever, or for so many days', async () => {
  const store = recipes();
  const now = Date.parse(mark.createdAt) + 2 * 24 * 3600 * 1000;
  expect(await keepsUploads(store, 0, now)(DIGEST)).toBe(false);
  await markUpload(store, DIGEST, found, mark);
  expect(await keepsUploads(store, 0, now)(DIGEST)).toBe(true);
  expect(await keepsUploads(store, 3, now)(DIGEST)).toBe(true);
  expect(await keepsUploads(store, 1, now)(DIGEST)).toBe(false);
  await unmarkUpload(store, DIGEST);
  expect(await keepsUploads(store, 0, now)(DIGEST)).toBe(false);
});
