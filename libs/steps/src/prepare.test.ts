import type { PipelineStep, Select } from '#pipeline';
import { compile } from '#pipeline';
import { catalogue } from './index.js';

const select: Select = (_step, type) => ({ provider: 'any', model: 'any', resource: type.resource, why: 'test' });
const picture: PipelineStep = { id: 'a', type: 't2i', config: { prompt: 'a hill' } };

function plan(...steps: PipelineStep[]) {
  const definition = { name: 'x', description: '', inputs: { photo: 'image' as const }, steps, outputs: ['b'] };
  const photo = { digest: 'a'.repeat(64), media: 'image', mime: 'image/png', bytes: 1 };
  const { plan: planned, problems } = compile(definition, { photo }, { catalogue, select, seed: 1 });
  expect(problems).toEqual([]);
  return Object.fromEntries(planned!.steps.map((step) => [step.id, step]));
}

const controlled = (config: object, dependsOn?: string[]): PipelineStep => ({
  ...{ id: 'b', type: 'controlnet', config: { prompt: 'a castle', ...config } },
  ...(dependsOn && { dependsOn }),
});

describe('a control that is a plain picture', () => {
  it('is extracted first, in the kind that is asked for', () => {
    const steps = plan(picture, controlled({ control_kind: 'depth' }, ['a']));
    expect(Object.keys(steps)).toEqual(['a', 'b_control', 'b']);
    expect(steps.b_control).toMatchObject({ type: 'preprocess', config: { kind: 'depth' } });
    expect(steps.b!.config.control_kind).toBe('depth');
    expect(steps.b!.edges.map((edge) => edge.step)).toEqual(['b_control']);
  });

  it('also where it is one of several, item by item', () => {
    const many = { ...picture, count: 3 };
    const second = { control_2: '{{steps.a.image}}', control_kind_2: 'lineart' };
    const steps = plan(many, controlled(second, ['a']));
    expect(Object.keys(steps).sort()).toEqual(['a', 'b', 'b_control', 'b_control_2']);
    expect(steps.b_control_2).toMatchObject({ config: { kind: 'lineart' }, tasks: 3 });
    expect(steps.b!.tasks).toBe(3);
  });

  it('but not one that was extracted, that the step says is one, or that is an input of the pipeline', () => {
    const edges: PipelineStep = { id: 'e', type: 'preprocess', config: {}, dependsOn: ['a'] };
    expect(Object.keys(plan(picture, edges, controlled({}, ['e'])))).toEqual(['a', 'e', 'b']);
    expect(Object.keys(plan(picture, controlled({ prepare: 'never' }, ['a'])))).toEqual(['a', 'b']);
    expect(Object.keys(plan(controlled({ control: '{{inputs.photo}}' })))).toEqual(['b']);
    const always = plan(controlled({ control: '{{inputs.photo}}', prepare: 'always' }));
    expect(Object.keys(always)).toEqual(['b_control', 'b']);
  });
});
