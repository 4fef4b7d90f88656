import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CANARY,
  FakeReplicate,
  PICTURE,
  QUICK,
  REPLICATE_MODERATION,
  collected,
  context,
  failureOf,
  tempDir,
  work,
} from '#testing';
import { JobFailure } from '../port.js';
import type { ProviderJob } from '../port.js';
import { Prices } from '../prices/prices.js';
import { ReplicateProvider } from './provider.js';

const lighthouse = work('t2i', 'black-forest-labs/flux-schnell', { prompt: 'a lighthouse' });
let fake: FakeReplicate;
beforeEach(async () => {
  fake = await new FakeReplicate({ token: CANARY }).start();
});
afterEach(() => fake.stop());

const providerFor = (token = CANARY) =>
  new ReplicateProvider({ token, baseUrl: `${fake.url}/v1`, prices: Prices.read(), limits: QUICK, pollMs: [5, 10] });
async function made(asked = lighthouse) {
  const ctx = await context();
  const provider = providerFor();
  return collected(provider.attach(await provider.submit(asked, ctx), ctx));
}
const reattached = async (job: ProviderJob) =>
  collected(providerFor().attach(JSON.parse(JSON.stringify(job)) as ProviderJob, await context()));

describe('work by Replicate', () => {
  it('gives pictures and videos; without a price the cost stays unknown', async () => {
    const events = await made();
    expect(events).toContainEqual({ type: 'log', message: 'warming up' });
    expect(events.at(-1)).toMatchObject({ port: 'image', output: { file: { mime: 'image/png' } } });
    expect(events.some(({ type }) => type === 'cost')).toBe(false);
    const film = await made(work('i2v', 'wan-video/wan-2.2-i2v-fast', { prompt: 'waves' }, { image: PICTURE }));
    expect(film.at(-1)).toMatchObject({ port: 'video', output: { file: { facts: { durationSec: 5 } } } });
    expect(fake.bill).toHaveLength(2);
  });

  it('is quoted and billed by your list of prices', async () => {
    const row = { provider: 'replicate', date: '2026-11-21', source: 'invoice' };
    const path = join(tempDir(), 'prices.json');
    const models = [
      { ...row, model: 'black-forest-labs/flux-schnell', unit: 'image', microDollars: 3_000 },
      { ...row, model: 'wan-video/wan-2.2-i2v-fast', unit: 'second', microDollars: 10_000 },
      { ...row, model: 'black-forest-labs/flux-kontext-pro', unit: 'compute_second', microDollars: 500 },
    ];
    writeFileSync(path, JSON.stringify({ models }));
    const prices = Prices.read(path);
    const priced = new ReplicateProvider({ token: CANARY, baseUrl: `${fake.url}/v1`, prices, limits: QUICK });
    expect(priced.quote(lighthouse)).toBe(3_000);
    expect(priced.quote(work('i2v', 'wan-video/wan-2.2-i2v-fast', { duration: 5.5 }))).toBe(60_000);
    expect(priced.quote(work('i2i', 'black-forest-labs/flux-kontext-pro', {}))).toBeUndefined();
    const ctx = await context();
    const events = await collected(priced.attach(await priced.submit(lighthouse, ctx), ctx));
    expect(events).toContainEqual({ type: 'cost', microDollars: 3_000 });
  });

  it('is attached to again from its JSON alone, without another bill', async () => {
    const job = await providerFor().submit(lighthouse, await context());
    expect(JSON.stringify(job)).not.toContain(CANARY);
    fake.fail('status', 'lost');
    fake.fail('status', { status: 429, body: { detail: 'Request was throttled.' } });
    expect((await reattached(job)).at(-1)).toMatchObject({ type: 'output' });
    expect((await reattached(job)).at(-1)).toMatchObject({ type: 'output' });
    expect(fake.bill).toHaveLength(1);
  });

  it('is cancelled by request, also when it is gone', async () => {
    const provider = providerFor();
    const job = await provider.submit(lighthouse, await context());
    await provider.cancel(job);
    const failure = await failureOf(reattached(job));
    expect(failure).toBeInstanceOf(JobFailure);
    expect(failure.message).toContain('canceled');
    fake.forget();
    await provider.cancel(job);
    expect(await failureOf(reattached(job))).toMatchObject({ code: 'outcome_unknown' });
  });

  it('is refused in the words of Replicate', async () => {
    const failure = await failureOf(made(work('t2i', lighthouse.model, { prompt: 'a forbidden thing' })));
    expect(failure).toMatchObject({
      code: 'moderated',
      message: expect.stringContaining(REPLICATE_MODERATION) as string,
    });
    expect(await failureOf(providerFor(`${CANARY}x`).submit(lighthouse, await context()))).toMatchObject({
      code: 'unauthorised',
    });
  });

  it.each([
    [{ status: 402, body: { title: 'Insufficient credit' } }, 'quota_exceeded'],
    [{ status: 429, body: { detail: 'Your rate limit resets in ~30s.' } }, 'rate_limited'],
    [{ status: 500 }, 'provider_unavailable'],
    ['lost', 'outcome_unknown'],
    ['truncated_json', 'outcome_unknown'],
  ] as const)('%j is %s, and is handed in once', async (fault, code) => {
    fake.fail('submit', fault);
    expect(await failureOf(made())).toMatchObject({ code });
    expect(fake.askedAt('/models/', 'POST')).toHaveLength(1);
  });

  it('does not take a file that is none', async () => {
    fake.fail('file', 'html');
    expect(await failureOf(made())).toMatchObject({ code: 'bad_answer' });
  });
});
