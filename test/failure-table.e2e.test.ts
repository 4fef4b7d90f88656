import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataOf } from '#contracts';
import type { components } from '#contracts';
import {
  CANARY,
  FAL_MODERATION,
  FakeFal,
  FakeOpenAi,
  FakeReplicate,
  OPENAI_MODERATION,
  REPLICATE_MODERATION,
  USUAL_MODELS,
  afterFile,
  startFakeComfy,
  tempDir,
  until,
} from '#testing';
import type { FakeComfy } from '#testing';
import { reelwright } from './support/cli.js';
import { eventsUntilOver, get, runToEnd, submit, wholeStack } from './support/stack.js';
import type { Event, Pipeline, TestStack } from './support/stack.js';

/** What is done about each kind of failure, with real processes and every kind of provider. */
let comfy: FakeComfy;
let fal: FakeFal;
let openai: FakeOpenAi;
let replicate: FakeReplicate;
let stack: TestStack;
beforeAll(async () => {
  comfy = await startFakeComfy();
  fal = await new FakeFal({ key: CANARY }).start();
  openai = await new FakeOpenAi({ key: CANARY }).start();
  replicate = await new FakeReplicate({ token: CANARY }).start();
  for (const fake of [fal, openai, replicate]) afterFile(() => fake.stop());
  stack = await wholeStack({
    comfyuiUrls: comfy.url,
    ...{ falKey: CANARY, falQueueUrl: fal.url, falRestUrl: fal.url },
    ...{ openaiKey: CANARY, openaiUrl: `${openai.url}/v1` },
    ...{ replicateToken: CANARY, replicateUrl: `${replicate.url}/v1` },
  });
});

type Body = components['schemas']['CreatePipelineDto'];
const FAST = { maxAttempts: 3, backoffMs: 20 };

const picture = (provider: string, prompt: string, step: Record<string, unknown> = {}): Body => ({
  inputs: {},
  seed: 1,
  definition: {
    name: 'a picture',
    steps: [{ id: 'picture', type: 't2i', provider, config: { prompt }, retry: FAST, ...step }],
    outputs: ['picture'],
  },
});

/** Works that a fake has begun. */
const paid = () => [fal, openai, replicate].reduce((sum, { bill }) => sum + bill.length, 0);

interface Outcome {
  pipeline: Pipeline;
  task: components['schemas']['TaskDto'];
  /** What was told of each failure. */
  errors: Event['data'][];
  /** What it was charged for meanwhile. */
  paid: number;
}

async function outcome(body: Body): Promise<Outcome> {
  const before = paid();
  const pipeline = await runToEnd(stack, body);
  return { ...(await seen(pipeline)), paid: paid() - before };
}

async function seen(pipeline: Pipeline): Promise<Omit<Outcome, 'paid'>> {
  const path = { id: pipeline.id, step_id: 'picture' };
  const step = dataOf(await stack.client.GET('/pipelines/{id}/steps/{step_id}', { params: { path } }));
  const events = await eventsUntilOver(stack, pipeline.id);
  const errors = events.filter(({ type }) => type === 'error').map(({ data }) => data);
  return { pipeline, task: step.items[0]!, errors };
}

describe('no memory on the card', () => {
  it('is tried again with lower settings, which the task, the events and the log show', async () => {
    comfy.executor.raise.push({ type: 'torch.OutOfMemoryError', message: 'CUDA out of memory. Tried to allocate' });
    const { pipeline, task, errors } = await outcome(picture('comfyui', 'a wide valley'));
    expect(pipeline.status).toBe('completed');
    expect(task).toMatchObject({ status: 'done', failed_attempts: 0 });
    const [before, after] = task.lowered!.width as [number, number];
    expect(after).toBeLessThan(before);
    expect(errors).toMatchObject([{ error_code: 'out_of_memory', retryable: true, lowered: task.lowered }]);
    const { code, stdout } = await reelwright(['logs', pipeline.id, '--url', stack.url]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`tried again with .*width ${after} instead of ${before}`));
    expect(stdout).toMatch(/picture: comfyui\/\S+ on gpu: as the step says\n/);
  });
});

