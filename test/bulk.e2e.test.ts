import { dataOf } from '#contracts';
import type { PipelineDefinition } from '#pipeline';
import { CANARY, FakeFal, FakeOpenAi, afterFile, until, unzipped } from '#testing';
import { inProcess } from './support/in-process.js';
import type { InProcess } from './support/in-process.js';
import { get, runToEnd, submit, wholeStack } from './support/stack.js';
import type { Reached, TestStack } from './support/stack.js';

interface Picture {
  digest: string;
  media: 'image';
  mime: string;
  bytes: number;
}

const SUBJECTS = ['a fox', 'a castle', 'a ship'];

/** Pictures as somebody has them before a bulk run. */
async function pictures(stack: Reached, subjects = SUBJECTS): Promise<Picture[]> {
  const step = { id: 'own', type: 't2i', map: subjects, config: { prompt: '{{item}}', width: 96, height: 54 } };
  const { outputs } = await runToEnd(stack, { inputs: {}, seed: 5, definition: { name: 'own', steps: [step] } });
  return outputs.map(({ digest, mime, bytes }) => ({ digest, media: 'image', mime, bytes }));
}

/** The template with small videos. */
async function small({ client }: Reached) {
  const { definition } = dataOf(
    await client.GET('/templates/{name}', { params: { path: { name: 'bulk_image_to_video' } } }),
  );
  const { steps, ...rest } = definition as unknown as PipelineDefinition;
  const sized = steps.map((step) =>
    step.id === 'video' ? { ...step, config: { ...step.config, width: 64, height: 36, fps: 8 } } : step,
  );
  return { definition: { ...rest, steps: sized } as unknown as Record<string, unknown> };
}

/** Three pictures, five prompts each, two pictures of each prompt, one video of each. */
const bulk = (images: Picture[], more: Record<string, unknown> = {}) => ({
  seed: 7,
  inputs: {
    ...{ images, prompts: ['by the sea'], variations_per_prompt: 5, images_per_prompt: 2, videos_per_image: 1 },
    ...{ quality: 'draft', duration: 1, ...more },
  },
});
const CHECKPOINTS = { mode: 'checkpoint' as const, checkpoints: ['enhance', 'image'] };

const reviews = async ({ client }: Reached, id: string, limit = 100) =>
  dataOf(await client.GET('/pipelines/{id}/reviews', { params: { path: { id }, query: { limit } } }));
const waits = (stack: Reached, id: string, count: number) =>
  until(async () => (await reviews(stack, id)).total === count);
const price = async ({ client }: Reached, id: string) =>
  dataOf(await client.GET('/pipelines/{id}/estimate', { params: { path: { id } } }));
const approve = async ({ client }: Reached, id: string, step_id: string) =>
  dataOf(await client.POST('/pipelines/{id}/steps/{step_id}/approve', { params: { path: { id, step_id } }, body: {} }));
const reject = async ({ client }: Reached, id: string, step_id: string, task_ids: string[]) =>
  dataOf(
    await client.POST('/pipelines/{id}/steps/{step_id}/reject', {
      ...{ params: { path: { id, step_id } }, body: { task_ids } },
    }),
  );
const words = async ({ url }: Reached, digest: string) =>
  (await fetch(`${url}/artifacts/${digest}`).then((answer) => answer.text())).trim();
const counts = (lines: { count: number }[]) => lines.map(({ count }) => count);

describe('three pictures, five prompts each, two pictures of each prompt, a video of each', () => {
  let stack: TestStack;
  let images: Picture[];
  beforeAll(async () => {
    stack = await wholeStack();
    images = await pictures(stack);
  });

  it('are 30 pictures and 30 videos, less what a person leaves out on the way', async () => {
    const body = { ...bulk(images), ...(await small(stack)), options: CHECKPOINTS };
    const before = dataOf(await stack.client.POST('/pipelines/estimate', { body }));
    expect(counts(before.steps)).toEqual([15, 30, 30]);
    const { id } = await submit(stack, body);
    await waits(stack, id, 3);
    expect(counts((await price(stack, id)).left.steps)).toEqual([0, 30, 30]);
    // One prompt is written anew by hand.
    const [first] = (await reviews(stack, id)).items;
    const document = first!.outputs.find(({ port }) => port === 'document')!;
    const written = (await words(stack, document.digest)).split(/\n-{3,}\n|\n+/).filter(Boolean);
    expect(written).toHaveLength(5);
    const prompts = ['a fox in a red scarf on the pier', ...written.slice(1)];
    const edited = await stack.client.PUT('/pipelines/{id}/steps/{step_id}', {
      ...{ params: { path: { id, step_id: 'enhance' } }, body: { task_id: first!.id, outputs: { prompts } } },
    });
    expect(counts(dataOf(edited).price.left.steps)).toEqual([0, 30, 30]);
    await approve(stack, id, 'enhance');
    await waits(stack, id, 30);
    expect(counts((await price(stack, id)).left.steps)).toEqual([0, 0, 30]);
    const after = await reject(stack, id, 'image', ['image[1,0,0,1]', 'image[2,0,4,0]']);
    expect(counts(after.price.left.steps)).toEqual([0, 0, 28]);
    await approve(stack, id, 'image');
    await until(async () => (await get(stack, id)).status === 'completed');
    const done = await get(stack, id);
    expect(done.steps.map(({ tasks_done, tasks_skipped }) => [tasks_done, tasks_skipped])).toEqual([
      [3, 0],
      [28, 2],
      [28, 2],
    ]);
    expect(new Set(done.files!.video).size).toBe(28);
    const films = done.outputs.filter(({ step_id }) => step_id === 'video').map(({ task_id }) => task_id);
    expect(films).toHaveLength(28);
    expect(films).not.toContain('video[1,0,0,1]');
    const edge = first!.id.replace('enhance', 'image').replace(']', ',0,0]');
    const drawn = done.outputs.find(({ task_id }) => task_id === edge)!;
    const recipe = await fetch(`${stack.url}/artifacts/${drawn.digest}/recipe`).then((answer) => answer.text());
    expect(recipe).toContain('a fox in a red scarf on the pier');
    const zip = await fetch(`${stack.url}/pipelines/${id}/outputs.zip`);
    const names = [...unzipped(Buffer.from(await zip.arrayBuffer())).keys()];
    expect(names.filter((name) => name.endsWith('.mp4'))).toHaveLength(28);
  });

  it('and 120 pictures are made in one go', async () => {
    const { definition } = await small(stack);
    const { steps, ...rest } = definition as unknown as PipelineDefinition;
    const drawn = steps
      .filter(({ id }) => id !== 'video')
      .map((step) => (step.id === 'image' ? { ...step, config: { ...step.config, width: 64, height: 36 } } : step));
    const body = { ...bulk(images, { variations_per_prompt: 10, images_per_prompt: 4 }) };
    const { id } = await submit(stack, { ...body, definition: { ...rest, steps: drawn, outputs: ['image'] } });
    await until(async () => (await get(stack, id)).status === 'completed', 120_000);
    expect((await get(stack, id)).steps[1]).toMatchObject({ tasks_done: 120, tasks_failed: 0 });
  }, 150_000);
});

