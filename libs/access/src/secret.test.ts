import { createHash } from 'node:crypto';
import { newKey, parseKey, sameSecret } from './secret.js';

test('a key names itself, and is stored as a hash of 256 random bits', () => {
  const { id, key, hash } = newKey();
  const secret = key.slice(`rw_${id}_`.length);
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect(hash).toBe(createHash('sha256').update(secret).digest('hex'));
  expect(parseKey(key)).toEqual({ id, hash });
  expect(newKey().key).not.toBe(key);
});

test('what is no key is known without asking', () => {
  const { key } = newKey();
  for (const wrong of ['', 'secret', key.slice(1), `${key}x`, key.toUpperCase(), key.replace('rw_k', 'rw_'), ` ${key}`])
    expect(parseKey(wrong)).toBeUndefined();
});

test('secrets are the same or not', () => {
  expect(sameSecret('abc', 'abc')).toBe(true);
  for (const other of ['abd', 'ab', 'abcd', '']) expect(sameSecret(other, 'abc')).toBe(false);
});
