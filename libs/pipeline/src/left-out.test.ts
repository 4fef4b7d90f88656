import { z } from 'zod';
import { compile } from './compile.js';
import type { PipelineStep } from './definition.js';
import { leftOut } from './left-out.js';
import type { Catalogue, StepType } from './step-type.js';

const type = (name: string, parts: Partial<StepType>): [string, StepType] => [
  name,
  {
    ...{ type: name, version: '1', title: name, summary: name, resource: 'cpu', inputs: {} },
    ...{ config: z.object({ value: z.unknown().optional() }), outputs: { text: { media: 'text' } } },
    ...{ units: () => 1, seconds: () => 1 },
    ...parts,
  },
];
const catalogue: Catalogue = new Map([
  type('make', {}),
  type('change', { inputs: { from: { media: ['text'], required: true, description: '' } } }),
  type('list', { outputs: { items: { media: 'json', list: true } } }),
  type('gather', { inputs: { parts: { media: ['text'], list: true, description: '' } } }),
]);

/** Two lists, a picture of each of their items, two takes of each picture, and one film of all. */
const steps: PipelineStep[] = [
  { id: 'ideas', type: 'list', config: {}, map: ['a', 'b'] },
  { id: 'picture', type: 'make', config: { value: '{{item}}' }, map: '{{steps.ideas.items}}' },
  { id: 'take', type: 'change', config: { from: '{{steps.picture.text}}' }, count: 2 },
  { id: 'film', type: 'gather', config: { parts: '{{steps.take.text}}' }, collect: ['take'] },
];
const { plan } = compile(
  { name: 'p', description: '', inputs: {}, outputs: [], steps },
  {},
  { catalogue, select: () => ({ provider: 'p', model: 'm', resource: 'cpu', why: '' }), seed: 1 },
);

test('what needs a task that is left out is not made, and what gathers is', () => {
  const isOut = leftOut(plan!, new Set(['picture[1,0]']));
  expect(isOut('picture', [1, 0])).toBe(true);
  expect([isOut('take', [1, 0, 0]), isOut('take', [1, 0, 1]), isOut('take', [1, 0])]).toEqual([true, true, true]);
  expect([isOut('take', [1, 1, 0]), isOut('take', [0, 0, 0]), isOut('take', [1])]).toEqual([false, false, false]);
  expect(isOut('film', [])).toBe(false);
});

test('a list that is left out has no items', () => {
  const isOut = leftOut(plan!, new Set(['ideas[0]']));
  expect([isOut('picture', [0]), isOut('take', [0, 2]), isOut('picture', [0, 1])]).toEqual([true, true, true]);
  expect([isOut('picture', []), isOut('picture', [1]), isOut('film', [])]).toEqual([false, false, false]);
});
