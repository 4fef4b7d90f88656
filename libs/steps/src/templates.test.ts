import type { InputSpec, Select } from '#pipeline';
import { compile } from '#pipeline';
import { catalogue, templates } from './index.js';

const select: Select = (_step, type) => ({ provider: 'any', model: 'any', resource: type.resource, why: 'test' });

const PICTURE = { digest: 'b'.repeat(64), media: 'image', mime: 'image/png', bytes: 1 };
const RECORDING = { digest: 'a'.repeat(64), media: 'audio', mime: 'audio/wav', bytes: 1 };

const valueFor = ({ type, items }: InputSpec) =>
  type === 'audio' ? RECORDING : type === 'list' ? [items === 'image' ? PICTURE : 'a red fox'] : 'a red fox';

describe('templates', () => {
  it.each([...templates.values()].map((template) => [template.name, template] as const))(
    '%s compiles with its defaults',
    (_name, template) => {
      const inputs = Object.fromEntries(
        Object.entries(template.inputs).flatMap(([name, spec]) =>
          typeof spec === 'object' && spec.required && spec.default === undefined ? [[name, valueFor(spec)]] : [],
        ),
      );
      const { plan, problems } = compile(template, inputs, { catalogue, select, seed: 1 });
      expect(problems).toEqual([]);
      expect(plan?.steps.map((step) => step.tasks ?? step.expectedTasks)).not.toContain(undefined);
      expect(compile(template, {}, { catalogue, select, seed: 1, lenient: true }).problems).toEqual([]);
    },
  );

  it('combines pictures and lines in both ways, and counts what comes of it', () => {
    const bulk = (more: Record<string, unknown>) =>
      compile(
        templates.get('bulk_image_to_video')!,
        {
          images: ['c', 'd', 'e'].map((letter) => ({ ...PICTURE, digest: letter.repeat(64) })),
          ...{ prompts: ['by the sea'], variations_per_prompt: 5, images_per_prompt: 2, ...more },
        },
        { catalogue, select, seed: 1 },
      );
    const counts = (more: Record<string, unknown>) =>
      bulk(more).plan?.steps.map(
        (step) => (step.tasks ?? step.expectedTasks ?? 0) * (step.id === 'enhance' ? step.units : 1),
      );
    expect(counts({})).toEqual([15, 30, 30]);
    expect(counts({ combine: 'one_to_one', prompts: ['a', 'b', 'c'], videos_per_image: 2 })).toEqual([15, 30, 60]);
    expect(counts({ prompts: ['a', 'b'], images_per_prompt: 1 })).toEqual([30, 30, 30]);
    expect(bulk({ combine: 'one_to_one', prompts: ['a', 'b'] }).problems).toMatchObject([
      { code: 'zip_length', path: 'steps[0].cross', message: 'the collections have 3 and 2 items' },
    ]);
    expect(bulk({ images: [PICTURE, 'a fox'] }).problems).toMatchObject([
      {
        code: 'bad_input',
        path: 'inputs.images',
        message: expect.stringContaining('number 2 must be a stored image') as string,
      },
    ]);
  });

  it('exports a project shot by shot, and makes each video larger only where that is wanted', () => {
    const shots = [{ prompt: 'a harbour', duration: 2 }, { prompt: 'a boat' }, { prompt: 'the sea' }];
    const counts = (more: Record<string, unknown>) =>
      compile(templates.get('export_all')!, { shots, ...more }, { catalogue, select, seed: 1 }).plan?.steps.map(
        ({ tasks }) => tasks,
      );
    expect(counts({})).toEqual([3, 3, 0]);
    expect(counts({ upscale: 1 })).toEqual([3, 3, 3]);
  });

  it('binds, fills and inherits as the sketch of the film says', () => {
    const { plan } = compile(
      templates.get('complete_video_production')!,
      { scene: 'an eagle', duration: 12, quality: 'draft' },
      { catalogue, select, seed: 1 },
    );
    const step = (id: string) => plan!.steps.find((candidate) => candidate.id === id)!;
    expect(step('keyframe').config).toMatchObject({ prompt: 'an eagle', quality: 'draft', aspect: '16:9' });
    expect(step('animate').config).toMatchObject({ motion_prompt: 'an eagle', duration: 12, aspect: '16:9' });
    expect(step('music').config).toMatchObject({ style: '', scene: 'an eagle', duration: 12 });
    expect(step('music').edges).toEqual([]);
    expect(step('film').edges.map((edge) => edge.step)).toEqual(['animate', 'music']);
  });
});