describe('a provider that falls silent', () => {
  it('is given up, waited for longer each time, and never paid twice', async () => {
    fal.stuck = true;
    const retry = { maxAttempts: 3, backoffMs: 200, backoffMultiplier: 4 };
    const { id } = await submit(stack, picture('fal', 'a slow river', { stallTimeoutSec: 1, retry }));
    const failures = async () =>
      (await stack.client.GET('/pipelines/{id}/events', { params: { path: { id } } })).data!.items.filter(
        ({ type }) => type === 'error',
      ).length;
    const before = fal.bill.length;
    await until(async () => (await failures()) === 2);
    fal.stuck = false;
    await eventsUntilOver(stack, id);
    const { pipeline, errors } = await seen(await get(stack, id));
    expect(pipeline.status).toBe('completed');
    expect(errors).toMatchObject([
      { error_code: 'timeout', retryable: true },
      { error_code: 'timeout', retryable: true },
    ]);
    const [first, second] = errors.map((error) => error.retry_in_ms as number);
    expect(first).toBeGreaterThanOrEqual(100);
    expect(first).toBeLessThanOrEqual(200);
    expect(second).toBeGreaterThanOrEqual(400);
    expect(second).toBeLessThanOrEqual(800);
    expect(fal.bill.length - before).toBeLessThanOrEqual(1);
  });

  it('a connection that breaks off is tried again, and the work is not done twice', async () => {
    comfy.viewFaults.push('truncated', 'truncated', 'truncated');
    const before = comfy.bill.size;
    const { pipeline, errors, task } = await outcome(picture('comfyui', 'a broken line'));
    expect(pipeline.status).toBe('completed');
    expect(errors).toMatchObject([{ error_code: 'network', retryable: true }]);
    expect(task.failed_attempts).toBe(1);
    expect(comfy.bill.size).toBe(before + 1);
  });
});

describe('an invalid prompt', () => {
  it('ends the pipeline at once, and the user is told which and why', async () => {
    const words = 'String should have at most 2500 characters';
    fal.fail('submit', { status: 422, body: { detail: [{ loc: ['body', 'prompt'], msg: words, type: 'too_long' }] } });
    const file = join(tempDir(), 'pipeline.json');
    writeFileSync(file, JSON.stringify(picture('fal', 'too many words').definition));
    const before = paid();
    const { code, stderr, stdout } = await reelwright(['run', file, '--url', stack.url]);
    expect(code).toBe(1);
    expect(stderr + stdout).toContain(`prompt: ${words}`);
    expect(stderr + stdout).toContain('Change the input named in the message.');
    expect(paid()).toBe(before);
    const { pipeline, errors } = await seen((await latest())!);
    expect(pipeline).toMatchObject({ status: 'failed', error: { code: 'invalid_input' }, cost_actual: 0 });
    expect(errors).toMatchObject([{ error_code: 'invalid_input', retryable: false }]);
  });
});

async function latest(): Promise<Pipeline | undefined> {
  const { items } = dataOf(await stack.client.GET('/pipelines', { params: { query: { limit: 1 } } }));
  return items[0] && get(stack, items[0].id);
}

describe('a model that is not there', () => {
  it('ends the pipeline and names those there are', async () => {
    // Gone since the worker looked last.
    comfy.setModels({ ...USUAL_MODELS, 'UNETLoader.unet_name': ['other.safetensors'] });
    const { pipeline, errors } = await outcome(picture('comfyui', 'a hill', { model: 'flux' }));
    comfy.setModels(USUAL_MODELS);
    expect(pipeline).toMatchObject({ status: 'failed', error: { code: 'model_not_found' } });
    expect(pipeline.error!.message).toContain('other.safetensors');
    expect(errors).toMatchObject([{ retryable: false }]);
  });

  it('elsewhere too is not tried again', async () => {
    openai.fail('images/generations', {
      status: 404,
      body: { error: { message: 'The model `gpt-image-1.5` does not exist', type: '', code: 'model_not_found' } },
    });
    const { pipeline, errors } = await outcome(picture('openai', 'a hill'));
    expect(pipeline).toMatchObject({ status: 'failed', error: { code: 'model_not_found' } });
    expect(pipeline.error!.message).toContain('does not exist');
    expect(errors).toMatchObject([{ retryable: false }]);
  });
});

