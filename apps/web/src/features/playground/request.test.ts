import { catalogue } from '#steps';
import { compile } from '#pipeline';
import type { PipelineDefinition } from '#pipeline';
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
])('what is set is what is planned %#', (settings, tasks, results) => {
  expect(planned(settings)).toEqual(tasks);
  expect(resultCount(settings)).toBe(results);
});

test.each(MODES.map(({ value }) => value))('nothing to do is no request: %s', (mode) => {
  expect(requestOf(set({ mode, words: ' \n---\n' }))).toBeUndefined();
});
