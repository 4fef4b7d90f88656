import { textsIn, withValue } from './values';

const outputs = {
  prompts: ['a red boat', 'a blue boat'],
  shots: [{ number: 1, image_prompt: 'a harbour', characters: ['Nix'] }],
  document: { digest: 'aa', media: 'text', mime: 'text/plain', bytes: 3 },
};

test('texts of outputs are found, and files are passed over', () => {
  expect(textsIn(outputs).map(({ text }) => text)).toEqual(['a red boat', 'a blue boat', 'a harbour', 'Nix']);
});

test('one is put in the place of another, and nothing else changes', () => {
  const after = withValue(outputs, ['shots', 0, 'image_prompt'], 'a quay') as typeof outputs;
  expect(after.shots[0]).toEqual({ number: 1, image_prompt: 'a quay', characters: ['Nix'] });
  expect(after.prompts).toBe(outputs.prompts);
  expect(withValue(outputs.prompts, [1], 'x')).toEqual(['a red boat', 'x']);
});
