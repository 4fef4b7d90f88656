import { createHmac } from 'node:crypto';
import { isStandardWebhook, standardWebhookHeaders } from './standard-webhook.js';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes ....').toString('base64')}`;
const OTHER = `whsec_${Buffer.from('another secret of the same length').toString('base64')}`;
const NOW = 1_795_000_000;
const BODY = '{"type":"prediction.completed"}';

function signature(secret: string, body = BODY): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`msg_1.${NOW}.${body}`).digest('base64')}`;
}
const headers = (text: string) => ({
  ...{ 'webhook-id': 'msg_1', 'webhook-timestamp': String(NOW), 'webhook-signature': text },
});
const check = (text: string, { secrets = [SECRET], body = BODY, now = NOW } = {}) =>
  isStandardWebhook(headers(text), body, secrets, now);

describe('a standard webhook', () => {
  it('agrees with a signature that was made elsewhere', () => {
    // From the specification's reference implementation.
    const known = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    expect(isStandardWebhook(known, '{"test": 2432232314}', [secret], 1_614_265_330)).toBe(true);
  });

  it('is signed so that every holder of one of the secrets knows it', () => {
    const signed = standardWebhookHeaders('msg_1', BODY, [OTHER, SECRET], NOW + 0.9);
    expect(signed).toEqual(headers(`${signature(OTHER)} ${signature(SECRET)}`));
    expect(isStandardWebhook(signed, BODY, [SECRET], NOW)).toBe(true);
    expect(isStandardWebhook({ ...signed, 'webhook-id': 'msg_2' }, BODY, [SECRET], NOW)).toBe(false);
  });

  it('is known by any of its signatures and any of our secrets', () => {
    expect(check(signature(SECRET))).toBe(true);
    expect(check(`v1a,abc ${signature(OTHER)} ${signature(SECRET)}`)).toBe(true);
    expect(check(signature(SECRET), { secrets: [OTHER, SECRET], now: NOW + 300 })).toBe(true);
  });

  it('is refused when it is old, changed, unsigned, or signed by another', () => {
    expect(check(signature(SECRET), { now: NOW + 301 })).toBe(false);
    expect(check(signature(SECRET), { body: `${BODY} ` })).toBe(false);
    expect(check(signature(OTHER))).toBe(false);
    expect(check(signature(SECRET).replace('v1,', 'v1a,'))).toBe(false);
    expect(check('v1,')).toBe(false);
    expect(check('')).toBe(false);
  });
});
