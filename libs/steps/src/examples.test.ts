import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineDefinition, Select } from '#pipeline';
import { compile, inputSpec, parseDefinitionText } from '#pipeline';
import { catalogue, templates } from './index.js';

const ROOT = join(import.meta.dirname, '../../..');
const select: Select = (_step, type) => ({ provider: 'any', model: 'any', resource: type.resource, why: 'test' });

const examples = readdirSync(join(ROOT, 'examples')).map(
  (name) => [name, readFileSync(join(ROOT, 'examples', name), 'utf8')] as const,
);
/** The complete definitions in the guide; fragments do not begin with a name. */
const snippets = [...readFileSync(join(ROOT, 'docs/definitions.md'), 'utf8').matchAll(/^```yaml\n(name: .*?)^```$/gms)];
const fromGuide = snippets.map(([, text = ''], index) => [`snippet ${index + 1}`, text] as const);

function read(text: string): PipelineDefinition {
  const { definition, problems } = parseDefinitionText(text);
  expect(problems).toEqual([]);
  return definition!;
}

function plan(definition: PipelineDefinition) {
  const needed = Object.entries(definition.inputs).filter(([, spec]) => inputSpec(spec).required);
  const inputs = Object.fromEntries(needed.map(([name]) => [name, 'a red fox']));
  const { plan: planned, problems } = compile(definition, inputs, { catalogue, select, seed: 1 });
  expect(problems).toEqual([]);
  return planned!;
}

const tasks = (name: string) => {
  const text = examples.find(([file]) => file === name)![1];
  return Object.fromEntries(plan(read(text)).steps.map((step) => [step.id, step.tasks]));
};

describe('examples', () => {
  it('has some to look at', () => {
    expect(examples.length).toBeGreaterThanOrEqual(5);
    expect(fromGuide.length).toBeGreaterThanOrEqual(5);
  });

  it.each([...examples, ...fromGuide])('%s compiles', (_name, text) => {
    expect(plan(read(text)).steps.length).toBeGreaterThan(0);
  });

  it('make the tasks they promise', () => {
    expect(tasks('panels.yaml')).toEqual({ panel: 3, clip: 3 });
    expect(tasks('matrix.yaml')).toEqual({ picture: 6 });
    expect(tasks('pairs.yaml')).toEqual({ picture: 2, clip: 2, speech: 2, film: 2 });
    expect(tasks('series.yaml')).toEqual({ keyframe: 3, shot: 3, cut: 1, music: 1, film: 1 });
    expect(tasks('chapters.yaml')).toEqual({ take: 4, chapter: 2 });
    expect(tasks('control.yaml')).toEqual({ original: 1, edges: 1, result: 1 });
  });

  it('film.yaml has the steps of the template it stands for', () => {
    const film = read(examples.find(([file]) => file === 'film.yaml')![1]);
    expect(film.steps).toEqual(templates.get('complete_video_production')!.steps);
    expect(film.outputs).toEqual(templates.get('complete_video_production')!.outputs);
  });
});
