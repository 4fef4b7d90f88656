import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { components } from '#contracts';
import { CANARY, FakeComfy, FakeFal, FakeOpenAi, FakeReplicate, QUICK, afterFile } from '#testing';
import type { Mishap, ViewFault } from '#testing';
import { ComfyProvider, builtInProviders } from '#providers';
import { FalProvider } from '../libs/providers/src/fal/provider.js';
import { OpenAiProvider } from '../libs/providers/src/openai/provider.js';
import { Prices } from '../libs/providers/src/prices/prices.js';
import { ReplicateProvider } from '../libs/providers/src/replicate/provider.js';
import { inProcess } from './support/in-process.js';
import type { InProcess } from './support/in-process.js';
import { runToEnd } from './support/stack.js';

/** As everywhere, but with less patience, so that what hangs is given up while a test waits. */
const limits = { ...QUICK, tries: 2, answerMs: 10_000, downloadMs: 3_000, idleMs: 1_000 };
const TRIES = 2;

let fal: FakeFal;
let replicate: FakeReplicate;
let openai: FakeOpenAi;
let comfy: FakeComfy;
let stack: InProcess;
beforeAll(async () => {
  fal = await new FakeFal({ key: CANARY }).start();
  replicate = await new FakeReplicate({ token: CANARY }).start();
  openai = await new FakeOpenAi({ key: CANARY }).start();
  comfy = await new FakeComfy().start();
  for (const fake of [fal, replicate, openai, comfy]) afterFile(() => fake.stop());
  const [openaiUrl, replicateUrl] = [`${openai.url}/v1`, `${replicate.url}/v1`];
  const settings = {
    ...{ comfyuiUrls: comfy.url, falKey: CANARY, falQueueUrl: fal.url, falRestUrl: fal.url },
    ...{ openaiKey: CANARY, openaiUrl, replicateToken: CANARY, replicateUrl },
  };
  const prices = Prices.read();
  const pollMs: [number, number] = [5, 20];
  stack = await inProcess(
    () => false,
    settings,
    ({ openaiImageModel: imageModel, openaiSpeechModel: speechModel }) => [
      ...builtInProviders(),
      new ComfyProvider(comfy.url, { pollMs: 50, downloadMs: 1_500 }),
      new FalProvider({ key: CANARY, prices, queueUrl: fal.url, restUrl: fal.url, limits, pollMs }),
      new ReplicateProvider({ token: CANARY, prices, baseUrl: replicateUrl, limits, pollMs }),
      new OpenAiProvider({ key: CANARY, prices, baseUrl: openaiUrl, imageModel, speechModel, limits }),
    ],
  );
});

let count = 0;
/** Each with words of its own, so that none is answered from the cache. */
const picture = (provider: string): components['schemas']['CreatePipelineDto'] => ({
  inputs: {},
  seed: 1,
  options: { retry: { maxAttempts: 1 } },
  definition: {
    name: 'a picture',
    steps: [{ id: 'picture', type: 't2i', provider, config: { prompt: `picture ${++count}`, quality: 'draft' } }],
    outputs: ['picture'],
  },
});

/** Files of attempts that are over. */
const leftovers = () =>
  readdirSync(join(stack.home, 'tmp'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

/** It fails with that code, leaves nothing behind, and the next work is done as if nothing had happened. */
async function survives(provider: string, code: string): Promise<void> {
  const { status, error } = await runToEnd(stack, picture(provider));
  expect({ status, code: error?.code }).toEqual({ status: 'failed', code });
  expect(error!.message).not.toContain(CANARY);
  expect(leftovers()).toEqual([]);
  const next = await runToEnd(stack, picture(provider));
  expect(next).toMatchObject({ status: 'completed' });
  expect(leftovers()).toEqual([]);
}

const PRIVATE = [
  'http://169.254.169.254/latest',
  'https://localhost/x.png',
  'https://[::1]/x.png',
  'file:///etc/hosts',
];

describe('fal', () => {
  it.each<[string, Mishap, string]>([
    ['status', 'truncated_json', 'provider_unavailable'],
    ['status', 'html', 'provider_unavailable'],
    ['status', 'ten_gigabytes', 'bad_answer'],
    ['result', 'truncated_json', 'provider_unavailable'],
    ['submit', 'truncated_json', 'outcome_unknown'],
    ['submit', 'html', 'outcome_unknown'],
    ['file', 'html', 'bad_answer'],
    ['file', 'ten_gigabytes', 'bad_answer'],
    ['file', 'stops_at_99', 'network'],
    ['file', 'slow_drip', 'timeout'],
    ['file', 'private_redirect', 'bad_answer'],
  ])('%s: %s', async (place, mishap, code) => {
    const times = ['network', 'timeout', 'provider_unavailable'].includes(code) ? TRIES : 1;
    for (let time = 0; time < times; time++) fal.fail(place, mishap);
    await survives('fal', code);
  });

  it.each(PRIVATE)('names a file at %s', async (url) => {
    fal.fail('result', { body: { images: [{ url }] } });
    await survives('fal', 'bad_answer');
  });
});

describe('replicate', () => {
  it.each<[string, Mishap, string]>([
    ['status', 'truncated_json', 'provider_unavailable'],
    ['status', 'ten_gigabytes', 'bad_answer'],
    ['submit', 'html', 'outcome_unknown'],
    ['file', 'html', 'bad_answer'],
    ['file', 'ten_gigabytes', 'bad_answer'],
    ['file', 'stops_at_99', 'network'],
    ['file', 'slow_drip', 'timeout'],
    ['file', 'private_redirect', 'bad_answer'],
  ])('%s: %s', async (place, mishap, code) => {
    const times = ['network', 'timeout', 'provider_unavailable'].includes(code) ? TRIES : 1;
    for (let time = 0; time < times; time++) replicate.fail(place, mishap);
    await survives('replicate', code);
  });

  it.each(PRIVATE)('names a file at %s', async (output) => {
    replicate.fail('status', { body: { id: 'p', status: 'succeeded', output } });
    await survives('replicate', 'bad_answer');
  });
});

describe('openai', () => {
  it.each<[Mishap]>([['truncated_json'], ['html'], ['ten_gigabytes'], ['stops_at_99'], ['slow_drip'], ['lost']])(
    'the answer: %s',
    async (mishap) => {
      openai.fail('images/generations', mishap);
      await survives('openai', 'outcome_unknown');
    },
  );

  it('sends a page as a picture', async () => {
    openai.fail('images/generations', { body: { data: [{ b64_json: btoa('<html>Sorry</html>') }] } });
    await survives('openai', 'bad_answer');
  });

  it.each(PRIVATE)('names a picture at %s', async (url) => {
    openai.fail('images/generations', { body: { data: [{ url }] } });
    await survives('openai', 'bad_answer');
  });
});

describe('comfyui', () => {
  it.each<[ViewFault, number, string]>([
    ['html', 1, 'bad_answer'],
    ['huge', 1, 'bad_answer'],
    ['gone', 1, 'bad_answer'],
    ['truncated', 3, 'network'],
    ['drip', 3, 'timeout'],
  ])('the file: %s', async (fault, times, code) => {
    comfy.viewFaults.push(...Array.from({ length: times }, () => fault));
    await survives('comfyui', code);
  });
});
