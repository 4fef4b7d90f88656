import { ApiProblem, dataOf } from '#contracts';
import { USUAL_MODELS, startFakeComfy, until } from '#testing';
import type { FakeComfy } from '#testing';
import { eventsUntilOver, get, listen, runToEnd, submit, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let fake: FakeComfy;
let stack: TestStack;
beforeAll(async () => {
  fake = await startFakeComfy({ ...USUAL_MODELS, 'UpscaleModelLoader.model_name': ['2x-anime.pth'] });
  stack = await wholeStack({ comfyuiUrls: fake.url });
});

afterEach(() => fake.executor.release());

const picture = (prompt: string) => ({ id: 'picture', type: 't2i', config: { prompt, quality: 'draft' } });
const request = (prompt: string, ...more: object[]) => ({
  definition: { name: prompt, steps: [picture(prompt), ...more], outputs: [] },
  inputs: {},
  seed: 1,
});
const shot = {
  id: 'shot',
  type: 'i2v',
  provider: 'comfyui',
  model: 'ltx',
  config: { duration: 1, quality: 'draft' },
  dependsOn: ['picture'],
};
const running = () => until(async () => fake.executor.running !== undefined);

it('a picture and its video are made on the server, with progress on the way', async () => {
  const listeners = fake.clients.opened;
  fake.executor.hold();
  const { id } = await submit(stack, request('a lighthouse', shot));
  await until(async () => fake.executor.running !== undefined && fake.clients.opened > listeners);
  const previews = listen(stack, id, 'preview');
  // Told again until it is heard: a line may be lost and made again, and what was told meanwhile is not repeated.
  await until(async () => {
    const work = fake.executor.running!;
    const [node] = Object.entries(work.prompt).find(([, { class_type }]) => class_type.includes('Sampler'))!;
    fake.executor.send(work, 'progress', { value: 2, max: 4, node });
    await fake.executor.preview(work, node);
    return (
      previews.length > 0 && (await get(stack, id)).steps.some((step) => step.id === 'picture' && step.progress > 0)
    );
  });
  const { preview_url, step_id } = previews[0]!.data;
  expect(step_id).toBe('picture');
  expect(previews[0]).not.toHaveProperty('id');
  const preview = await fetch(`${stack.url}${String(preview_url)}`);
  expect(preview.headers.get('content-type')).toBe('image/jpeg');
  expect(Buffer.from(await preview.arrayBuffer()).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  fake.executor.release();
  const events = await eventsUntilOver(stack, id);
  expect(events.filter(({ type }) => type === 'output_ready')).toHaveLength(2);
  expect(
    dataOf(await stack.client.GET('/pipelines/{id}/events', { params: { path: { id } } })).items,
  ).not.toContainEqual(expect.objectContaining({ type: 'preview' }));
  const done = await get(stack, id);
  expect(done.status).toBe('completed');
  expect(done.outputs.map(({ type }) => type).sort()).toEqual(['image', 'video']);
  expect([...fake.bill.values()]).toEqual([1, 1]);
});

it('cancelling interrupts what runs there', async () => {
  fake.executor.hold();
  const before = fake.calls.interrupt;
  const { id } = await submit(stack, request('a castle'));
  await running();
  dataOf(await stack.client.POST('/pipelines/{id}/cancel', { params: { path: { id } } }));
  await until(async () => fake.executor.running === undefined && (await get(stack, id)).status === 'cancelled');
  expect(fake.calls.interrupt).toBe(before + 1);
  fake.executor.release();
});

it('a restart of the server in the middle costs an attempt, not the pipeline', async () => {
  fake.executor.hold();
  const { id } = await submit(stack, request('a river'));
  await running();
  const before = fake.bill.size;
  await fake.restart();
  await eventsUntilOver(stack, id);
  expect((await get(stack, id)).status).toBe('completed');
  expect(fake.bill.size).toBe(before + 1);
});

const there = 'is missing; of this kind there is:';

it('a model that is missing is told before anything runs, with the names of those there are', async () => {
  const large = { id: 'large', type: 'upscale', provider: 'comfyui', dependsOn: ['picture'] };
  const refused = await submit(stack, request('a hill', large)).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ApiProblem);
  expect(JSON.stringify((refused as ApiProblem).problem)).toContain(`RealESRGAN_x4plus.pth ${there} 2x-anime.pth`);
});

it('one that went missing since then stops the pipeline and names them too', async () => {
  fake.setModels({ ...USUAL_MODELS, 'UNETLoader.unet_name': ['other.safetensors'] });
  const flux = { ...picture('a hill'), provider: 'comfyui', model: 'flux' };
  const ended = await runToEnd(stack, {
    definition: { name: 'gone', steps: [flux], outputs: [] },
    inputs: {},
    seed: 2,
  });
  expect(ended).toMatchObject({ status: 'failed', error: { code: 'model_not_found' } });
  expect(JSON.stringify(ended.error)).toContain(`flux1-dev.safetensors ${there} other.safetensors`);
});
