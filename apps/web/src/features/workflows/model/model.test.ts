import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { z } from 'zod';
import { compile, parseDefinition } from '#pipeline';
import type { PipelineStep } from '#pipeline';
import { catalogue, templates } from '#steps';
import { dependenciesOf as dependenciesInEngine } from '../../../../../../libs/pipeline/src/references.js';
import {
  addStep,
  emptyDoc,
  EMPTY,
  fragmentOf,
  moveNodes,
  paste,
  removeInput,
  removeSteps,
  renameInput,
  renameStep,
  setConfig,
  setInput,
  setStep,
  setValue,
} from './commands';
import { bulkPorts, withList, withRows } from './bulk';
import { connected, disconnected, refusal } from './connect';
import { countLabel } from './counts';
import { exported, imported } from './files';
import { begun, did, redone, undone } from './history';
import { layout, placed } from './layout';
import { linksOf } from './links';
import { targetsOf } from './ports';
import { dependenciesOf } from './refs';
import type { Definition, Doc, Step, StepType } from './types';

const TYPES: ReadonlyMap<string, StepType> = new Map(
  [...catalogue.values()].map(({ type, title, summary, resource, config, inputs, outputs }) => [
    type,
    {
      type,
      title,
      summary,
      resource,
      config: z.toJSONSchema(config, { io: 'input' }),
      inputs,
      outputs,
    } as unknown as StepType,
  ]),
);
const EXAMPLES = resolve(import.meta.dirname, '../../../../../../examples');
const WORKFLOWS: [string, Definition][] = [
  ...[...templates.values()].map(
    (one) => [one.name, JSON.parse(JSON.stringify(one)) as Definition] as [string, Definition],
  ),
  ...readdirSync(EXAMPLES).map(
    (file) => [file, parse(readFileSync(join(EXAMPLES, file), 'utf8')) as Definition] as [string, Definition],
  ),
];

const select = () => ({ provider: 'any', model: 'any', resource: 'cpu' as const, microDollars: 0, why: '' });
function planned(definition: Definition, inputs: Record<string, unknown> = {}) {
  const parsed = parseDefinition(definition);
  expect(parsed.problems).toEqual([]);
  const options = { catalogue, select, seed: 1, lenient: Object.keys(inputs).length === 0, options: {} };
  return compile(parsed.definition!, inputs, options);
}
const problemsOf = (definition: Definition, inputs?: Record<string, unknown>) => planned(definition, inputs).problems;

describe.each(WORKFLOWS)('%s', (_name, definition) => {
  test('comes back from a file as it went', () => {
    expect(imported(exported(definition)).definition).toEqual(definition);
  });

  test('is drawn with all it needs, without what it does not', () => {
    const links = linksOf(definition, TYPES);
    for (const step of definition.steps) {
      const drawn = new Set(
        links.filter(({ to, from }) => to.step === step.id && from.step).map(({ from }) => from.step),
      );
      expect(drawn).toEqual(new Set(dependenciesInEngine({ config: {}, ...step })));
    }
    const ids = new Set(links.map(({ id }) => id));
    expect(ids.size).toBe(links.length);
  });

  test('what the planner connects to a port is drawn there', () => {
    const { plan } = planned(definition);
    const links = linksOf(definition, TYPES, plan?.bindings);
    for (const { step: id, field, source, how } of plan?.bindings ?? []) {
      const step = definition.steps.find((one) => one.id === id);
      const target = step && targetsOf(TYPES.get(step.type)!, step).find(({ name }) => name === field);
      if (!target || how === 'inherited' || source.startsWith('item')) continue;
      const [root, first, second] = source.split('.');
      const from = root === 'inputs' ? { port: first } : { step: first, port: second };
      expect(links).toContainEqual(expect.objectContaining({ from, to: { step: id, port: field } }));
    }
  });

  test('is laid out without one node on another', () => {
    const places = Object.values(layout(definition, TYPES, linksOf(definition, TYPES)));
    const distinct = new Set(places.map(({ x, y }) => `${x} ${y}`));
    expect(distinct.size).toBe(places.length);
  });

  test('means the same with another name for each step and input', () => {
    const start = emptyDoc(definition);
    const renamedSteps = definition.steps.reduce((doc, { id }) => renameStep(doc, id, `${id}_x`), start);
    const back = definition.steps.reduce((doc, { id }) => renameStep(doc, `${id}_x`, id), renamedSteps);
    expect(problemsOf(renamedSteps.definition)).toEqual(problemsOf(definition));
    expect(back.definition).toEqual(definition);
  });

  test('without any of its steps nothing names what is gone', () => {
    for (const { id } of definition.steps) {
      const left = removeSteps(emptyDoc(definition), [id]).definition;
      const told = problemsOf(
        left.steps.length > 0 ? left : { ...left, steps: [{ id: 'x', type: 't2i', config: { prompt: 'x' } }] },
      );
      expect(told.filter(({ code }) => code === 'unknown_dependency' || code === 'unknown_output')).toEqual([]);
      expect(told.filter(({ code }) => code === 'unknown_dependency' || code === 'unknown_output')).toEqual([]);
    }
  });

  test('every step pasted beside itself is right as well', () => {
    const start = emptyDoc(definition);
    const { doc, ids } = paste(
      start,
      fragmentOf(
        start,
        definition.steps.map(({ id }) => id),
      ),
    );
    expect(ids).toHaveLength(definition.steps.length);
    expect(problemsOf(doc.definition)).toEqual([]);
  });
});

