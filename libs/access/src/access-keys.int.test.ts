import { sharedRedis, startToyEngine, until } from '#testing';
import type { ToyEngine } from '#testing';
import { AccessKeys } from './access-keys.js';
import type { KeySettings } from './access-keys.js';
import { newKey } from './secret.js';

let toy: ToyEngine;
let keys: AccessKeys;
beforeAll(async () => {
  toy = await startToyEngine({ redisUrl: await sharedRedis(), concurrency: 0 });
  keys = new AccessKeys(toy.engine.redis, toy.engine.keys);
});
afterAll(() => toy.close());

const SETTINGS: KeySettings = {
  name: 'a key',
  scopes: ['run', 'review'],
  rate: { perMinute: 600, burst: 100 },
  expiresAt: null,
};
const make = (settings: Partial<KeySettings> = {}) => keys.create({ ...SETTINGS, ...settings });

test('a key opens what it was made for, and is told by when it was used', async () => {
  const { record, key } = await make();
  expect(record).toEqual({
    ...{ id: record.id, name: 'a key', scopes: ['run', 'review'], rate: SETTINGS.rate },
    createdAt: expect.any(Number) as number,
  });
  expect(await keys.admit(key)).toEqual({
    ...{ verdict: 'ok', id: record.id, name: 'a key', scopes: ['run', 'review'] },
    allowance: { limit: SETTINGS.rate, left: 99, wholeInMs: 100 },
  });
  expect((await keys.get(record.id))!.usedAt).toBeGreaterThanOrEqual(record.createdAt);
});

test('what is stored does not hold the key', async () => {
  const { record, key } = await make();
  const stored = await toy.engine.redis.hgetall(toy.engine.keys.root(`key:${record.id}`));
  expect(JSON.stringify(stored)).not.toContain(key.slice(-43));
  expect(stored.hash).toMatch(/^[0-9a-f]{64}$/);
});

test('another secret of the same key, a key that was never made, and nothing at all are refused alike', async () => {
  const { record } = await make();
  const guessed = newKey().key.replace(/^rw_k[0-9a-f]{16}/, `rw_${record.id}`);
  for (const wrong of [guessed, newKey().key, '', 'rw_'])
    expect(await keys.admit(wrong)).toEqual({ verdict: 'unknown' });
  // Who guesses does not use up what the owner may ask.
  expect((await keys.get(record.id))!.usedAt).toBeUndefined();
});

test('an expired key and a revoked one are refused, and say why to who has the secret', async () => {
  const expired = await make({ expiresAt: Date.now() - 1 });
  expect(await keys.admit(expired.key)).toEqual({ verdict: 'expired' });
  const { record, key } = await make({ expiresAt: Date.now() + 3_600_000 });
  expect(await keys.admit(key)).toMatchObject({ verdict: 'ok' });
  expect(await keys.revoke(record.id)).toBe(true);
  expect(await keys.admit(key)).toEqual({ verdict: 'revoked' });
  const { revokedAt } = (await keys.get(record.id))!;
  expect(await keys.revoke(record.id)).toBe(true);
  expect((await keys.get(record.id))!.revokedAt).toBe(revokedAt);
  expect(await keys.revoke('k0')).toBe(false);
});

test('changing a key leaves the rest as it is, and a revoked one as it was', async () => {
  const { record } = await make({ expiresAt: 5 });
  expect(await keys.update(record.id, { name: 'renamed', expiresAt: null })).toBe('ok');
  expect(await keys.get(record.id)).toEqual({ ...record, name: 'renamed', expiresAt: undefined });
  expect(await keys.update(record.id, { scopes: ['read'], rate: { perMinute: 1, burst: 1 } })).toBe('ok');
  expect(await keys.get(record.id)).toMatchObject({ scopes: ['read'], rate: { perMinute: 1, burst: 1 } });
  await keys.revoke(record.id);
  expect(await keys.update(record.id, { scopes: ['admin'] })).toBe('revoked');
  expect(await keys.update('k0', { name: 'x' })).toBeUndefined();
  expect(await keys.get('k0')).toBeUndefined();
});

test('its burst, and not one more, is let in at once, whoever asks how', async () => {
  // One a minute: none comes back while the test runs.
  const { key } = await make({ rate: { perMinute: 1, burst: 7 } });
  const all = await Promise.all(Array.from({ length: 20 }, () => keys.admit(key)));
  expect(all.filter(({ verdict }) => verdict === 'ok')).toHaveLength(7);
  const left = all.flatMap((each) => (each.verdict === 'ok' ? [each.allowance.left] : []));
  expect(left.sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  const refused = await keys.admit(key);
  expect(refused).toMatchObject({ verdict: 'slow', allowance: { left: 0 } });
  if (refused.verdict !== 'slow') return;
  expect(refused.retryInMs).toBeGreaterThan(0);
  expect(refused.retryInMs).toBeLessThanOrEqual(60_000);
  expect(refused.allowance.wholeInMs).toBeLessThanOrEqual(7 * 60_000);
});

test('a refusal is not charged: who keeps asking is let in as soon as who waits', async () => {
  const { key } = await make({ rate: { perMinute: 300, burst: 1 } });
  const asked = [];
  for (let times = 0; times < 50; times++) asked.push(await keys.admit(key));
  // Charged, each refusal would put the next admission off by another 200 ms.
  for (const each of asked) if (each.verdict === 'slow') expect(each.retryInMs).toBeLessThanOrEqual(200);
  await until(async () => (await keys.admit(key)).verdict === 'ok');
});

test('the newest come first, page by page, with the names of all', async () => {
  const made = [await make({ name: 'one' }), await make({ name: 'two' })].map(({ record }) => record);
  const { items, total } = await keys.list(0, 1);
  expect(items).toHaveLength(1);
  expect(total).toBeGreaterThan(1);
  const ids = (await keys.list(0, 500)).items.map(({ id }) => id);
  expect(ids).toHaveLength(total);
  expect(ids).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
  const names = await keys.names([made[0]!.id, 'default', made[1]!.id]);
  expect([...names.values()]).toEqual(['one', 'two']);
  expect(await keys.any()).toBe(true);
});
