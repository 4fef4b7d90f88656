import { readFileSync } from 'node:fs';
import {
  CANARY,
  FAL_MODERATION,
  FakeFal,
  PICTURE,
  QUICK,
  afterFile,
  collected,
  context,
  failureOf,
  work,
} from '#testing';
import { JobFailure } from '../port.js';
import type { ProviderJob } from '../port.js';
import { Prices } from '../prices/prices.js';
import { FAL_MODELS } from './models.js';
import { FalProvider } from './provider.js';
import { isFalWebhook } from './webhook.js';

const KLING = 'fal-ai/kling-video/v2.6/pro/image-to-video';
const lighthouse = work('t2i', 'fal-ai/nano-banana', { prompt: 'a lighthouse' });
let fake: FakeFal;
const providerFor = ({ url }: FakeFal, key = CANARY) =>
  new FalProvider({ key, prices: Prices.read(), queueUrl: url, restUrl: url, limits: QUICK, pollMs: [5, 10] });

beforeEach(async () => {
  fake = await new FakeFal({ key: CANARY, looks: 2 }).start();
});
afterEach(() => fake.stop());
afterFile(() => fake?.stop());

async function made(asked = lighthouse) {
  const ctx = await context();
  const provider = providerFor(fake);
  return collected(provider.attach(await provider.submit(asked, ctx), ctx));
}

/** After a restart nothing is left but the journal. */
async function reattached(job: ProviderJob) {
  return collected(providerFor(fake).attach(JSON.parse(JSON.stringify(job)) as ProviderJob, await context()));
}

describe('work by fal', () => {
  it('gives the picture with what was billed', async () => {
    const events = await made();
    expect(events).toContainEqual({ type: 'cost', microDollars: 39_000 });
    expect(events).toContainEqual({ type: 'log', message: 'loading the model' });
    const output = events.find((event) => event.type === 'output');
    expect(output).toMatchObject({
      port: 'image',
      output: { file: { mime: 'image/png', facts: { width: 320, height: 180 } } },
    });
    expect(fake.bill).toHaveLength(1);
  });

  it('sends the picture up, and spells the length as the model wants it', async () => {
    const events = await made(work('i2v', KLING, { motion_prompt: 'slow pan', duration: 7 }, { image: PICTURE }));
    expect(events.at(-1)).toMatchObject({ output: { file: { media: 'video', facts: { durationSec: 10 } } } });
    expect(events).toContainEqual({ type: 'cost', microDollars: 700_000 });
    const [upload] = fake.askedAt('/files/', 'PUT');
    expect(upload!.headers['content-type']).toBe('image/png');
    expect(upload!.headers.authorization).toBeUndefined();
    const [submit] = fake.askedAt('kling', 'POST');
    expect(JSON.parse(submit!.body.toString())).toMatchObject({ duration: '10', generate_audio: false });
  });

  it('is told the last frame too, where the model takes one; a model that has ended says so', async () => {
    await made(work('i2v', KLING, { motion_prompt: 'slow pan', duration: 5 }, { image: PICTURE, end_image: PICTURE }));
    const [submit] = fake.askedAt('kling', 'POST');
    const { start_image_url, end_image_url } = JSON.parse(submit!.body.toString()) as Record<string, string>;
    expect(end_image_url).toMatch(/\/files\//);
    expect(end_image_url).not.toBe(start_image_url);
    const offers = await providerFor(fake).capabilities();
    const offer = (part: string) => offers.find(({ model }) => model.includes(part))!;
    expect([offer('v2.6/pro/image').ports, offer('veo3.1').ports]).toEqual([['end_image'], undefined]);
    expect(offer('sora-2').unavailable!.message).toMatch(/no longer served/);
  });

  it('is asked of every model as the model wants it, at the price that is quoted', async () => {
    const provider = providerFor(fake);
    const ctx = await context();
    for (const { model, step, unavailable } of await provider.capabilities()) {
      if (unavailable) continue;
      const asked = work(step, model, { prompt: 'a lighthouse', duration: 5 }, { image: PICTURE });
      await provider.submit(asked, ctx);
      const billed = fake.bill.at(-1)!;
      expect([model, billed.microDollars]).toEqual([model, priceless(model) ?? provider.quote(asked)]);
    }
    expect(fake.bill).toHaveLength(FAL_MODELS.length - 1);
  });

  it('is attached to again from its JSON alone, without another bill', async () => {
    const ctx = await context();
    const job = await providerFor(fake).submit(lighthouse, ctx);
    expect(JSON.stringify(job)).not.toContain(CANARY);
    const [first, second] = [await reattached(job), await reattached(job)];
    expect(first.at(-1)).toMatchObject({ type: 'output' });
    expect(second.at(-1)).toMatchObject({ type: 'output' });
    expect(fake.bill).toHaveLength(1);
  });

  it('refuses lengths that no model makes before anything is sent', async () => {
    const asked = work('i2v', KLING, { motion_prompt: 'pan', duration: 30 }, { image: PICTURE });
    const failure = await failureOf(providerFor(fake).submit(asked, await context()));
    expect(failure).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('5, 10 seconds') as string,
    });
    expect(fake.asked).toHaveLength(0);
  });

  it('is cancelled by request, also when it is too late', async () => {
    const provider = providerFor(fake);
    const job = await provider.submit(lighthouse, await context());
    await provider.cancel(job);
    expect(fake.askedAt('/cancel', 'PUT')).toHaveLength(1);
    expect(await failureOf(reattached(job))).toMatchObject({ message: expect.stringContaining('cancelled') as string });
    await provider.cancel(job);
  });

  it('goes on at fal when nobody listens any more', async () => {
    const stop = new AbortController();
    const ctx = await context(stop.signal);
    const provider = providerFor(fake);
    const job = await provider.submit(lighthouse, ctx);
    const listening = provider.attach(job, ctx)[Symbol.asyncIterator]();
    await listening.next();
    stop.abort(new Error('shutting down'));
    await expect(listening.next()).rejects.toThrow(/shutting down/);
    expect(fake.askedAt('/cancel')).toHaveLength(0);
    expect((await reattached(job)).at(-1)).toMatchObject({ type: 'output' });
  });
});

