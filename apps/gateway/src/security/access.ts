import { timingSafeEqual, createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Config } from '#config';
import { isLoopback } from '#config';

export type Refusal = { status: 401 | 403; code: string; message: string };

/**
 * Who may talk to the gateway. With a key: whoever presents it. Without one it is open to this machine only, and a
 * web page from elsewhere must not use the browser as its arm: the host must be loopback (DNS rebinding), and so
 * must the origin (cross-site requests).
 */
export function refusalFor(config: Config, request: IncomingMessage): Refusal | undefined {
  if (config.apiKey !== undefined) {
    if (sameSecret(presentedKey(request), config.apiKey)) return undefined;
    return {
      status: 401,
      code: 'unauthorised',
      message: 'Present the API key: "Authorization: Bearer <key>" or "X-API-Key: <key>".',
    };
  }
  const { host, origin } = request.headers;
  if (host === undefined || !isLoopback(hostName(host))) {
    return {
      status: 403,
      code: 'forbidden_host',
      message: 'Without an API key the gateway answers only to localhost.',
    };
  }
  if (origin !== undefined && !isLoopbackOrigin(origin)) {
    return {
      status: 403,
      code: 'forbidden_origin',
      message: 'Without an API key the gateway answers only to pages of this machine.',
    };
  }
  return undefined;
}

/** An orchestrator has no key and may still ask whether the process is well; more than that it is not told. */
export function asksForHealth({ method, url = '' }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && /^\/health(\/live|\/ready)?(\?|$)/.test(url);
}

/** Providers have no key and no business but to tell of their work; what they say is judged by its signature. */
export function isCallback({ publicUrl }: Config, { method, url = '' }: IncomingMessage): boolean {
  return publicUrl !== undefined && method === 'POST' && url.startsWith('/callbacks/');
}

function presentedKey(request: IncomingMessage): string {
  const { authorization, 'x-api-key': header } = request.headers;
  const bearer = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  // Browsers can only send Basic credentials by themselves, for Bull Board: the key is the password.
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic !== undefined) return Buffer.from(basic, 'base64').toString('utf8').split(':').slice(1).join(':');
  return typeof header === 'string' ? header : '';
}

/** Tells callers apart by the key they present. */
export const callerOf = (request: IncomingMessage): string => presentedKey(request);

/** Hashed first, so that neither content nor length shows in the time it takes. */
function sameSecret(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

const hostName = (host: string) => host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopback(hostName(new URL(origin).host));
}
