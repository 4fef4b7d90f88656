import { createHash, createPublicKey, verify } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';

const TOLERANCE_SEC = 300;

/**
 * Whether a webhook comes from fal and is not an old one sent again. `keys` are those of fal's JWKS document, any of
 * which may have signed; `body` is exactly what arrived; `nowSec` is unix time. Header names are in lower case.
 */
export function isFalWebhook(
  headers: Readonly<Record<string, string | undefined>>,
  body: string | Buffer,
  keys: readonly JsonWebKey[],
  nowSec: number,
): boolean {
  const [id, user, timestamp, signature] = ['request-id', 'user-id', 'timestamp', 'signature'].map(
    (name) => headers[`x-fal-webhook-${name}`],
  );
  if (!id || !user || !timestamp || !signature || !/^[0-9a-f]{128}$/i.test(signature)) return false;
  if (!/^\d+$/.test(timestamp) || Math.abs(nowSec - Number(timestamp)) > TOLERANCE_SEC) return false;
  const message = [id, user, timestamp, createHash('sha256').update(body).digest('hex')].join('\n');
  return keys.some((key) => signed(key, Buffer.from(message), Buffer.from(signature, 'hex')));
}

/** A key that cannot be read has signed nothing. */
function signed(key: JsonWebKey, message: Buffer, signature: Buffer): boolean {
  if (key.kty !== 'OKP' || key.crv !== 'Ed25519') return false;
  try {
    return verify(null, message, createPublicKey({ key, format: 'jwk' }), signature);
  } catch {
    return false;
  }
}
