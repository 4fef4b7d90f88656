import { z } from 'zod';
import { compile } from './compile.js';
import type { Inputs, PipelineDefinition, PipelineStep } from './definition.js';
import { parseDefinition } from './parse.js';
import type { Catalogue, StepType } from './step-type.js';

const type = (name: string, parts: Partial<StepType>): StepType => ({
  ...{ type: name, version: '1', title: name, summary: name, resource: 'cpu', config: z.object({}), inputs: {} },
  ...{ outputs: { image: { media: 'image' } }, units: () => 1, seconds: () => 1 },
  ...parts,
});

const catalogue: Catalogue = new Map(
  [
    type('draw', {
      config: z.object({ prompt: z.string(), size: z.number().max(9).default(1) }),
      aliases: { prompt: ['scene'] },
    }),
    type('move', {
      config: z.object({ prompt: z.string().default('') }),
      inputs: { image: { media: ['image'], required: true, description: '' } },
      outputs: { video: { media: 'video' } },
      inherit: { prompt: { port: 'image', field: 'prompt' } },
    }),
    type('song', {
      config: z.object({ style: z.string().default('') }),
      ownMeaning: ['style'],
      aliases: { style: ['music'] },
      outputs: { audio: { media: 'audio' } },
    }),
    type('join', {
      inputs: { videos: { media: ['video'], list: true, description: '' } },
      outputs: { video: { media: 'video' } },
    }),
  ].map((entry) => [entry.type, entry]),
);

function planned(steps: PipelineStep[], inputs: PipelineDefinition['inputs'] = {}, given: Inputs = {}) {
  const definition: PipelineDefinition = { name: 'test', description: '', inputs, outputs: [], steps };
  return compile(definition, given, {
    catalogue,
    select: () => ({ provider: 'p', model: 'm', resource: 'cpu', why: '' }),
    seed: 1,
  });
}
const codes = (...args: Parameters<typeof planned>) =>
  planned(...args).problems.map((problem) => `${problem.code} ${problem.path}`);
const draw = (id: string, rest: Partial<PipelineStep> = {}): PipelineStep => ({
  id,
  type: 'draw',
  config: { prompt: 'x' },
  ...rest,
});
const move = (id: string, rest: Partial<PipelineStep> = {}): PipelineStep => ({
  id,
  type: 'move',
  config: {},
  ...rest,
});

describe('ports', () => {
  it('bind to the one step that fits', () => {
    const { plan } = planned([draw('a'), { id: 's', type: 'song', config: {} }, move('m', { dependsOn: ['a', 's'] })]);
    expect(plan!.steps.at(-1)!.ports.image).toEqual([
      { from: 'step', step: 'a', port: 'image', path: [], gather: false },
    ]);
    expect(plan!.steps.at(-1)!.edges).toEqual([
      { step: 'a', gather: false, soft: false },
      { step: 's', gather: false, soft: true },
    ]);
  });

  it.each([
    ['two steps fit', move('m', { dependsOn: ['a', 'b'] }), 'ambiguous_binding steps[2].config.image'],
    ['nothing supplies it', move('m'), 'missing_input steps[2].config.image'],
    ['text is no connection', move('m', { config: { image: 'a.png' } }), 'bad_config steps[2].config.image'],
    [
      'a choice is no connection',
      move('m', { config: { image: '{{steps.a.image ?? steps.b.image}}' } }),
      'bad_config steps[2].config.image',
    ],
    [
      'two for one',
      move('m', { config: { image: ['{{steps.a.image}}', '{{steps.b.image}}'] } }),
      'bad_config steps[2].config.image',
    ],
    [
      'a list for one',
      move('m', { config: { image: '{{steps.a.image}}' }, collect: ['a'] }),
      'bad_config steps[2].config.image',
    ],
    ['a video input', move('m', { config: { image: '{{inputs.clip}}' } }), 'media_mismatch steps[2].config.image'],
  ])('%s: refused', (_what, step, expected) => {
    expect(codes([draw('a'), draw('b'), step], { clip: { type: 'video', required: false } })).toContain(expected);
  });
});

