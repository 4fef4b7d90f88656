import { extensionOf, promptOf, slugOf } from './describe.js';

test('a slug has the first words, in any script', () => {
  expect(slugOf('A red fox, at dawn!')).toBe('a-red-fox-at-dawn');
  expect(slugOf('Ein Fuchs über ../../Köln')).toBe('ein-fuchs-über-köln');
  expect(slugOf('夜の街')).toBe('夜の街');
  expect(slugOf('…')).toBe('');
  expect(slugOf('one two three four five six seven eight nine ten eleven twelve')).toBe(
    'one-two-three-four-five-six-seven-eight-nine-ten',
  );
  expect(slugOf('x'.repeat(200))).toHaveLength(48);
});

test('the prompt is what was asked for in words', () => {
  expect(promptOf({ config: { prompt: ' a fox ', quality: 'draft' } })).toBe('a fox');
  expect(promptOf({ config: { prompt: '', motion_prompt: 'it runs' } })).toBe('it runs');
  expect(promptOf({ config: { duration: 5 } })).toBe('');
  expect(promptOf(undefined)).toBe('');
});

test('what is not known is bin', () => {
  expect(extensionOf('video/mp4')).toBe('mp4');
  expect(extensionOf('application/x-strange')).toBe('bin');
});