/** Where the fake's simple bill does not follow the settings. */
const priceless = (model: string) =>
  ({ 'fal-ai/nano-banana-2/edit': 39_000, 'fal-ai/nano-banana-pro/edit': 39_000 })[model];

describe('what fal refuses', () => {
  it('is told in its words when it is moderated', async () => {
    const failure = await failureOf(made(work('t2i', 'fal-ai/nano-banana', { prompt: 'a forbidden thing' })));
    expect(failure).toBeInstanceOf(JobFailure);
    expect(failure).toMatchObject({ code: 'moderated', message: expect.stringContaining(FAL_MODERATION) as string });
    expect(fake.bill).toHaveLength(0);
  });

  it('is told when the key is wrong, without the key', async () => {
    const failure = await failureOf(providerFor(fake, `${CANARY}x`).submit(lighthouse, await context()));
    expect(failure).toMatchObject({ code: 'unauthorised', message: expect.stringContaining('•••') as string });
  });

  it.each([
    [{ status: 403, body: { detail: 'User is locked. Reason: Exhausted balance.' } }, 'quota_exceeded'],
    [{ status: 422, body: { detail: [{ loc: ['body', 'seed'], msg: 'too large', type: 'x' }] } }, 'invalid_input'],
    [{ status: 503, headers: { 'retry-after': '3' } }, 'provider_unavailable'],
    [{ status: 504, body: { detail: 'timed out', error_type: 'startup_timeout' } }, 'timeout'],
    [{ status: 502, body: '<html>Bad gateway</html>' }, 'outcome_unknown'],
    [{ status: 200, body: { error: 'something went wrong' } }, 'outcome_unknown'],
  ])('%j is %s', async (reply, code) => {
    fake.fail('submit', reply);
    expect(await failureOf(providerFor(fake).submit(lighthouse, await context()))).toMatchObject({ code });
    expect(fake.askedAt('nano-banana', 'POST')).toHaveLength(1);
  });

  it('is a failure of the job when fal says that its runner broke', async () => {
    fake.fail('status', { body: { status: 'COMPLETED', error: 'Runner lost', error_type: 'runner_disconnected' } });
    fake.fail('result', { status: 503, body: { detail: 'Runner lost', error_type: 'runner_disconnected' } });
    const failure = await failureOf(made());
    expect(failure).toBeInstanceOf(JobFailure);
    expect(failure.code).toBe('provider_unavailable');
  });
});

