import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataOf } from '#contracts';
import { CANARY, FAL_MODERATION, FakeFal, afterFile } from '#testing';
import { inProcess } from './support/in-process.js';
import type { InProcess } from './support/in-process.js';
import { eventsUntilOver, runToEnd } from './support/stack.js';

let fake: FakeFal;
let stack: InProcess;
beforeAll(async () => {
  fake = await new FakeFal({ key: CANARY }).start();
  afterFile(() => fake.stop());
  stack = await inProcess(() => false, { falKey: CANARY, falQueueUrl: fake.url, falRestUrl: fake.url });
});

const body = (prompt: string) => ({
  inputs: {},
  seed: 1,
  definition: {
    name: 'a paid film',
    steps: [
      { id: 'picture', type: 't2i', provider: 'fal', config: { prompt } },
      {
        ...{ id: 'film', type: 'i2v', dependsOn: ['picture'], config: { duration: 5 } },
        ...{ provider: 'fal', model: 'fal-ai/kling-video/v2.6/pro/image-to-video' },
      },
      { id: 'sketch', type: 'i2v', dependsOn: ['picture'], config: { duration: 1, width: 64, height: 36, fps: 8 } },
    ],
    outputs: ['film', 'sketch'],
  },
});

describe('steps by fal, over HTTP', () => {
  it('make the film at the price that was billed, and leave the others to the built-in provider', async () => {
    const pipeline = await runToEnd(stack, body('a lighthouse'));
    expect(pipeline).toMatchObject({ status: 'completed' });
    const billed = fake.bill.map(({ microDollars }) => microDollars);
    expect(billed).toEqual([39_000, 350_000]);
    expect(pipeline).toMatchObject({ cost_estimate: 389_000, cost_actual: 389_000, cost_untold: 0 });
    expect(pipeline.steps.map(({ id, cost_actual }) => [id, cost_actual])).toEqual([
      ['picture', 39_000],
      ['film', 350_000],
      ['sketch', 0],
    ]);
    const told = (await eventsUntilOver(stack, pipeline.id)).filter(({ type }) => type === 'cost_update');
    expect(told.map(({ data }) => data)).toMatchObject([
      { pipeline_id: pipeline.id, cost_actual: 39_000, step_id: 'picture' },
      { pipeline_id: pipeline.id, cost_actual: 389_000, step_id: 'film' },
    ]);
    const stored = readdirSync(stack.home, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.json'),
    );
    expect(stored.length).toBeGreaterThan(0);
    for (const path of stored) expect(readFileSync(join(stack.home, path), 'utf8')).not.toContain(CANARY);
    expect(JSON.stringify(await eventsUntilOver(stack, pipeline.id))).not.toContain(CANARY);
    const again = await runToEnd(stack, body('a lighthouse'));
    expect(again.reused.saved_micro_dollars).toBe(389_000);
    expect(fake.bill).toHaveLength(2);
  });

  it('are priced as a bill before anything runs', async () => {
    const estimate = dataOf(await stack.client.POST('/pipelines/estimate', { body: body('a windmill') }));
    expect(estimate.steps.map(({ text }) => text)).toEqual([
      'T2I: 1 × $0.039 = $0.039',
      'I2V: 1 × $0.35 = $0.35',
      'I2V: 1 × $0.00 = $0.00',
    ]);
    expect(estimate.total_usd).toBe(0.389);
  });

  it('fail with the words of the one who refused', async () => {
    const pipeline = await runToEnd(stack, body('a forbidden thing'));
    expect(pipeline).toMatchObject({
      status: 'failed',
      failed_step: 'picture',
      error: { code: 'moderated', message: expect.stringContaining(FAL_MODERATION) as string },
    });
    expect(fake.bill).toHaveLength(2);
  });

  it('are planned by count, price, length and resolution, and found by short names', async () => {
    const picture = { id: 'picture', type: 't2i', config: { prompt: 'a fox' } };
    const photo = { id: 'photo', type: 'i2i', dependsOn: ['picture'] };
    const clip = (id: string, config: Record<string, unknown>) => ({
      ...{ id, type: 'i2v', dependsOn: ['picture'] },
      config: { duration_sec: 5, ...config },
    });
    const steps = [
      picture,
      { ...photo, config: { prompt: 'in snow', model: 'nano-banana', images_per_prompt: 4 } },
      clip('wan', { model: 'wan', videos_per_image: 3, resolution: '480p' }),
      clip('wan_720', { model: 'wan', resolution: '720p' }),
      { ...clip('kling', { model: 'kling', videos_per_image: 2, duration_sec: 6 }) },
    ];
    const definition = { name: 'bulk', steps, outputs: [] };
    const { data: plan } = await stack.client.POST('/pipelines/plan', { body: { definition, inputs: {}, seed: 1 } });
    const planned = plan!.steps.map(({ id, tasks, cost_micro_dollars }) => [id, tasks, cost_micro_dollars]);
    expect(planned.sort()).toEqual([
      // Kling makes 5 or 10 seconds.
      ['kling', 2, 1_400_000],
      ['photo', 4, 156_000],
      ['picture', 1, 0],
      ['wan', 3, 600_000],
      ['wan_720', 1, 400_000],
    ]);
    expect(plan!.cost_micro_dollars).toBe(2_556_000);
  });

  it('say so where a model is no longer served', async () => {
    const steps = [
      { id: 'picture', type: 't2i', config: { prompt: 'a fox' } },
      { id: 'clip', type: 'i2v', config: { model: 'sora-2' }, dependsOn: ['picture'] },
    ];
    const body = { definition: { name: 'late', steps, outputs: [] }, inputs: {}, seed: 1 };
    const { error } = await stack.client.POST('/pipelines/plan', { body });
    expect(JSON.stringify(error)).toContain('fal-ai/sora-2/image-to-video is no longer served (2026-11-21: ended by');
  });

  it('make each picture of several by itself, and pay for each', async () => {
    const before = fake.bill.length;
    const steps = [
      { id: 'picture', type: 't2i', config: { prompt: 'a fox', width: 64, height: 36 } },
      {
        ...{ id: 'photo', type: 'i2i', dependsOn: ['picture'] },
        config: {
          ...{ prompt: 'a fox', model: 'nano-banana' },
          set_mode: { enabled: true, variations: { lighting: ['soft', 'dramatic'] } },
        },
      },
    ];
    const made = await runToEnd(stack, { definition: { name: 'set', steps, outputs: ['photo'] }, inputs: {}, seed: 1 });
    expect(made.status).toBe('completed');
    expect(made.outputs.filter(({ step_id }) => step_id === 'photo').map(({ task_id }) => task_id)).toEqual([
      'photo[0]',
      'photo[1]',
    ]);
    expect(fake.bill.length - before).toBe(2);
    const prompts = fake.askedAt('nano-banana/edit', 'POST').map(({ body: sent }) => sent.toString());
    expect(prompts.some((sent) => sent.includes('a fox, soft diffused light'))).toBe(true);
    expect(prompts.some((sent) => sent.includes('a fox, dramatic low-key light, deep shadows'))).toBe(true);
  });
});
