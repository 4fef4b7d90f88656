import { fieldText, inputsOf, missingInputs } from './inputs';

type Input = Parameters<typeof fieldText>[0];

const input = (name: string, type: Input['type'], more: Partial<Input> = {}): Input => ({
  name,
  type,
  required: false,
  ...more,
});
const declared = [
  input('panels', 'list', { default: ['a', 'b'] }),
  input('seed', 'number'),
  input('fast', 'boolean', { default: false }),
  input('style', 'string', { default: 'comic' }),
  input('face', 'image', { required: true }),
];

test('fields show what is there by itself', () =>
  expect(declared.map(fieldText)).toEqual(['a\nb', '', 'false', 'comic', '']));

test('what was written becomes values; what stays as it is, or is empty, is left out', () => {
  const texts = { panels: 'x\n\n y ', seed: '7', fast: 'true', style: 'comic', face: 'abc' };
  expect(inputsOf(declared, texts)).toEqual({ panels: ['x', 'y'], seed: 7, fast: true, face: { digest: 'abc' } });
  expect(inputsOf(declared, { seed: ' ' })).toEqual({});
});

test('what is needed and missing is named', () => {
  expect(missingInputs(declared, {})).toEqual(['face']);
  expect(missingInputs(declared, { face: 'abc' })).toEqual([]);
});
