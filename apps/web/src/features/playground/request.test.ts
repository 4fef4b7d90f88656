import { catalogue } from '#steps';
import { compile } from '#pipeline';
import type { PipelineDefinition } from '#pipeline';
import { settingsOf } from './from-pipeline';
import { NO_SET } from './photo-set';
import { requestOf, resultCount } from './request';
import { FIRST_SETTINGS, MODES, promptsIn } from './settings';
import type { Attachment, Settings } from './settings';

const picture = (index: number): Attachment => {
  const digest = String(index).repeat(64).slice(0, 64);
  return { digest, name: `${index}.png`, kind: 'image', ref: { digest, media: 'image', mime: 'image/png', bytes: 1 } };
};

const select = () => ({ provider: 'any', model: 'any', resource: 'cpu' as const, microDollars: 0, why: '' });

/** Tasks by step, as the planner counts them. */
function planned(settings: Settings): Record<string, number | undefined> {
  const { definition, inputs } = requestOf(settings)!;
  const options = { catalogue, select, seed: 1, lenient: false, options: {} };
  const { plan, problems } = compile(definition as unknown as PipelineDefinition, inputs ?? {}, options);
  expect(problems).toEqual([]);
  return Object.fromEntries(plan!.steps.map((step) => [step.id, step.tasks ?? step.expectedTasks]));
}

const set = (change: Partial<Settings>): Settings => ({ ...FIRST_SETTINGS, ...change });
const on = (text: string) => ({ id: text, text, on: true });
const off = (text: string) => ({ ...on(text), on: false });
const photoSet = { ...NO_SET, angles: ['front', 'side'], expressions: ['calm', 'sad', 'happy'] };
const words = 'a harbour\n---\na forest\nin the rain\n ---- \n';

test('prompts are parted by dashes on a line of their own', () => {
  expect(promptsIn(words)).toEqual(['a harbour', 'a forest\nin the rain']);
  expect(promptsIn('well-known --- words')).toEqual(['well-known --- words']);
  expect(promptsIn(' \n---\n')).toEqual([]);
});

test.each([
  [set({ words, imagesEach: 3 }), { image: 6 }, 6],
  [set({ words, imagesEach: 2, attachments: [picture(1), picture(2), picture(3)] }), { image: 12 }, 12],
  [set({ words, mode: 'chain', imagesEach: 2, videosEach: 2 }), { image: 4, video: 8 }, 12],
  [set({ words, mode: 'chain', attachments: [picture(1)] }), { image: 2, video: 2 }, 4],
  [set({ mode: 'videos', videosEach: 4, attachments: [picture(1)] }), { video: 4 }, 4],
  [set({ mode: 'videos', words, attachments: [picture(1), picture(2)] }), { video: 4 }, 4],
  [set({ mode: 'videos', words, videosEach: 2 }), { video: 4 }, 4],
  [set({ words, variations: [on('one'), on('two'), off('three')] }), { image: 2 }, 2],
  [set({ words, variations: [on('one'), off('two')], keepOriginal: true }), { image: 3 }, 3],
  [set({ attachments: [picture(1), picture(2)], photoSet, imagesEach: 9 }), { image: 12 }, 12],
  [set({ mode: 'chain', words, attachments: [picture(1)], photoSet }), { image: 12, video: 12 }, 24],
  [set({ words, style: 'noir', negative: 'text', seed: 7 }), { image: 2 }, 2],
])('what is set is what is planned %#', (settings, tasks, results) => {
  expect(planned(settings)).toEqual(tasks);
  expect(resultCount(settings)).toBe(results);
});

test.each(MODES.map(({ value }) => value))('nothing to do is no request: %s', (mode) => {
  expect(requestOf(set({ mode, words: ' \n---\n' }))).toBeUndefined();
});

test.each([
  set({ words: 'a harbour\n---\na forest', imagesEach: 3, style: 'noir', negative: 'text', aspect: '9:16' }),
  set({ words: 'a harbour', mode: 'chain', imagesEach: 2, videosEach: 2, duration: 8, quality: 'high' }),
  set({ words: 'slow zoom', mode: 'videos', videosEach: 4, resolution: '1080p' }),
  set({ words: 'a red coat', attachments: [picture(1)], photoSet, imageModel: { provider: 'a', model: 'b' } }),
])('the settings of a run are found in it again %#', (settings) => {
  const { definition, inputs } = requestOf(settings) as { definition: Record<string, unknown>; inputs: object };
  const found = settingsOf({ definition, inputs: inputs as Record<string, unknown> })!;
  expect(requestOf(found)).toEqual(requestOf(settings));
});

test('a pipeline that was made otherwise has no settings', () => {
  expect(settingsOf({ definition: { steps: [{ id: 'film', type: 'concat' }] }, inputs: {} })).toBeUndefined();
});

test('pictures are not changed without a word how, but a photo set needs none', () => {
  expect(requestOf(set({ attachments: [picture(1)] }))).toBeUndefined();
  expect(resultCount(set({ attachments: [picture(1)] }))).toBe(0);
  expect(requestOf(set({ attachments: [picture(1)], photoSet: NO_SET }))).toBeUndefined();
});
