import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { TransportError, follow, saveBody } from '#net';
import type { Answer } from '#net';
import type { Brought } from './archive.js';
import { tooLarge } from './inspect.js';
import { Refusal } from './refusal.js';

export interface Fetching {
  folder: string;
  maxFileBytes: number;
  idleMs: number;
  /** Servers that may be private and speak http, as origins. */
  trusted: readonly string[];
  signal: AbortSignal;
}

const ANSWER_MS = 60_000;
const WHOLE_MS = 3_600_000;

/** Fetches a file from an address that somebody gave. Throws Refusal, or the reason of the signal. */
export async function fetchFile(url: string, fetching: Fetching): Promise<Brought> {
  const { folder, maxFileBytes: maxBytes, idleMs, trusted, signal } = fetching;
  const path = join(folder, randomUUID());
  try {
    const answer = await follow(url, { signal, answerMs: ANSWER_MS, trusts: ({ origin }) => trusted.includes(origin) });
    if (answer.status !== 200) {
      answer.body.destroy();
      throw failed(`it was answered with ${answer.status}`);
    }
    await saveBody(answer, path, { signal, maxBytes, idleMs, totalMs: WHOLE_MS });
    return { path, name: nameOf(url, answer) };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    if (error.reason === 'too_large') throw tooLarge(fetching);
    if (error.reason !== 'refused_address') throw failed(error.message);
    throw new Refusal(
      'refused_address',
      `the address is not fetched from: ${error.message}`,
      'Give a public https address; the setting uploadTrustedUrls names servers of your own.',
    );
  }
}

const failed = (why: string) =>
  new Refusal(
    'fetch_failed',
    `it could not be fetched: ${why}`,
    'Try the address in a browser; it must need no login.',
  );

/** As the server calls it, or the end of the address. */
function nameOf(url: string, { headers }: Answer): string {
  const said = headers['content-disposition'] ?? '';
  const encoded = /filename\*\s*=\s*utf-8''([^;\s]+)/i.exec(said)?.[1];
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(said);
  const name = encoded ?? plain?.[1] ?? plain?.[2] ?? new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
