import { join } from 'node:path';
import type { components } from '#contracts';
import { FakeAnthropic, FakeFal, FakeOpenAi, FakeReplicate, afterFile, startFakeComfy, tempDir, until } from '#testing';
import type { FakeComfy, FakeReply } from '#testing';
import { reelwright } from './support/cli.js';
import { commandLines, everythingIn, filesBelow, placesWith } from './support/search.js';
import type { Place } from './support/search.js';
import { get, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

/** Each key is known by itself, so that what leaks says whose it is. */
const KEYS = {
  fal: 'canary-fal-5f1c9a:e07+d2/b4',
  replicate: 'r8_canary-replicate-88d1',
  openai: 'sk-canary-openai-02ee41',
  anthropic: 'sk-ant-canary-c93b20',
  comfyui: 'canary-comfy-p@ss 91',
  gateway: 'canary-gateway-77aa03',
};
const SECRETS = [...Object.values(KEYS), `operator:${KEYS.comfyui}`];

let fal: FakeFal;
let replicate: FakeReplicate;
let openai: FakeOpenAi;
let anthropic: FakeAnthropic;
let comfy: FakeComfy;
let stack: TestStack;
const shown: Place[] = [];
beforeAll(async () => {
  fal = await new FakeFal({ key: KEYS.fal }).start();
  replicate = await new FakeReplicate({ token: KEYS.replicate }).start();
  openai = await new FakeOpenAi({ key: KEYS.openai }).start();
  anthropic = await new FakeAnthropic({ key: KEYS.anthropic }).start();
  for (const fake of [fal, replicate, openai, anthropic]) afterFile(() => fake.stop());
  comfy = await startFakeComfy();
  const comfyUrl = comfy.url.replace('://', `://operator:${encodeURIComponent(KEYS.comfyui)}@`);
  const settings = {
    comfyuiUrls: comfyUrl,
    ...{ falKey: KEYS.fal, falQueueUrl: fal.url, falRestUrl: fal.url },
    ...{ replicateToken: KEYS.replicate, replicateUrl: `${replicate.url}/v1` },
    ...{ openaiKey: KEYS.openai, openaiUrl: `${openai.url}/v1` },
    ...{ anthropicKey: KEYS.anthropic, anthropicUrl: anthropic.url },
    ...{ apiKey: KEYS.gateway, logLevel: 'trace', compactAfterSec: 1 },
  };
  stack = await wholeStack(settings, KEYS.gateway);
});

type Body = components['schemas']['CreatePipelineDto'];
let count = 0;
function picture(provider: string, more: Partial<Body> = {}): Body {
  const step = { id: 'picture', type: 't2i', provider, config: { prompt: `picture ${++count}`, quality: 'draft' } };
  const definition = {
    name: provider,
    steps: [{ ...step, retry: { maxAttempts: 2, backoffMs: 1 } }],
    outputs: ['picture'],
  };
  return { inputs: {}, seed: 1, definition, run: true, ...more };
}

/** The same place in a pipeline, for language models. */
function words(provider: string): Body {
  const config = { input_prompts: `words ${++count}` };
  const step = { id: 'picture', type: 'prompt_enhance', provider, config, retry: { maxAttempts: 2, backoffMs: 1 } };
  return { inputs: {}, seed: 1, definition: { name: provider, steps: [step], outputs: ['picture'] }, run: true };
}

/** Gathers an answer of the gateway as it came, and gives it back. */
async function ask(path: string, body?: object, key = KEYS.gateway): Promise<string> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'idempotency-key': `k${++count}`,
  };
  const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
  const response = await fetch(`${stack.url}${path}`, init);
  const text = await response.text();
  shown.push({ where: `${path} over HTTP`, bytes: Buffer.from(`${JSON.stringify([...response.headers])}\n${text}`) });
  return text;
}

/** Runs it to its end, and looks at it from every side. */
async function run(body: Body): Promise<string> {
  const { id } = JSON.parse(await ask('/pipelines', body)) as { id: string };
  await until(async () => ['completed', 'failed'].includes((await get(stack, id)).status));
  for (const path of ['', '/events', '/log', '/steps', '/steps/picture', '/checkpoints', '/checkpoints/export'])
    await ask(`/pipelines/${id}${path}`);
  return (await get(stack, id)).status;
}

/** What a provider may send back of what it was sent. */
const echoes = (key: string): string[] => [
  `Cannot do that with Authorization: Key ${key}`,
  `as Base64: ${Buffer.from(key).toString('base64')}; in a URL: https://x/?key=${encodeURIComponent(key)}`,
];
const refusals = (key: string): FakeReply[] =>
  echoes(key).flatMap((text): FakeReply[] => [
    { status: 400, body: { detail: text, error: { message: text, code: text, type: text } } },
    { status: 401, body: { detail: text, error: { message: text } } },
    { status: 429, headers: { 'retry-after-ms': '1' }, body: { detail: text, error: { message: text } } },
    { status: 500, headers: { 'content-type': `text/plain; ${key}` }, body: text },
    { status: 200, headers: { 'content-type': `text/html` }, body: `<html>${text}</html>` },
    { status: 422, body: { detail: [{ loc: ['body', key], msg: text, type: key, input: key }] } },
  ]);