describe('on priced models', () => {
  let fal: FakeFal;
  let openai: FakeOpenAi;
  let stack: InProcess;
  let images: Picture[];
  beforeAll(async () => {
    fal = await new FakeFal({ key: CANARY, looks: 0 }).start();
    openai = await new FakeOpenAi({ key: CANARY, limitField: 'max_tokens' }).start();
    afterFile(() => fal.stop());
    afterFile(() => openai.stop());
    stack = await inProcess(() => false, {
      ...{ falKey: CANARY, falQueueUrl: fal.url, falRestUrl: fal.url },
      ...{ openaiKey: CANARY, openaiUrl: `${openai.url}/v1` },
    });
    images = await pictures(stack);
  });

  const models = { prompt_model: 'gpt-4.1-mini', image_model: 'kling-image', video_model: 'kling', duration: 5 };
  const text = (lines: { text: string }[]) => lines.map((line) => line.text);

  it('it is priced as a bill before anything runs, and again after each decision', async () => {
    const body = { template: 'bulk_image_to_video', ...bulk(images, models), options: CHECKPOINTS };
    const before = dataOf(await stack.client.POST('/pipelines/estimate', { body }));
    expect(text(before.steps)).toEqual([
      'Prompt enhancement: 15 × $0.001 = $0.015',
      'I2I: 30 × $0.028 = $0.84',
      'I2V: 30 × $0.35 = $10.50',
    ]);
    expect(before.total_usd).toBe(11.355);
    const { id } = await submit(stack, body);
    await waits(stack, id, 3);
    expect(await get(stack, id)).toMatchObject({ cost_estimate: 11_355_000 });
    // A list of prompts may get shorter: here four of five are chosen, in another order.
    const [first] = (await reviews(stack, id)).items;
    const edited = await stack.client.PUT('/pipelines/{id}/steps/{step_id}', {
      ...{ params: { path: { id, step_id: 'enhance' } } },
      body: { task_id: first!.id, outputs: { prompts: ['a red fox', 'a grey fox', 'a fox at night', 'a fox asleep'] } },
    });
    expect(text(dataOf(edited).price.left.steps)).toEqual([
      'Prompt enhancement: 0 × $0.001 = $0.00',
      'I2I: 28 × $0.028 = $0.784',
      'I2V: 28 × $0.35 = $9.80',
    ]);
    await approve(stack, id, 'enhance');
    await waits(stack, id, 28);
    const drawn = await price(stack, id);
    expect(drawn.estimated_usd).toBe(11.355);
    const [written, painted] = (await get(stack, id)).steps.map(({ cost_actual }) => cost_actual);
    expect(written).toBeGreaterThan(0);
    expect(painted).toBe(28 * 28_000);
    expect(drawn.spent_usd).toBeCloseTo((written! + painted!) / 1e6, 6);
    const [a, b] = (await reviews(stack, id)).items;
    const { price: left } = await reject(stack, id, 'image', [a!.id, b!.id]);
    expect(text(left.left.steps).at(-1)).toBe('I2V: 26 × $0.35 = $9.10');
    expect(left.total_usd).toBeCloseTo(left.spent_usd + 9.1, 6);
    await approve(stack, id, 'image');
    await until(async () => (await get(stack, id)).status === 'completed');
    const end = await price(stack, id);
    expect(end).toMatchObject({ total_usd: end.spent_usd, left: { total_usd: 0 } });
    expect(end.spent_usd).toBeCloseTo(left.total_usd, 6);
  });

  it('pairs of unequal number are refused, with both counts', async () => {
    const body = { template: 'bulk_image_to_video', ...bulk(images, { combine: 'one_to_one', prompts: ['a', 'b'] }) };
    const refused = await stack.client.POST('/pipelines/estimate', { body });
    expect(refused.error).toMatchObject({ status: 422, problems: [{ code: 'zip_length' }] });
    expect(JSON.stringify(refused.error)).toContain('3 and 2');
    const paired = { ...body, inputs: { ...body.inputs, ...models, prompts: ['a', 'b', 'c'] } };
    const { steps } = dataOf(await stack.client.POST('/pipelines/estimate', { body: paired }));
    expect(text(steps)[2]).toBe('I2V: 30 × $0.35 = $10.50');
  });
});
