import type { Key } from '../gateway/api.js';
import { createdLines, keyLines, keyRequest } from './keys.js';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const key: Key = {
  ...{ id: 'k1', name: 'studio', scopes: ['run'], created_at: '2026-01-01T00:00:00Z' },
  ...{ rate_limit: { per_minute: 60, burst: 60 }, budget: { spent_usd: 1.5, reserved_usd: 0 } },
};

test('a key is asked for with what is given, and may look if nothing is said', () => {
  expect(keyRequest('a', {}, NOW)).toEqual({ name: 'a', scopes: ['read'] });
  const flags = { scope: ['run,review', 'run'], expires: '30d', perMinute: '60', budget: '$5' };
  expect(keyRequest('a', flags, NOW)).toEqual({
    ...{ name: 'a', scopes: ['run', 'review'], expires_at: '2026-05-31T12:00:00.000Z' },
    ...{ rate_limit: { per_minute: 60 }, budget_usd: 5 },
  });
  expect(() => keyRequest('a', { scope: ['root'] }, NOW)).toThrow('There is no scope "root".');
  expect(() => keyRequest('a', { expires: 'soon' }, NOW)).toThrow('--expires soon');
});

test('the key is the first line, for scripts to take', () => {
  expect(createdLines({ ...key, key: 'rw_k1_secret' })[0]).toBe('rw_k1_secret');
});

test('the list says what each has spent and whether it still opens anything', () => {
  const expired = { ...key, id: 'k2', expires_at: '2026-04-01T00:00:00Z', budget: { ...key.budget, limit_usd: 2 } };
  const lines = keyLines([key, expired, { ...key, id: 'k3', revoked_at: '2026-04-01T00:00:00Z' }], NOW);
  expect(lines.slice(1)).toEqual([
    expect.stringMatching(/^k1 +run +60\/min +\$1\.50 +never +open +studio$/),
    expect.stringMatching(/^k2 .*\$1\.50 of \$2\.00 .*expired/),
    expect.stringMatching(/^k3 .*revoked/),
  ]);
  expect(keyLines([], NOW)).toHaveLength(1);
});