describe('a ComfyUI server that goes away in the middle', () => {
  const running = () => until(async () => comfy.executor.running !== undefined);

  it('is connected to again, and what was lost there is sent again', async () => {
    comfy.executor.hold();
    const before = comfy.bill.size;
    const { id } = await submit(stack, picture('comfyui', 'a crash'));
    await running();
    await comfy.restart();
    await eventsUntilOver(stack, id);
    const { pipeline } = await seen(await get(stack, id));
    expect(pipeline.status).toBe('completed');
    // The one that was lost, and the one that took its place.
    expect(comfy.bill.size).toBe(before + 2);
  });

  it('and what it has finished meanwhile is fetched, not run twice', async () => {
    comfy.executor.hold();
    const before = comfy.bill.size;
    const { id } = await submit(stack, picture('comfyui', 'a cut line'));
    await running();
    comfy.clients.cut();
    comfy.executor.release();
    await eventsUntilOver(stack, id);
    const { pipeline, task } = await seen(await get(stack, id));
    expect(pipeline.status).toBe('completed');
    expect(task.failed_attempts).toBe(0);
    expect(comfy.bill.size).toBe(before + 1);
    expect([...comfy.bill.values()].at(-1)).toBe(1);
  });
});

describe('a provider that asks to slow down', () => {
  it('429 is waited out as long as it asks, and then done and paid once', async () => {
    fal.fail('submit', { status: 429, headers: { 'retry-after': '2' }, body: { detail: 'Too many requests' } });
    const { pipeline, errors, paid: charges } = await outcome(picture('fal', 'a rush'));
    expect(pipeline.status).toBe('completed');
    expect(errors).toMatchObject([{ error_code: 'rate_limited', retryable: true }]);
    expect(errors[0]!.retry_in_ms).toBeGreaterThanOrEqual(2_000);
    expect(charges).toBe(1);
  });

  it('529 too, where it is overloaded', async () => {
    const busy = { error: { message: 'Overloaded', type: 'overloaded_error' } };
    openai.fail('images/generations', { status: 529, headers: { 'retry-after-ms': '1500' }, body: busy });
    const { pipeline, errors, paid: charges } = await outcome(picture('openai', 'a crowd'));
    expect(pipeline.status).toBe('completed');
    expect(errors).toMatchObject([{ error_code: 'provider_unavailable', retryable: true }]);
    expect(errors[0]!.retry_in_ms).toBeGreaterThanOrEqual(1_500);
    expect(charges).toBe(1);
  });

  it.each([
    ['openai', () => openai.fail('images/generations', openAiQuota), 'You exceeded your current quota'],
    ['fal', () => fal.fail('submit', { status: 403, body: { detail: EXHAUSTED } }), 'Exhausted balance'],
    ['replicate', () => replicate.fail('submit', { status: 402, body: { detail: 'Add credit' } }), 'Add credit'],
  ])('an empty account at %s is told apart and not tried again', async (provider, empty, words) => {
    empty();
    const { pipeline, errors, paid: charges } = await outcome(picture(provider, 'an empty purse'));
    expect(pipeline).toMatchObject({ status: 'failed', error: { code: 'quota_exceeded' }, cost_actual: 0 });
    expect(pipeline.error!.message).toContain(words);
    expect(errors).toMatchObject([{ retryable: false }]);
    expect(charges).toBe(0);
  });
});

const EXHAUSTED = 'User is locked. Reason: Exhausted balance. Top up your balance.';
const openAiQuota = {
  status: 429,
  headers: { 'retry-after': '1' },
  body: {
    error: { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' },
  },
};

describe('a prompt that a provider will not do', () => {
  it.each([
    ['fal', FAL_MODERATION],
    ['openai', OPENAI_MODERATION],
    ['replicate', REPLICATE_MODERATION],
  ])('%s: ends with its own words, and is not tried again', async (provider, words) => {
    const { pipeline, errors, paid: charges } = await outcome(picture(provider, 'a forbidden thing'));
    expect(pipeline).toMatchObject({ status: 'failed', error: { code: 'moderated' } });
    expect(pipeline.error!.message).toContain(words);
    expect(pipeline.error!.hint).toContain('Reword the prompt');
    expect(errors).toMatchObject([{ error_code: 'moderated', retryable: false }]);
    expect(charges).toBe(0);
  });
});