describe('fields', () => {
  it('take what the step says, then inputs by name, then by alias, then what the port inherits', () => {
    const { plan } = planned(
      [draw('a', { config: {} }), move('m', { dependsOn: ['a'] })],
      { scene: 'string', size: 'number' },
      { scene: 'a fox', size: 3 },
    );
    expect(plan!.steps.map((step) => step.config)).toEqual([{ prompt: 'a fox', size: 3 }, { prompt: 'a fox' }]);
    expect(plan!.bindings.map(({ step, field, how }) => `${step}.${field} ${how}`)).toEqual([
      'a.prompt alias',
      'a.size input',
      'm.image media',
      'm.prompt inherited',
    ]);
  });

  it('with a meaning of their own are filled by their aliases only', () => {
    const song: PipelineStep = { id: 's', type: 'song', config: {} };
    const both = planned([song], { style: 'string', music: 'string' }, { style: 'anime', music: 'solo piano' });
    expect(both.plan!.steps[0]!.config).toEqual({ style: 'solo piano' });
    expect(planned([song], { style: 'string' }, { style: 'anime' }).plan!.steps[0]!.config).toEqual({ style: '' });
  });

  it('keep text in braces that a user typed', () => {
    const { plan } = planned(
      [draw('a', { config: {} }), move('m', { dependsOn: ['a'] })],
      { scene: 'string' },
      { scene: '{{inputs.secret}} {{' },
    );
    expect(plan!.steps.map((step) => [step.config.prompt, step.templates])).toEqual([
      ['{{inputs.secret}} {{', {}],
      ['{{inputs.secret}} {{', {}],
    ]);
  });

  it.each([
    ['an unknown option', draw('a', { config: { prompt: 'x', sise: 2 } }), 'unknown_config steps[0].config.sise'],
    ['a value out of range', draw('a', { config: { prompt: 'x', size: 10 } }), 'bad_config steps[0].config.size'],
    ['a value that nothing supplies', draw('a', { config: {} }), 'missing_input steps[0].config.prompt'],
    [
      'an option of another step that is none',
      draw('a', { config: { prompt: '{{steps.a.config.nothing}}' } }),
      'bad_reference steps[0].config.prompt',
    ],
  ])('%s: refused', (_what, step, expected) => {
    expect(codes([step])).toContain(expected);
  });
});

describe('iteration', () => {
  const map = (rest: Partial<PipelineStep>) => draw('a', { config: { prompt: '{{item}}' }, ...rest });

  it('over a list that reads inputs fills them in', () => {
    const { plan } = planned(
      [map({ map: ['{{inputs.scene}} in spring', 'plain'] })],
      { scene: 'string' },
      { scene: 'a lake {{x}}' },
    );
    expect(plan!.axes['a.map']!.sources).toEqual([
      { kind: 'literal', items: ['a lake {{x}} in spring', 'plain'], length: 2 },
    ]);
  });

  it('follows items, gathers in list ports and counts', () => {
    const { plan } = planned([
      map({ map: ['x', 'y'] }),
      move('m', { dependsOn: ['a'], count: 3 }),
      { id: 'j', type: 'join', config: {}, dependsOn: ['m'] },
    ]);
    expect(plan!.steps.map((step) => [step.id, step.axes, step.tasks])).toEqual([
      ['a', ['a.map'], 2],
      ['m', ['a.map', 'm.count'], 6],
      ['j', [], 1],
    ]);
  });

  it.each([
    [
      'items of two collections',
      [
        map({ map: ['x'] }),
        draw('b', { map: ['y'] }),
        move('m', { config: { image: '{{steps.a.image}}', prompt: '{{steps.b.config.prompt}}' } }),
      ],
      'ambiguous_combination steps[2]',
    ],
    [
      'a list with what only exists later',
      [draw('a'), draw('b', { map: ['{{steps.a.image}}'] })],
      'bad_reference steps[1].map',
    ],
    ['lists of unequal length', [draw('a', { zip: { x: [1, 2], y: [1] } })], 'zip_length steps[0].zip'],
    ['a single value', [draw('a'), draw('b', { map: '{{steps.a.image}}' })], 'bad_reference steps[1].map'],
    ['a count that is none', [draw('a', { count: '{{inputs.n}}' })], 'bad_config steps[0].count'],
  ])('over %s: refused', (_what, steps, expected) => {
    expect(codes(steps, { n: { type: 'number', default: 1.5 } })).toContain(expected);
  });

  it('in two ways at once, and retries of failures nobody knows: refused', () => {
    const { problems } = parseDefinition({
      name: 'x',
      steps: [
        { id: 'a', type: 't', map: ['x'], zip: { y: ['z'] } },
        { id: 'b', type: 't', retry: { retryableErrors: ['nonsense'] } },
      ],
    });
    expect(problems.map((problem) => problem.path)).toEqual(['steps[0]', 'steps[1].retry.retryableErrors[0]']);
  });
});
