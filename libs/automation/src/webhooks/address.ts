import { isIP } from 'node:net';
import { isPublicAddress } from '#net';

/** Whether an address is one of those servers, given with commas between them. */
export function trustedServers(urls: string | undefined): (url: URL) => boolean {
  const origins = new Set((urls ?? '').split(',').flatMap((url) => (URL.canParse(url) ? [new URL(url).origin] : [])));
  return (url) => origins.has(url.origin);
}

/** What speaks against telling an address anything; names are looked at again when they are resolved. Pure. */
export function addressProblem(text: string, trusts: (url: URL) => boolean): string | undefined {
  if (!URL.canParse(text)) return 'it is no URL';
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol)) return 'only http and https are spoken';
  if (url.username !== '' || url.password !== '') return 'a user and a password would be stored with it; sign instead';
  if (trusts(url)) return undefined;
  if (url.protocol !== 'https:') return 'it is not encrypted';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isPrivate = isIP(host) === 0 ? /(^|\.)localhost\.?$/.test(host) : !isPublicAddress(host);
  return isPrivate ? 'it is a private address' : undefined;
}
