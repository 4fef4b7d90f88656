import { z } from 'zod';
import { changedDefinition, checkOverrides, unchangedSteps } from './changes.js';
import type { Changes } from './changes.js';
import { compile } from './compile.js';
import type { PipelineDefinition } from './definition.js';
import type { Plan } from './plan.js';
import { InvalidDefinitionError } from './problems.js';
import type { Catalogue, StepType } from './step-type.js';

const type = (name: string, parts: Partial<StepType>): StepType => ({
  type: name,
  version: '1',
  title: name,
  summary: name,
  resource: 'cpu',
  config: z.object({ prompt: z.string().default('-'), size: z.number().max(10).default(1) }),
  inputs: {},
  outputs: { out: { media: 'image' } },
  units: () => 1,
  seconds: () => 1,
  ...parts,
});
const port = { media: ['image' as const], description: '' };
const catalogue: Catalogue = new Map(
  [
    type('draw', {}),
    type('move', { inputs: { image: { ...port, required: true } } }),
    type('join', { inputs: { parts: { ...port, list: true } } }),
  ].map((entry) => [entry.type, entry]),
);

/** Three drawn pictures, each moved, all joined; beside them a title that only the join needs. */
const definition: PipelineDefinition = {
  name: 'film',
  description: '',
  inputs: { scenes: 'list', title: 'string' },
  outputs: ['film'],
  steps: [
    { id: 'draw', type: 'draw', map: '{{inputs.scenes}}', config: { prompt: '{{item}}' } },
    { id: 'move', type: 'move', dependsOn: ['draw'], config: {} },
    { id: 'title', type: 'draw', config: { prompt: '{{inputs.title}}' } },
    { id: 'film', type: 'join', dependsOn: ['move', 'title'], config: {} },
  ],
};
const inputs = { scenes: ['a', 'b', 'c'], title: 'T' };

function planOf(from: PipelineDefinition, given: Record<string, unknown> = inputs, seed = 1): Plan {
  const { plan, problems } = compile(from, given, {
    catalogue,
    seed,
    select: () => ({ provider: 'p', model: 'm', resource: 'cpu', why: '' }),
  });
  if (!plan) throw new Error(JSON.stringify(problems));
  return plan;
}

const before = planOf(definition);
const after = (changes: Changes, seed?: number) =>
  planOf(changedDefinition(definition, changes), { ...inputs, ...changes.inputs }, seed);
const held = (changes: Changes, seed?: number) => unchangedSteps(before, after(changes, seed), changes.rerun ?? []);

test.each<[string, Changes, string[]]>([
  ['nothing', {}, ['draw', 'move', 'title', 'film']],
  ['the title', { inputs: { title: 'U' } }, ['draw', 'move']],
  ['a scene', { inputs: { scenes: ['a', 'b', 'd'] } }, ['title']],
  ['a setting in the middle', { config: { move: { size: 2 } } }, ['draw', 'title']],
  ['a setting to what it was', { config: { move: { size: 1 } } }, ['draw', 'move', 'title', 'film']],
  ['a step to do anew', { rerun: ['move'] }, ['draw', 'title']],
  ['an item to do anew: its step holds for the rest', { rerun: ['move[1]'] }, ['draw', 'move', 'title']],
  [
    'how failures are met',
    { definition: { ...definition, steps: definition.steps.map((step) => ({ ...step, onFailure: 'skip' as const })) } },
    ['draw', 'move', 'title', 'film'],
  ],
])('changing %s leaves what it does not reach', (_name, changes, expected) => {
  expect(held(changes).sort()).toEqual(expected.sort());
});

test('another seed changes everything', () => {
  expect(held({}, 2)).toEqual([]);
});

test('a step there is not is told', () => {
  expect(() => changedDefinition(definition, { config: { drew: {} } })).toThrow(InvalidDefinitionError);
  expect(() => changedDefinition(definition, { rerun: ['drew[1]'] })).toThrow(/no step "drew\[1\]"/);
});

test('settings of one task are judged like those of its step', () => {
  const problems = checkOverrides({ ...before, overrides: { 'draw[1]': { size: 20, colour: 'red' } } }, catalogue);
  expect(problems.map((problem) => problem.code)).toEqual(['bad_config', 'bad_config']);
});