describe('trouble on the way', () => {
  it.each(['lost', 'truncated_json'] as const)('an answer that is %s leaves a paid request unknown', async (mishap) => {
    fake.fail('submit', mishap);
    const provider = providerFor(fake);
    expect(await failureOf(provider.submit(lighthouse, await context()))).toMatchObject({ code: 'outcome_unknown' });
    expect(await provider.find()).toBe('unknown');
    expect(fake.bill).toHaveLength(1);
  });

  it('where nobody listens nothing was sent, and it may be tried again', async () => {
    await fake.stop();
    expect(await failureOf(providerFor(fake).submit(lighthouse, await context()))).toMatchObject({ code: 'network' });
  });

  it('does not hinder questions, which are asked again', async () => {
    for (const at of ['status', 'result', 'file']) {
      fake.fail(at, 'lost');
      fake.fail(at, { status: 503 });
      fake.fail(at, { status: 429, headers: { 'retry-after': '0' } });
    }
    fake.fail('status', 'truncated_json');
    expect((await made()).at(-1)).toMatchObject({ type: 'output' });
    expect(fake.bill).toHaveLength(1);
  });

  it('passes when it lasts, with the job as it is', async () => {
    const provider = providerFor(fake);
    const job = await provider.submit(lighthouse, await context());
    for (let times = 0; times < QUICK.tries; times++) fake.fail('status', { status: 503 });
    const failure = await failureOf(reattached(job));
    expect(failure).not.toBeInstanceOf(JobFailure);
    expect(failure.code).toBe('provider_unavailable');
    expect((await reattached(job)).at(-1)).toMatchObject({ type: 'output' });
    expect(fake.bill).toHaveLength(1);
  });

  it('says so when fal has forgotten the request', async () => {
    const job = await providerFor(fake).submit(lighthouse, await context());
    fake.forget();
    expect(await failureOf(reattached(job))).toMatchObject({ code: 'outcome_unknown' });
  });

  it.each(['stops_at_99', 'slow_drip'] as const)('fetches a file again that %s', async (mishap) => {
    fake.fail('file', mishap);
    const ctx = await context();
    const provider = providerFor(fake);
    const events = await collected(provider.attach(await provider.submit(lighthouse, ctx), ctx));
    const output = events.at(-1) as unknown as { output: { file: { path: string } } };
    expect(readFileSync(output.output.file.path).subarray(1, 4).toString()).toBe('PNG');
  });

  it.each([
    ['html', /no image/],
    ['ten_gigabytes', /more than 4000 MB/],
    ['private_redirect', /refused/],
  ] as const)('does not take a file that is %s', async (mishap, message) => {
    fake.fail('file', mishap);
    expect(await failureOf(made())).toMatchObject({
      code: 'bad_answer',
      message: expect.stringMatching(message) as string,
    });
  });

  it('sends the key to nobody else', async () => {
    const other = await new FakeFal({ key: CANARY }).start();
    afterFile(() => other.stop());
    const urls = { status_url: `${other.url}/status`, response_url: other.url, cancel_url: other.url };
    fake.fail('submit', { body: { request_id: 'r', status: 'IN_QUEUE', ...urls } });
    expect(await failureOf(made())).toMatchObject({ code: 'bad_answer' });
    expect(other.asked).toHaveLength(0);
  });
});

describe('a webhook of fal', () => {
  const now = 1_795_000_000;
  const check = (change: (hook: ReturnType<FakeFal['webhook']>) => void, at = now) => {
    const hook = fake.webhook('request-1', now);
    change(hook);
    const { keys } = {
      keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'broken' }, fake.keys.publicKey.export({ format: 'jwk' })],
    };
    return isFalWebhook(hook.headers, hook.body, keys, at);
  };

  it('is known by its signature, also when it comes twice', () => {
    expect(check(() => {})).toBe(true);
    expect(check(() => {}, now + 299)).toBe(true);
  });

  it('is refused when it is old, changed, unsigned, or signed by another', () => {
    expect(check(() => {}, now + 301)).toBe(false);
    expect(check((hook) => (hook.body += ' '))).toBe(false);
    expect(check(({ headers }) => (headers['x-fal-webhook-request-id'] = 'request-2'))).toBe(false);
    expect(check(({ headers }) => delete headers['x-fal-webhook-signature'])).toBe(false);
    expect(check(({ headers }) => (headers['x-fal-webhook-signature'] = '0'.repeat(128)))).toBe(false);
    expect(check(({ headers }) => (headers['x-fal-webhook-timestamp'] = 'now'))).toBe(false);
  });
});
