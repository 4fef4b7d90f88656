import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PipelineFailure } from '#pipeline';
import { CANARY, FakeAnthropic, FakeFal, FakeOpenAi, FakeReplicate, afterFile, startFakeComfy } from '#testing';
import { installedProviders } from './installed.js';
import type { Provider } from './port.js';

const SETTINGS = {
  comfyuiWorkflows: '',
  falQueueUrl: 'http://127.0.0.1:9',
  falRestUrl: 'http://127.0.0.1:9',
  replicateUrl: 'http://127.0.0.1:9',
  openaiImageModel: 'gpt-image-1.5',
  openaiSpeechModel: 'gpt-4o-mini-tts',
  openaiChatModel: 'gpt-4.1-mini',
  anthropicUrl: 'http://127.0.0.1:9',
  anthropicModel: 'claude-haiku-5-5',
};

const fal = new FakeFal({ key: CANARY });
const replicate = new FakeReplicate({ token: CANARY });
const openai = new FakeOpenAi({ key: CANARY });
const anthropic = new FakeAnthropic({ key: CANARY });
const fakes = { fal, replicate, openai, anthropic };
type Remote = keyof typeof fakes;
const REMOTE = Object.keys(fakes) as Remote[];
/** What a fake calls the question. */
const PLACE: Record<Remote, string> = { fal: 'upload', replicate: 'account', openai: 'models', anthropic: 'models' };

beforeAll(async () => {
  for (const fake of Object.values(fakes)) await fake.start();
});
afterFile(async () => {
  for (const fake of Object.values(fakes)) await fake.stop();
});

/** The provider as it is installed, with a key, at its fake. */
function installed(id: string, key = CANARY, more: object = {}): Provider {
  const keys = { falKey: key, replicateToken: key, openaiKey: key, anthropicKey: key };
  const urls = { falQueueUrl: fal.url, falRestUrl: fal.url, anthropicUrl: anthropic.url };
  const compatible = { replicateUrl: `${replicate.url}/v1`, openaiUrl: `${openai.url}/v1` };
  const providers = installedProviders({ ...SETTINGS, ...keys, ...urls, ...compatible, ...more });
  return providers.find((provider) => provider.id === id)!;
}

const answerOf = (provider: Provider, signal = AbortSignal.timeout(60_000)): Promise<string> => provider.probe!(signal);
const failureOf = async (provider: Provider, signal?: AbortSignal): Promise<unknown> =>
  answerOf(provider, signal).then(
    () => undefined,
    (error: unknown) => error,
  );

test.each(REMOTE)('%s says that it is there and knows the key, and nothing is billed', async (id) => {
  expect(await answerOf(installed(id))).toMatch(/^It /);
  expect(fakes[id].bill).toEqual([]);
});

test('what they know is told', async () => {
  expect(await answerOf(installed('replicate'))).toContain('acme');
  expect(await answerOf(installed('openai'))).toBe('It answers, with 3 models.');
  expect(await answerOf(installed('openai', CANARY, { openaiChatModel: 'qwen3' }))).toContain('Not among them: qwen3.');
  openai.fail('models', { status: 404, body: { error: { message: 'Unknown request URL' } } });
  expect(await answerOf(installed('openai'))).toContain('no list');
});

test.each(REMOTE)('%s with a wrong key is told apart, and the key is not repeated', async (id) => {
  const failure = (await failureOf(installed(id, 'wrong-secret'))) as PipelineFailure;
  expect(failure).toMatchObject({ code: 'unauthorised' });
  expect(failure.message).not.toContain('wrong-secret');
});

test.each(REMOTE)('%s that breaks off, or answers something else, is no success', async (id) => {
  fakes[id].fail(PLACE[id], 'lost');
  expect(await failureOf(installed(id))).toMatchObject({ code: 'network' });
  fakes[id].fail(PLACE[id], 'html');
  expect(await failureOf(installed(id))).toMatchObject({ code: 'provider_unavailable' });
  fakes[id].fail(PLACE[id], { status: 503, body: {} });
  expect(await failureOf(installed(id))).toMatchObject({ code: 'provider_unavailable' });
});

test.each(REMOTE)('%s is waited for no longer than the caller wants', async (id) => {
  fakes[id].fail(PLACE[id], 'slow_drip');
  expect(await failureOf(installed(id), AbortSignal.timeout(60))).toMatchObject({ name: 'TimeoutError' });
});

test('ComfyUI says which version it is, on which card; of several one has to answer', async () => {
  const comfy = await startFakeComfy();
  const at = (...urls: string[]) => installed('comfyui', CANARY, { comfyuiUrls: urls.join(',') });
  expect(await answerOf(at(comfy.url))).toBe(`ComfyUI 0.33.0 at ${comfy.url} answers (fake, 24.0 GB free).`);
  const nobody = 'http://127.0.0.1:9';
  expect(await answerOf(at(comfy.url, nobody))).toMatch(/answers \(fake.*; ComfyUI at http:\/\/127.0.0.1:9: /);
  expect(await failureOf(at(nobody))).toMatchObject({ code: 'provider_unavailable' });
});

test('ComfyUI behind a password says that it is the wrong one', async () => {
  const server = createServer((_, response) => response.writeHead(401).end('who is user:hidden?')).listen(
    0,
    '127.0.0.1',
  );
  afterFile(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const failure = await failureOf(
    installed('comfyui', CANARY, { comfyuiUrls: `http://user:hidden@127.0.0.1:${port}` }),
  );
  expect(failure).toMatchObject({ code: 'unauthorised' });
  expect((failure as Error).message).not.toContain('hidden');
});

test('what is built in is always there', async () => {
  for (const id of ['sketch', 'ffmpeg', 'builtin']) expect(await answerOf(installed(id))).toContain('nothing to pay');
});
