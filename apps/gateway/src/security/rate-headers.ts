import type { Allowance } from '#access';

/**
 * What a key may still ask, as draft-ietf-httpapi-ratelimit-headers says it: `q` requests at once, all there again
 * after `w` seconds of rest; `r` of them left, all there again in `t` seconds. Pure.
 */
export function rateHeaders({ limit: { perMinute, burst }, left, wholeInMs }: Allowance): Record<string, string> {
  const window = Math.max(1, Math.ceil((burst * 60) / perMinute));
  return {
    'RateLimit-Policy': `"key";q=${burst};w=${window}`,
    RateLimit: `"key";r=${left};t=${Math.ceil(wholeInMs / 1000)}`,
  };
}
