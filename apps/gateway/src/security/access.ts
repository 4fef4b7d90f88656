import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { AccessKeys, parseKey, permits, sameSecret } from '#access';
import type { Admission, Scope } from '#access';
import type { Config } from '#config';
import { isLoopback } from '#config';
import { Engine } from '#engine';
import { ApiError } from '../problem.filter.js';
import { CONFIG } from '../tokens.js';
import { OPERATOR } from './caller.js';
import type { Caller } from './caller.js';
import { rateHeaders } from './rate-headers.js';

export interface Admitted {
  caller: Caller;
  /** For the answer, whatever becomes of the request. */
  headers: Record<string, string>;
}

const REALM = 'realm="Reelwright"';
const REFUSED: Record<Exclude<Admission['verdict'], 'ok' | 'slow'>, string> = {
  unknown: 'Present an API key: "Authorization: Bearer <key>" or "X-API-Key: <key>".',
  expired: 'This API key has expired.',
  revoked: 'This API key was revoked.',
};

/**
 * Who may talk to the gateway, through whichever door: HTTP, WebSocket or Bull Board. Who presents a key is judged by
 * it. Without one the gateway answers to its own machine only, and only while it has no key of its own.
 */
@Injectable()
export class Doorkeeper {
  constructor(
    private readonly engine: Engine,
    private readonly keys: AccessKeys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Says who it is, and charges a key's rate. Throws ApiError, and what says that Redis is away. */
  async admit(request: IncomingMessage): Promise<Admitted> {
    const { apiKey, host } = this.config;
    const presented = presentedKey(request);
    if (apiKey !== undefined && sameSecret(presented, apiKey)) {
      refuseCrossSite(request);
      return { caller: OPERATOR, headers: {} };
    }
    if (parseKey(presented)) {
      refuseCrossSite(request);
      return this.#byKey(presented);
    }
    if (apiKey !== undefined || !isLoopback(host)) throw unauthorised('unknown');
    refuseStrangers(request);
    return { caller: OPERATOR, headers: {} };
  }

  async #byKey(presented: string): Promise<Admitted> {
    const found = await this.engine.link.guard(() => this.keys.admit(presented));
    if (found.verdict === 'ok') {
      const { id: owner, scopes, expiresAt, allowance } = found;
      const caller = { owner, scopes, ...(expiresAt !== undefined && { expiresAt }) };
      return { caller, headers: rateHeaders(allowance) };
    }
    if (found.verdict !== 'slow') throw unauthorised(found.verdict);
    const seconds = Math.max(1, Math.ceil(found.retryInMs / 1000));
    const message = `This key may ask ${found.allowance.limit.perMinute} times a minute; ask again in ${seconds} s.`;
    throw new ApiError(429, 'rate_limited', message, {
      ...rateHeaders(found.allowance),
      'Retry-After': String(seconds),
    });
  }

  /** Whether it is still to be let in, without charging it. */
  async stillIn({ owner }: Caller): Promise<boolean> {
    if (owner === OPERATOR.owner) return true;
    const record = await this.engine.link.guard(() => this.keys.get(owner));
    return record !== undefined && record.revokedAt === undefined;
  }
}

/** The one decision about scopes, whatever the door. Throws ApiError. */
export function demand(caller: Caller | undefined, needed: Scope): void {
  if (!caller) throw unauthorised('unknown');
  if (permits(caller.scopes, needed)) return;
  throw new ApiError(403, 'insufficient_scope', `This needs a key with the scope "${needed}".`, {
    'WWW-Authenticate': `Bearer ${REALM}, error="insufficient_scope", scope="${needed}"`,
  });
}

function unauthorised(why: keyof typeof REFUSED): ApiError {
  const error = why === 'unknown' ? '' : ', error="invalid_token"';
  return new ApiError(401, 'unauthorised', REFUSED[why], { 'WWW-Authenticate': `Bearer ${REALM}${error}` });
}

/** A page from elsewhere must not use the browser as its arm: rebinding shows in the host, cross-site in the origin. */
function refuseStrangers({ headers: { host, origin } }: IncomingMessage): void {
  if (host === undefined || !isLoopback(hostName(host)))
    throw new ApiError(403, 'forbidden_host', 'Without an API key the gateway answers only to localhost.');
  if (origin !== undefined && !isLoopbackOrigin(origin))
    throw new ApiError(
      403,
      'forbidden_origin',
      'Without an API key the gateway answers only to pages of this machine.',
    );
}

/** Browsers send a password they know to the pages of others as well, and say whose page it was. */
function refuseCrossSite({ method, headers }: IncomingMessage): void {
  const changes = (method !== 'GET' && method !== 'HEAD') || headers.upgrade !== undefined;
  const site = headers['sec-fetch-site'] ?? 'none';
  const { authorization, 'x-api-key': header } = headers;
  const remembered = /^Basic /i.test(authorization ?? '') || (authorization === undefined && header === undefined);
  if (!changes || site === 'none' || site === 'same-origin' || !remembered) return;
  throw new ApiError(403, 'forbidden_origin', 'A key that a browser remembers counts for pages of this gateway.');
}

/** An orchestrator has no key and may still ask whether the process is well; more than that it is not told. */
export function asksForHealth({ method, url = '' }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && /^\/health(\/live|\/ready)?(\?|$)/.test(url);
}

/** Providers have no key and no business but to tell of their work; what they say is judged by its signature. */
export function isCallback({ publicUrl }: Config, { method, url = '' }: IncomingMessage): boolean {
  return publicUrl !== undefined && method === 'POST' && url.startsWith('/callbacks/');
}

/** Holds the key where the studio is used: pictures and videos of a page are asked for without headers. */
export const KEY_COOKIE = 'reelwright_key';

function keyInCookie(cookie = ''): string | undefined {
  const value = new RegExp(`(?:^|;\\s*)${KEY_COOKIE}=([^;]*)`).exec(cookie)?.[1];
  return value === undefined || !/^[\w.~-]*(%[0-9A-F]{2}[\w.~-]*)*$/i.test(value) ? undefined : decodeCookie(value);
}

function decodeCookie(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

export function presentedKey(request: IncomingMessage): string {
  const { authorization, 'x-api-key': header } = request.headers;
  const bearer = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  // Browsers can only send Basic credentials by themselves, for Bull Board: the key is the password.
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic !== undefined) return Buffer.from(basic, 'base64').toString('utf8').split(':').slice(1).join(':');
  if (typeof header === 'string') return header;
  const remembered = keyInCookie(request.headers.cookie);
  if (remembered !== undefined) return remembered;
  // All else that a browser lets a page say when it opens a WebSocket.
  const protocols = request.headers.upgrade === undefined ? '' : (request.headers['sec-websocket-protocol'] ?? '');
  return /(?:^|,)\s*key\.([^\s,]+)/.exec(protocols)?.[1] ?? '';
}

const hostName = (host: string) => host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopback(hostName(new URL(origin).host));
}
