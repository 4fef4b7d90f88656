import type { PipelineDefinition, Select } from '#pipeline';
import { compile, resolveTask } from '#pipeline';
import { catalogue } from './index.js';

const select: Select = (_step, type) => ({ provider: 'any', model: 'any', resource: type.resource, why: 'test' });
const BASE = { id: 'base', type: 't2i', config: { prompt: 'a fox' } };

function planOf(config: Record<string, unknown>, more: PipelineDefinition['steps'] = [], given: Select = select) {
  const steps = [
    BASE,
    { id: 'photo', type: 'i2i', config: { prompt: 'a fox', ...config }, dependsOn: ['base'] },
    ...more,
  ];
  const definition: PipelineDefinition = { name: 'set', description: '', steps, inputs: {}, outputs: [] };
  return compile(definition, {}, { catalogue, select: given, seed: 1 });
}

const tasks = (config: Record<string, unknown>, more: PipelineDefinition['steps'] = []) =>
  Object.fromEntries(planOf(config, more).plan!.steps.map((step) => [step.id, step.tasks]));

const set = (variations: unknown, count_per_variation = 1) => ({
  set_mode: { enabled: true, variations, count_per_variation },
});

const both = (variations: unknown, count_per_variation = 1) => ({
  set_mode: { ...set(variations, count_per_variation).set_mode, combine: 'all' },
});

describe('several of one', () => {
  it.each([
    [{}, 1],
    [{ images_per_prompt: 4 }, 4],
    [set({ angles: ['front', '3/4'], outfits: ['a red coat'], lighting: ['soft'] }), 4],
    [set({ angles: ['front', 'side', 'back'], expressions: ['smiling', 'sad'] }, 3), 15],
    [set(['angles', 'lighting'], 2), 16],
    [{ ...set({ poses: ['sitting'] }), images_per_prompt: 9 }, 1],
    [{ set_mode: { enabled: false, variations: ['angles'] }, images_per_prompt: 2 }, 2],
    [set([]), 0],
    [both({ angles: ['front', 'side'], expressions: ['calm', 'sad', 'smiling'] }), 6],
    [both({ angles: ['front', 'side'], outfits: ['a red coat'], lighting: ['soft', 'studio'] }, 3), 12],
    [both({ poses: ['sitting', 'walking'] }), 2],
    [both(['angles', 'lighting']), 16],
    [both({}), 0],
  ])('%j are %i tasks', (config, count) => {
    expect(tasks(config)).toEqual({ base: 1, photo: count });
  });

  it('multiply along the way, and with takes', () => {
    const clip = { id: 'clip', type: 'i2v', config: { videos_per_image: 3 }, dependsOn: ['photo'] };
    expect(tasks({ images_per_prompt: 4 }, [clip])).toEqual({ base: 1, photo: 4, clip: 12 });
    expect(tasks({ images_per_prompt: 4 }, [{ ...clip, count: 2 }])).toEqual({ base: 1, photo: 4, clip: 24 });
  });

  it('give each task its own words, and nothing of the set itself', async () => {
    const { plan } = planOf(set({ angles: ['side'], outfits: ['a red coat'] }, 2));
    const image = { digest: 'a'.repeat(64), media: 'image', mime: 'image/png', bytes: 1 } as const;
    const read = async () => [{ image }];
    const configs = await Promise.all(
      [0, 1, 2, 3].map(async (at) => (await resolveTask(plan!, catalogue, 'photo', [at], read)).config),
    );
    expect(configs.map(({ prompt, take }) => [prompt, take])).toEqual([
      ['a fox, side view, in profile', undefined],
      ['a fox, side view, in profile', 1],
      ['a fox, wearing a red coat', undefined],
      ['a fox, wearing a red coat', 1],
    ]);
    for (const config of configs) {
      const own = Object.entries(config).filter(([, value]) => value !== undefined);
      expect(Object.fromEntries(own)).not.toHaveProperty('set_mode');
      expect(Object.fromEntries(own)).not.toHaveProperty('variation');
    }
  });

  it('are of every kind at once where they are combined', async () => {
    const { plan } = planOf(both({ angles: ['side'], expressions: ['sad', 'calm'] }));
    const image = { digest: 'a'.repeat(64), media: 'image', mime: 'image/png', bytes: 1 } as const;
    const read = async () => [{ image }];
    const configs = await Promise.all(
      [0, 1].map(async (at) => (await resolveTask(plan!, catalogue, 'photo', [at], read)).config),
    );
    expect(configs.map(({ prompt }) => prompt)).toEqual([
      'a fox, side view, in profile, sad expression',
      'a fox, side view, in profile, calm expression',
    ]);
  });

  it('are refused where they are not known in time, or wrong', () => {
    const late = planOf({ images_per_prompt: '{{steps.base.config.width}}' });
    expect(late.problems).toMatchObject([{ code: 'bad_config', path: 'steps[1].config.images_per_prompt' }]);
    expect(planOf(set({ angles: ['below'] })).problems).toMatchObject([{ code: 'bad_config' }]);
    expect(planOf(set(['outfits'])).problems).toMatchObject([{ code: 'bad_config' }]);
  });

  it('name their model among the options', () => {
    const asked: (string | undefined)[] = [];
    planOf({ model: 'wan' }, [], (step, type, config) => {
      asked.push(step.model);
      return select(step, type, config);
    });
    expect(asked).toEqual([undefined, 'wan']);
  });

  it('have the size and the length that were asked for', () => {
    const complete = (type: string, config: Record<string, unknown>) => {
      const parsed = catalogue.get(type)!.config.parse({ prompt: 'x', ...config });
      return { ...parsed, ...catalogue.get(type)!.complete!(parsed) };
    };
    expect(complete('i2v', { resolution: '480p', duration_sec: 4 })).toMatchObject({
      width: 854,
      height: 480,
      duration: 4,
    });
    expect(complete('i2v', { resolution: '1080p', quality: 'draft', aspect: '9:16' })).toMatchObject({ width: 1080 });
    expect(complete('i2i', { aspect_ratio: '1:1', quality: 'draft' })).toMatchObject({ width: 360, height: 360 });
    expect(complete('i2i', {}).width).toBeUndefined();
  });
});