describe('keys of providers and of the gateway', () => {
  it('serve their purpose', async () => {
    for (const provider of ['fal', 'replicate', 'openai', 'comfyui'])
      expect(await run(picture(provider))).toBe('completed');
    for (const provider of ['openai', 'anthropic']) expect(await run(words(provider))).toBe('completed');
    expect(await ask('/pipelines', undefined, 'wrong')).toContain('unauthorised');
  });

  it('come back in what providers say, at every place', async () => {
    for (const reply of refusals(KEYS.fal))
      for (const place of ['submit', 'status', 'result']) {
        for (let times = 0; times < 2; times++) fal.fail(place, reply);
        await run(picture('fal', { options: { retry: { maxAttempts: 1 } } }));
      }
  });

  it('also in the others’ words', async () => {
    for (const [fake, key, place, provider] of [
      [replicate, KEYS.replicate, 'submit', 'replicate'],
      [openai, KEYS.openai, 'images/generations', 'openai'],
    ] as const)
      for (const reply of refusals(key)) {
        fake.fail(place, reply);
        await run(picture(provider));
      }
    for (const text of echoes(KEYS.replicate)) {
      replicate.fail('status', { body: { id: 'p', status: 'failed', error: text, logs: text, output: null } });
      await run(picture('replicate'));
    }
    for (const text of echoes(KEYS.fal)) {
      const logs = [{ timestamp: '2026-11-21T10:00:00Z', level: 'INFO', source: 'USER', message: text }];
      fal.fail('status', { body: { status: 'COMPLETED', logs, error: text, error_type: text } });
      await run(picture('fal'));
    }
    for (const text of [...echoes(KEYS.comfyui), ...echoes(`operator:${KEYS.comfyui}`)]) {
      comfy.executor.raise.push({ type: 'ValueError', message: text });
      await run(picture('comfyui'));
    }
  });

  it('also in what language models say', async () => {
    for (const reply of refusals(KEYS.openai)) {
      openai.fail('chat/completions', reply);
      await run(words('openai'));
    }
    for (const reply of refusals(KEYS.anthropic)) {
      anthropic.fail('messages', reply);
      await run(words('anthropic'));
    }
    for (const text of echoes(KEYS.openai)) {
      const message = { role: 'assistant', content: null, refusal: text };
      openai.fail('chat/completions', { body: { choices: [{ index: 0, message, finish_reason: 'stop' }] } });
      expect(await run(words('openai'))).toBe('failed');
    }
    const usage = { input_tokens: 1, output_tokens: 1 };
    for (const text of echoes(KEYS.anthropic)) {
      const content = [{ type: 'text', text }];
      anthropic.fail('messages', { body: { content, usage, stop_reason: 'refusal' } });
      expect(await run(words('anthropic'))).toBe('failed');
      // Not in the form asked for, twice.
      const odd = [{ type: 'text', text: JSON.stringify({ [KEYS.anthropic]: text, prompts: KEYS.anthropic }) }];
      for (let times = 0; times < 2; times++)
        anthropic.fail('messages', { body: { content: odd, usage, stop_reason: 'end_turn' } });
      expect(await run(words('anthropic'))).toBe('failed');
    }
  });

  it('are shown by no command', async () => {
    const env = {
      ANTHROPIC_API_KEY: KEYS.anthropic,
      FAL_KEY: KEYS.fal,
      REPLICATE_API_TOKEN: KEYS.replicate,
      OPENAI_API_KEY: KEYS.openai,
    };
    const all = {
      ...env,
      REELWRIGHT_API_KEY: KEYS.gateway,
      COMFYUI_URLS: `http://operator:${encodeURIComponent(KEYS.comfyui)}@127.0.0.1:9`,
    };
    const { items } = JSON.parse(await ask('/pipelines?limit=100')) as { items: { id: string; status: string }[] };
    const done = items.find(({ status }) => status === 'completed')!.id;
    const failed = items.find(({ status }) => status === 'failed')!.id;
    const folder = join(tempDir(), 'export');
    const url = ['--url', stack.url];
    for (const args of [
      ['config', 'show', '--json'],
      ['doctor', '--json'],
      ['ledger', ...url],
      ['status', '--all', ...url],
      ['status', failed, '--json', ...url],
      ['logs', failed, ...url],
      ['logs', failed, '--json', ...url],
      ['checkpoints', done, '--export', folder, ...url],
      ['watch', failed, ...url],
    ]) {
      const { stdout, stderr } = await reelwright(args, all);
      shown.push({ where: `reelwright ${args.join(' ')}`, bytes: Buffer.from(stdout + stderr) });
    }
    shown.push(...filesBelow(folder));
    expect(filesBelow(folder).length).toBeGreaterThan(1);
  });

  it('are nowhere: not in Redis, in files, in logs, in answers, in the list of processes', async () => {
    for (const path of [
      '/ledger?limit=500',
      '/queue',
      '/storage',
      '/health',
      '/openapi.json',
      '/pipelines/nope',
      '/usage',
    ])
      await ask(path);
    await ask('/admin/queues/api/queues?activeQueue=remote&status=failed&page=1');
    // Some of it is archived by now, and what comes from the archive is looked at too.
    const { items } = JSON.parse(await ask('/pipelines?limit=100')) as { items: { id: string }[] };
    const kept = await everythingIn(stack.stack.redisUrl);
    for (const { id } of items) await ask(`/pipelines/${id}/log`);
    const files = filesBelow(stack.home);
    const found = placesWith(SECRETS, [...shown, ...kept, ...files, commandLines()]);
    expect([...new Set(found)]).toEqual([]);
    // The search finds what is there.
    expect(kept.some(({ where }) => where.includes(':lg:'))).toBe(true);
    expect(placesWith(['picture 1'], kept).length).toBeGreaterThan(0);
    const logs = ['appendonly', '.log', join('logs', 'pipelines')];
    for (const part of logs) expect(files.map(({ where }) => where)).toContainEqual(expect.stringContaining(part));
    expect(placesWith(['picture 1'], files).length).toBeGreaterThan(0);
  });
});