test('names in an expression are read as the engine reads them', () => {
  const value = fc.constantFrom(
    '{{steps.a.image}}',
    '{{ steps.b.config.x ?? "steps.c.y" }}',
    "{{item.title + 'steps.d.z'}}",
    'steps.e.x',
    '{{inputs.steps}}',
    '{{steps.f-1.text}} {{steps.g_2.text[0]}}',
    7,
    null,
  );
  const config = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof(value, fc.array(value), fc.dictionary(fc.constant('d'), value)),
  );
  fc.assert(
    fc.property(config, value, fc.array(fc.constantFrom('a', 'z')), (given, map, dependsOn) => {
      const step = { id: 'x', type: 't2i', config: given, dependsOn, ...(typeof map === 'string' && { map }) };
      expect(dependenciesOf(step as Step)).toEqual(new Set(dependenciesInEngine(step as unknown as PipelineStep)));
    }),
  );
});

const type = (name: string) => TYPES.get(name)!;
const build = (...steps: Step[]): Definition => ({ ...EMPTY, name: 'built', steps });
const join2 = (definition: Definition, from: { step?: string; port: string }, to: { step: string; port: string }) => {
  const changed = connected(definition, TYPES, from, to);
  if (changed.refused !== undefined) throw new Error(changed.refused);
  return changed.definition;
};

