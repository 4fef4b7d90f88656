import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * A key is `rw_<id>_<secret>`. The secret has 256 random bits, so one round of SHA-256 is enough to store it by: what
 * makes slow hashes necessary is that people's passwords can be guessed, and this cannot.
 */
const SHAPE = /^rw_(k[0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

export interface NewKey {
  /** Names the key; it is no secret. */
  id: string;
  /** Shown once. */
  key: string;
  /** What is stored of the secret. */
  hash: string;
}

export function newKey(): NewKey {
  const id = `k${randomBytes(8).toString('hex')}`;
  const secret = randomBytes(32).toString('base64url');
  return { id, key: `rw_${id}_${secret}`, hash: sha256(secret) };
}

/** Undefined for what cannot be a key of this shape. */
export function parseKey(presented: string): { id: string; hash: string } | undefined {
  const [, id, secret] = SHAPE.exec(presented) ?? [];
  return id !== undefined && secret !== undefined ? { id, hash: sha256(secret) } : undefined;
}

/** Hashed first, so that neither content nor length shows in the time it takes. */
export function sameSecret(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
