import { requestOf } from './request';
import { restoredSettings } from './restored';
import { FIRST_SETTINGS } from './settings';

const recipe = {
  step: { type: 't2i', version: '1' },
  provider: { id: 'sketch', model: 'sketch', version: '1' },
  config: { prompt: 'a fox', quality: 'draft', aspect: '1:1' },
  ...{ seed: 9, inputs: {} },
};

test('what was asked for comes back whole, with its seed and the model that was taken', () => {
  const set = { ...FIRST_SETTINGS, words: 'a fox\n---\nan owl', mode: 'chain' as const, imagesEach: 2, duration: 7 };
  const { definition, inputs = {} } = requestOf(set)!;
  const restored = restoredSettings(recipe, { definition: definition as Record<string, unknown>, inputs, seed: 5 })!;
  expect(restored).toEqual({ ...set, seed: 5, imageModel: { provider: 'sketch', model: 'sketch' } });
});

test('without that, its own step does, and what it was made from is attached', () => {
  expect(restoredSettings(recipe, undefined)).toMatchObject({
    ...{ mode: 'images', words: 'a fox', quality: 'draft', aspect: '1:1', seed: undefined },
  });
  const digest = 'ab'.repeat(32);
  const moving = { ...recipe, step: { type: 'i2v' }, inputs: { image: [digest, []] } };
  const restored = restoredSettings(moving, undefined)!;
  expect([restored.mode, restored.attachments.map((one) => one.digest)]).toEqual(['videos', [digest]]);
});

test.each([
  ['a film', { ...recipe, step: { type: 'concat' } }, undefined],
  ['nothing', undefined, undefined],
  ['words', 'recipe', undefined],
])('%s has no settings here', (_, given, asked) => expect(restoredSettings(given, asked)).toBeUndefined());

test('a lie about the pipeline is no more than that', () => {
  for (const definition of [{ steps: [null] }, { steps: 'all' }, { steps: [{ id: 'image', config: 7 }] }, {}]) {
    const restored = restoredSettings(recipe, { definition, inputs: { prompts: [1, { a: 2 }], images: [null, 3] } });
    expect(typeof (restored?.words ?? '')).toBe('string');
  }
});