describe('connecting', () => {
  const picture: Step = { id: 'picture', type: 't2i', config: { prompt: 'x' } };
  const clip: Step = { id: 'clip', type: 'i2v', config: {} };

  test('a picture to what moves it, and away again', () => {
    const before = build(picture, clip);
    const after = join2(before, { step: 'picture', port: 'image' }, { step: 'clip', port: 'image' });
    expect(problemsOf(after)).toEqual([]);
    const [link] = linksOf(after, TYPES);
    expect(link).toMatchObject({ how: 'bound', media: 'image' });
    expect(disconnected(after, TYPES, link!).definition).toEqual(before);
  });

  test.each([
    [
      'the wrong kind',
      { id: 'm', type: 'music' },
      { step: 'm', port: 'audio' },
      { step: 'clip', port: 'image' },
      /sound.*takes an image/,
    ],
    ['itself', clip, { step: 'clip', port: 'video' }, { step: 'clip', port: 'image' }, /itself/],
    [
      'one thing where a list is asked for',
      picture,
      { step: 'picture', port: 'image' },
      { step: 'clip', port: 'each' },
      /list/,
    ],
  ] as const)('refuses %s, and says why', (_what, step, from, to, reason) => {
    expect(refusal(build(clip, ...(step === clip ? [] : [step])), TYPES, from, to)).toMatch(reason);
  });

  test('refuses a circle', () => {
    const chain = build(
      { id: 'a', type: 'i2i', config: { prompt: 'x' }, dependsOn: ['b'] },
      { id: 'b', type: 'i2i', config: { prompt: 'x' } },
    );
    expect(refusal(chain, TYPES, { step: 'a', port: 'image' }, { step: 'b', port: 'image' })).toMatch(/circle/);
  });

  test('a list runs a step for each, two lists for every pair, and off again', () => {
    const inputs = {
      images: { type: 'list', items: 'image', required: true },
      lines: { type: 'list', items: 'string', required: true },
    } as const;
    const before: Definition = { ...build({ id: 'edit', type: 'i2i', config: {} }), inputs };
    const one = join2(before, { port: 'images' }, { step: 'edit', port: 'image' });
    expect(one.steps[0]).toMatchObject({ map: '{{inputs.images}}', config: { image: '{{item}}' } });
    const two = join2(one, { port: 'lines' }, { step: 'edit', port: 'prompt' });
    expect(two.steps[0]).toEqual({
      ...{ id: 'edit', type: 'i2i', config: { image: '{{item.image}}', prompt: '{{item.prompt}}' } },
      cross: { image: '{{inputs.images}}', prompt: '{{inputs.lines}}' },
    });
    const ref = { digest: '0'.repeat(64), media: 'image', mime: 'image/png', bytes: 1 };
    const { plan, problems } = planned(two, { images: [ref, ref, ref], lines: ['a', 'b', 'c', 'd', 'e'] });
    expect(problems).toEqual([]);
    expect(plan!.steps[0]!.tasks).toBe(15);
    const counts = new Map([['edit', 15]]);
    const lengths = new Map([
      ['images', 3],
      ['lines', 5],
    ]);
    expect(linksOf(two, TYPES).map((link) => countLabel(link, counts, lengths))).toEqual(['3 × 5 → 15', '5 × 3 → 15']);
    const off = linksOf(two, TYPES).reduce(
      (definition, link) => disconnected(definition, TYPES, link).definition!,
      two,
    );
    expect(off).toEqual(before);
  });

  test('a new list: what was there is its first row, and pictures are combined with it', () => {
    const start = emptyDoc(build({ id: 'edit', type: 'i2i', config: { prompt: 'at night' } }));
    const lines = withList(start, TYPES, 'edit', 'prompt');
    expect(lines.inputs).toEqual({ prompts: ['at night'] });
    const both = withList(lines, TYPES, 'edit', 'image');
    expect(both.definition.steps[0]!.cross).toEqual({ prompt: '{{inputs.prompts}}', image: '{{inputs.images}}' });
    expect(problemsOf(both.definition)).toEqual([]);
    const ref = { digest: '0'.repeat(64), media: 'image', mime: 'image/png', bytes: 1 };
    expect(planned(both.definition, { prompts: ['a', 'b'], images: [ref] }).plan!.steps[0]!.tasks).toBe(2);
    expect(bulkPorts(TYPES, start.definition.steps[0]!)).toEqual(['image', 'prompt']);
  });

  test('rows that are written out in a step can be changed', () => {
    const start = emptyDoc(
      build({ id: 'a', type: 't2i', cross: { light: ['dawn'] }, config: { prompt: '{{item.light}}' } }),
    );
    expect(withRows(start, 'a', 'light', ['dawn', 'night']).definition.steps[0]!.cross).toEqual({
      light: ['dawn', 'night'],
    });
  });

  test('words to an option, and prompts to one run each', () => {
    const before = build({ id: 'ideas', type: 'prompt_enhance', config: { input_prompts: 'a' } }, picture);
    const after = join2(before, { step: 'ideas', port: 'prompts' }, { step: 'picture', port: 'prompt' });
    expect(after.steps[1]).toMatchObject({ map: '{{steps.ideas.prompts}}', config: { prompt: '{{item}}' } });
    expect(problemsOf(after)).toEqual([]);
  });

  test('several sounds to one list', () => {
    const before = build(
      { id: 'm', type: 'music' },
      { id: 'v', type: 'voice', config: { text: 'x' } },
      { id: 'c', type: 't2v', config: { prompt: 'x' } },
      { id: 'film', type: 'mux', dependsOn: ['m', 'c'] },
    );
    const after = join2(before, { step: 'v', port: 'audio' }, { step: 'film', port: 'audio' });
    expect(after.steps[3]!.config).toEqual({ audio: ['{{steps.m.audio}}', '{{steps.v.audio}}'] });
    expect(problemsOf(after)).toEqual([]);
    const implied = linksOf(after, TYPES).find(({ to, from }) => to.step === 'film' && from.step === 'c')!;
    expect(disconnected(after, TYPES, implied).definition!.steps[3]!.dependsOn).toEqual(['m']);
  });

  test('another picture in the place of one that it only depended on', () => {
    const before = build(
      picture,
      { id: 'other', type: 't2i', config: { prompt: 'y' } },
      { ...clip, dependsOn: ['picture'] },
    );
    const after = join2(before, { step: 'other', port: 'image' }, { step: 'clip', port: 'image' });
    expect(after.steps[2]).toEqual({ id: 'clip', type: 'i2v', config: { image: '{{steps.other.image}}' } });
  });
});

