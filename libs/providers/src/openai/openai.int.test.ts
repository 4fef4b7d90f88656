import {
  CANARY,
  FakeOpenAi,
  OPENAI_MODERATION,
  PICTURE,
  QUICK,
  afterFile,
  collected,
  context,
  failureOf,
  until,
  work,
} from '#testing';
import { JobFailure } from '../port.js';
import type { ProviderJob, Work } from '../port.js';
import { Prices } from '../prices/prices.js';
import { OpenAiProvider } from './provider.js';

let fake: FakeOpenAi;
const start = async (options: Partial<ConstructorParameters<typeof FakeOpenAi>[0]> = {}) => {
  const server = await new FakeOpenAi({ key: CANARY, ...options }).start();
  afterFile(() => server.stop());
  return server;
};
beforeEach(async () => {
  fake = await start();
});

const settings = (server: FakeOpenAi, key = CANARY) => ({
  ...{ key, baseUrl: `${server.url}/v1`, limits: QUICK, prices: Prices.read() },
});
const providerFor = (key = CANARY) =>
  new OpenAiProvider({ ...settings(fake, key), imageModel: 'gpt-image-1.5', speechModel: 'tts', chatModels: [] });
async function made(asked: Work) {
  const ctx = await context();
  const provider = providerFor();
  return collected(provider.attach(await provider.submit(asked, ctx), ctx));
}
const lighthouse = work('t2i', 'gpt-image-1.5', { prompt: 'a lighthouse', aspect: '9:16', quality: 'high' });

describe('pictures and speech', () => {
  it('are drawn in the nearest shape, at the price of their quality', async () => {
    const events = await made(lighthouse);
    expect(events[0]).toEqual({ type: 'cost', microDollars: 200_000 });
    expect(events[1]).toMatchObject({ port: 'image', output: { file: { facts: { width: 128, height: 192 } } } });
    expect(fake.bill).toMatchObject([{ microDollars: 200_000 }]);
    expect(fake.asked[0]!.headers['x-client-request-id']).toHaveLength(36);
  });

  it('are edited', async () => {
    const events = await made(work('i2i', 'gpt-image-1.5', { prompt: 'in snow' }, { image: PICTURE }));
    expect(events[1]).toMatchObject({ output: { file: { mime: 'image/png' } } });
  });

  it('are spoken; what they really are is told by their bytes', async () => {
    const [spoken] = await made(
      work('voice', 'tts', { text: 'Good evening to all of you.', voice: 'Captain', speed: 1 }),
    );
    expect(spoken).toMatchObject({
      port: 'audio',
      output: { file: { mime: 'audio/wav', facts: { sampleRate: 16_000 } } },
    });
    const { voice } = JSON.parse(fake.asked[0]!.body.toString()) as { voice: string };
    await made(work('voice', 'tts', { text: 'Again.', voice: 'Captain' }));
    expect(JSON.parse(fake.asked[1]!.body.toString())).toMatchObject({ voice });
    const long = work('voice', 'tts', { text: 'x'.repeat(5_000) });
    expect(await failureOf(made(long))).toMatchObject({ code: 'invalid_input' });
  });

  it('cannot be had again after a restart, and are not paid again', async () => {
    const job = await providerFor().submit(lighthouse, await context());
    const journalled = JSON.parse(JSON.stringify(job)) as ProviderJob;
    const failure = await failureOf(collected(providerFor().attach(journalled, await context())));
    expect(failure).toBeInstanceOf(JobFailure);
    expect(failure.code).toBe('outcome_unknown');
    expect(fake.bill).toHaveLength(1);
  });

  it.each([
    [
      {
        status: 429,
        headers: { 'retry-after': '2' },
        body: { error: { message: 'slow down', code: 'rate_limit_exceeded' } },
      },
      'rate_limited',
    ],
    [{ status: 429, body: { error: { message: 'no credit', type: 'insufficient_quota' } } }, 'quota_exceeded'],
    [{ status: 500, body: 'oops' }, 'provider_unavailable'],
    [{ status: 404, body: { error: { message: 'no such model', code: 'model_not_found' } } }, 'model_not_found'],
    [{ status: 200, body: { error: { message: 'broken' } } }, 'bad_answer'],
    [{ status: 200, body: { data: [{ b64_json: btoa('<html>Sorry</html>') }] } }, 'bad_answer'],
    ['lost', 'outcome_unknown'],
    ['truncated_json', 'outcome_unknown'],
    ['stops_at_99', 'outcome_unknown'],
    ['html', 'outcome_unknown'],
  ] as const)('%j is %s, and is asked once', async (fault, code) => {
    fake.fail('images/generations', fault);
    expect(await failureOf(made(lighthouse))).toMatchObject({ code });
    expect(fake.asked).toHaveLength(1);
  });

  it('are refused in the words of the server, and without the key', async () => {
    const forbidden = work('t2i', 'gpt-image-1.5', { prompt: 'a forbidden thing' });
    expect(await failureOf(made(forbidden))).toMatchObject({
      code: 'moderated',
      message: expect.stringContaining(OPENAI_MODERATION) as string,
    });
    const failure = await failureOf(providerFor(`${CANARY}x`).submit(lighthouse, await context()));
    expect(failure).toMatchObject({ code: 'unauthorised', message: expect.stringContaining('•••') as string });
  });

  it('are of unknown outcome when they are stopped half-way', async () => {
    const stop = new AbortController();
    fake.fail('images/generations', 'slow_drip');
    const failing = failureOf(providerFor().submit(lighthouse, await context(stop.signal)));
    await until(async () => fake.bill.length > 0);
    stop.abort();
    expect(await failing).toMatchObject({ code: 'outcome_unknown' });
  });
});
