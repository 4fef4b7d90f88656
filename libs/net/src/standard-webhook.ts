import { createHmac, timingSafeEqual } from 'node:crypto';

const TOLERANCE_SEC = 300;

/**
 * Whether a webhook is signed with one of our secrets (`whsec_…`) as Standard Webhooks says, and is not an old one sent
 * again. `body` is exactly what arrived, `nowSec` is unix time, header names are in lower case. The header `webhook-id`
 * stays the same when the same event is sent twice.
 */
export function isStandardWebhook(
  headers: Readonly<Record<string, string | undefined>>,
  body: string | Buffer,
  secrets: readonly string[],
  nowSec: number,
): boolean {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) => headers[`webhook-${name}`]);
  if (!id || !timestamp || !signatures) return false;
  if (!/^\d+$/.test(timestamp) || Math.abs(nowSec - Number(timestamp)) > TOLERANCE_SEC) return false;
  const given = signatures
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice(3), 'base64'));
  return secrets.some((secret) => {
    const signed = signature(secret, id, timestamp, body);
    return given.some((one) => one.length === signed.length && timingSafeEqual(one, signed));
  });
}

/**
 * The headers that sign an outgoing webhook as Standard Webhooks says. `id` stays the same when the same event is sent
 * again, `body` is exactly what is sent, `nowSec` is unix time. Each of the secrets (`whsec_…`) signs, so that the
 * receiver may change over to a new one.
 */
export function standardWebhookHeaders(
  id: string,
  body: string | Buffer,
  secrets: readonly string[],
  nowSec: number,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(nowSec));
  const signatures = secrets.map((secret) => `v1,${signature(secret, id, timestamp, body).toString('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

function signature(secret: string, id: string, timestamp: string, body: string | Buffer): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}