test('what is new goes where there is room, and what stands somewhere stays', () => {
  const definition = build({ id: 'a', type: 't2i' }, { id: 'b', type: 't2i' }, { id: 'c', type: 't2i' });
  const asked = { ...definition, inputs: { scene: 'string' as const } };
  const places = placed(asked, TYPES, [], { a: { x: 8, y: 16 } });
  expect(places.a).toEqual({ x: 8, y: 16 });
  expect(places['@inputs']!.x).toBeLessThan(8 - 248);
  expect(places.b!.x).toBeGreaterThan(8 + 248);
  expect(places.c).not.toEqual(places.b);
});

describe('undo and redo', () => {
  type Command = (doc: Doc) => Doc;
  const name = fc.constantFrom('a', 'b', 'image', 'clip', 'image_2');
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.constantFrom('t2i', 'i2v', 'mux', 'music').map(
      (of): Command =>
        (doc) =>
          addStep(doc, type(of), { x: 1, y: 2 }).doc,
    ),
    name.map(
      (id): Command =>
        (doc) =>
          removeSteps(doc, [id]),
    ),
    fc.tuple(name, name).map(
      ([from, to]): Command =>
        (doc) =>
          renameStep(doc, from, to),
    ),
    fc.tuple(name, fc.string()).map(
      ([id, words]): Command =>
        (doc) =>
          setConfig(doc, id, 'prompt', words),
    ),
    fc.tuple(name, fc.integer()).map(
      ([id, count]): Command =>
        (doc) =>
          setStep(doc, id, { count }),
    ),
    name.map(
      (input): Command =>
        (doc) =>
          setValue(setInput(doc, input, 'string'), input, 'x'),
    ),
    name.map(
      (input): Command =>
        (doc) =>
          removeInput(doc, input),
    ),
    fc.tuple(name, name).map(
      ([from, to]): Command =>
        (doc) =>
          renameInput(doc, from, to),
    ),
    fc.tuple(name, fc.integer()).map(
      ([id, x]): Command =>
        (doc) =>
          moveNodes(doc, { [id]: { x, y: 0 } }),
    ),
    fc.constant<Command>(
      (doc) => paste(doc, fragmentOf(doc, doc.definition.steps.map(({ id }) => id).slice(0, 2))).doc,
    ),
    fc.tuple(name, name).map(([step, to]): Command => (doc) => {
      const changed = connected(doc.definition, TYPES, { step, port: 'image' }, { step: to, port: 'image' });
      return changed.definition ? { ...doc, definition: changed.definition } : doc;
    }),
  );

  test('all taken back is where it began, all done again where it was', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        const first = emptyDoc(EMPTY);
        const frozen = JSON.stringify(first);
        const states = commands.reduce((history, run) => did(history, run(history.now)), begun(first));
        const back = states.past.reduce((history) => undone(history), states);
        expect(back.now).toBe(first);
        expect(JSON.stringify(back.now)).toBe(frozen);
        const again = back.future.reduce((history) => redone(history), back);
        expect(again.now).toEqual(states.now);
        expect(new Set(again.now.definition.steps.map(({ id }) => id)).size).toBe(again.now.definition.steps.length);
      }),
    );
  });

  test('what is typed in one go is one step back, and a change drops what was taken back', () => {
    const typed = ['a', 'ab', 'abc'].reduce((history, text) => did(history, text, 'prompt'), begun(''));
    expect(undone(typed).now).toBe('');
    expect(redone(did(undone(typed), 'x')).now).toBe('x');
    expect(undone(did(typed, 'd', 'other')).now).toBe('abc');
  });
});

test.each([
  ['{', /neither JSON nor YAML/],
  ['[1, 2]', /no workflow/],
  ['steps: [{ id: a }]', /Step 1/],
  ['steps: [{ id: a, type: t2i }, { id: a, type: t2i }]', /called a/],
])('%s is no file to take in', (text, problem) => expect(imported(text).problem).toMatch(problem));

test('a request that was shared is a workflow as well', () => {
  const definition = build({ id: 'a', type: 't2i' });
  expect(imported(JSON.stringify({ definition, inputs: {} })).definition).toEqual(definition);
});
