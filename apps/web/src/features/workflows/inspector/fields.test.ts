import { z } from 'zod';
import { catalogue } from '#steps';
import type { JsonSchema } from '../model/types';
import { choicesOf, hintOf, kindOf, wrongWith } from './fields';

const schemas = [...catalogue.values()].flatMap(({ type, config }) => {
  const { properties = {} } = z.toJSONSchema(config, { io: 'input' }) as JsonSchema;
  return Object.entries(properties).map(([name, schema]) => [`${type}.${name}`, schema] as const);
});

test.each(schemas)('%s can be asked for, and its default is right', (_name, schema) => {
  expect(kindOf(schema)).toMatch(/^\w+$/);
  expect(wrongWith(schema, schema.default)).toBeUndefined();
  expect(wrongWith(schema, '{{inputs.x}}')).toBeUndefined();
});

const schemaOf = (name: string) => schemas.find(([one]) => one === name)![1];

test.each([
  ['t2i.style', 'choice'],
  ['upscale.scale', 'choice'],
  ['mux.keep_audio', 'switch'],
  ['i2v.duration', 'number'],
  ['t2i.prompt', 'words'],
  ['voice.language', 'text'],
  ['prompt_enhance.input_prompts', 'words'],
  ['i2i.set_mode', 'group'],
  ['comfyui.values', 'json'],
])('%s is a %s', (name, kind) => expect(kindOf(schemaOf(name))).toBe(kind));

test('what is out of bounds is told, and the bounds are', () => {
  expect(wrongWith(schemaOf('i2v.duration'), 0.1)).toMatch(/0\.5/);
  expect(wrongWith(schemaOf('t2i.style'), 'noisy')).toBeDefined();
  expect(hintOf(schemaOf('i2v.duration'))).toBe('Seconds · 0.5 to 300 · unset: 5');
  expect(choicesOf(schemaOf('upscale.scale'))).toEqual([2, 4]);
});
