import type { Select } from '#pipeline';
import { compile } from '#pipeline';
import { catalogue, templates } from './index.js';

const select: Select = (_step, type) => ({ provider: 'any', model: 'any', resource: type.resource, why: 'test' });

const RECORDING = { digest: 'a'.repeat(64), media: 'audio', mime: 'audio/wav', bytes: 1 };

describe('templates', () => {
  it.each([...templates.values()].map((template) => [template.name, template] as const))(
    '%s compiles with its defaults',
    (_name, template) => {
      const inputs = Object.fromEntries(
        Object.entries(template.inputs).flatMap(([name, spec]) =>
          typeof spec === 'object' && spec.required && spec.default === undefined
            ? [[name, spec.type === 'audio' ? RECORDING : 'a red fox']]
            : [],
        ),
      );
      const { plan, problems } = compile(template, inputs, { catalogue, select, seed: 1 });
      expect(problems).toEqual([]);
      expect(plan?.steps.map((step) => step.tasks ?? step.expectedTasks)).not.toContain(undefined);
      expect(compile(template, {}, { catalogue, select, seed: 1, lenient: true }).problems).toEqual([]);
    },
  );

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
