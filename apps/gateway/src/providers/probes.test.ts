import { PipelineFailure } from '#pipeline';
import type { Providers } from '#providers';
import { ApiError } from '../problem.filter.js';
import { ProbesService } from './probes.service.js';

/** A service before a provider whose probe does this; how often it was asked is counted. */
function serviceFor(probe?: (signal: AbortSignal) => Promise<string>) {
  const asked = { times: 0 };
  const counted = (signal: AbortSignal) => ((asked.times += 1), probe!(signal));
  const get = (id: string) => (id === 'fal' ? { id, ...(probe && { probe: counted }) } : undefined);
  return { asked, service: new ProbesService({ get } as unknown as Providers) };
}

test('what a provider says of itself is told, with how long it took', async () => {
  const { service } = serviceFor(async () => 'It knows the key.');
  expect(await service.test('fal')).toEqual({
    ...{ provider: 'fal', ok: true, detail: 'It knows the key.' },
    ...{ latency_ms: expect.any(Number) as number, checked_at: expect.stringMatching(/Z$/) as string },
  });
});

test('a failure has its stable code, and what to do', async () => {
  const { service } = serviceFor(async () => {
    throw new PipelineFailure('unauthorised', 'fal: preparing an upload was answered 401');
  });
  expect(await service.test('fal')).toMatchObject({
    ...{ ok: false, code: 'unauthorised', detail: 'fal: preparing an upload was answered 401.' },
    hint: expect.stringContaining('key') as string,
  });
});

test('nobody is waited for longer than is allowed', async () => {
  const { service } = serviceFor(
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
  );
  expect(await service.test('fal', 20)).toMatchObject({ ok: false, code: 'timeout' });
});

test('who asks again at once, or at the same time, is told what was found', async () => {
  const { service, asked } = serviceFor(async () => 'It knows the key.');
  const [one, two] = await Promise.all([service.test('fal'), service.test('fal')]);
  expect(two).toBe(one);
  expect(await service.test('fal')).toBe(one);
  expect(asked.times).toBe(1);
});

test('one without a free question is not asked', async () => {
  expect(await serviceFor().service.test('fal')).toMatchObject({ ok: false, code: 'no_free_check' });
});

test('who is not set up, or not known, is said to be so, each time', async () => {
  const { service } = serviceFor();
  for (const [id, status] of [
    ['openai', 409],
    ['nobody', 404],
    ['nobody', 404],
  ] as const) {
    const failure = await service.test(id).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({ status });
  }
});
