import type { PipelineDefinition } from '#pipeline';
import { parametrised, withDefaults } from './parametrise.js';

const definition: PipelineDefinition = {
  ...{ name: 'film', description: '', outputs: ['animate'], inputs: { scene: 'string', still: 'image' } },
  steps: [
    { id: 'draw', type: 't2i', config: { prompt: '{{inputs.scene}}', quality: 'draft', set: { count: 3 } } },
    { id: 'animate', type: 'i2v', config: { duration: 5, quality: 'draft' }, dependsOn: ['draw'] },
  ],
};

test('settings become inputs with what they were as defaults, and one input may fill several', () => {
  const before = structuredClone(definition);
  const made = parametrised(definition, [
    { step: 'draw', path: 'quality', input: 'quality', description: 'How well' },
    { step: 'animate', path: 'quality', input: 'quality' },
    { step: 'draw', path: 'set.count', input: 'count', default: 2 },
    { step: 'draw', path: 'seed', input: 'seed', type: 'number' },
  ]);
  expect(made.problems).toEqual([]);
  expect(made.definition.inputs).toEqual({
    ...definition.inputs,
    quality: { type: 'string', default: 'draft', description: 'How well' },
    count: { type: 'number', default: 2 },
    seed: { type: 'number' },
  });
  expect(made.definition.steps.map((step) => step.config)).toEqual([
    {
      ...{ prompt: '{{inputs.scene}}', quality: '{{inputs.quality}}', set: { count: '{{inputs.count}}' } },
      seed: '{{inputs.seed}}',
    },
    { duration: 5, quality: '{{inputs.quality}}' },
  ]);
  expect(definition).toEqual(before);
});

test('everything that is wrong is told at once, with its place', () => {
  const { problems } = parametrised(definition, [
    { step: 'drew', path: 'quality', input: 'a' },
    { step: 'draw', path: 'nothing', input: 'a' },
    { step: 'draw', path: 'prompt', input: 'a' },
    { step: 'draw', path: 'quality', input: '1 a' },
    { step: 'animate', path: 'duration', input: 'scene' },
    { step: 'draw', path: '__proto__.polluted', input: 'a', default: 1 },
    { step: 'draw', path: 'constructor', input: 'a', default: 1 },
  ]);
  expect(problems.map(({ code, path }) => [code, path])).toEqual([
    ['unknown_step', 'parameters[0].step'],
    ['unknown_config', 'parameters[1].path'],
    ['unknown_config', 'parameters[2].path'],
    ['bad_input', 'parameters[3].input'],
    ['bad_input', 'parameters[4].input'],
    ['unknown_config', 'parameters[5].path'],
    ['unknown_config', 'parameters[6].path'],
  ]);
  expect(problems[0]!.hint).toBe('Did you mean "draw"?');
});

test('what a pipeline was given becomes what its blueprint takes, but for files', () => {
  const { inputs } = withDefaults(definition, { scene: 'a lake', still: { digest: 'x' } });
  expect(inputs).toEqual({ scene: { type: 'string', default: 'a lake' }, still: 'image' });
});
