import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TransportError, bodyOf, send } from './transport.js';
import type { Answer, Reading } from './transport.js';

const MAX_REDIRECTS = 5;

export interface Following {
  signal: AbortSignal;
  /** Until the head of each answer is there. */
  answerMs: number;
  /** Whether an address may be private and unencrypted; default: none may. Asked again at each redirect. */
  trusts?: (url: URL) => boolean;
}

/**
 * The answer to a GET at an address that somebody named, at the end of at most five redirects, each one checked.
 * Sends no credentials. The status may be any: look at it, and destroy the body that is not read. Throws
 * TransportError, or the reason of the signal.
 */
export async function follow(from: string, { signal, answerMs, trusts = () => false }: Following): Promise<Answer> {
  for (let url = parsed(from), hops = 0; ; hops++) {
    const answer = await send({ url, signal, trusted: trusts(url), answerMs });
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status >= 400 || !location || hops >= MAX_REDIRECTS) return answer;
    answer.body.destroy();
    url = parsed(location, url);
  }
}

function parsed(text: string, base?: URL): URL {
  if (URL.canParse(text, base?.href)) return new URL(text, base);
  throw new TransportError('refused_address', 'the address is none', false);
}

/** Writes the body to a file within the limits; nothing is left of a file that is not whole. Throws as `bodyOf`. */
export async function saveBody(answer: Answer, path: string, reading: Reading): Promise<void> {
  try {
    await pipeline(Readable.from(bodyOf(answer, reading)), createWriteStream(path));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
