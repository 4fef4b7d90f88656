import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { PrivateAddressError, isPublicAddress, publicLookup } from './addresses.js';

export interface Sending {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  body?: string | Buffer;
  signal: AbortSignal;
  /** Whether the address may be private: only for what the operator has configured. */
  trusted: boolean;
  /** Until the head of the answer is there. */
  answerMs: number;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Readable;
}

export type TransportReason = 'network' | 'timeout' | 'refused_address' | 'too_large' | 'truncated';

/** The conversation itself failed: there is no answer, or not all of it. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  constructor(
    readonly reason: TransportReason,
    message: string,
    /** False where it is certain that the other side never saw the request. */
    readonly mayHaveArrived: boolean,
  ) {
    super(message);
  }
}

const CONNECT_MS = 15_000;

/** One request and the head of its answer. Throws TransportError, or the reason of the signal. Follows no redirect. */
export async function send(sending: Sending): Promise<Answer> {
  const { url, signal, trusted } = sending;
  signal.throwIfAborted();
  checkUrl(url, trusted);
  let connected = false;
  // A connection of its own: on one that is used again nobody knows whether the other side had closed it before.
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
    ...{ method: sending.method ?? 'GET', agent: false, signal },
    headers: { 'user-agent': 'reelwright', ...sending.headers, ...lengthOf(sending.body) },
    ...(!trusted && { lookup: publicLookup }),
  });
  const connecting = setTimeout(() => {
    if (!connected) request.destroy(new TransportError('timeout', 'no connection in time', false));
  }, CONNECT_MS);
  const answering = setTimeout(
    () => request.destroy(new TransportError('timeout', `no answer within ${sending.answerMs / 1000} s`, connected)),
    sending.answerMs,
  );
  request.on('socket', (socket) =>
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (connected = true)),
  );
  // What goes wrong later is told by the answer's own stream.
  request.on('error', () => {});
  request.end(sending.body);
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return { status: response.statusCode!, headers: headersOf(response), body: response };
  } catch (error) {
    signal.throwIfAborted();
    throw asTransportError(error, connected);
  } finally {
    clearTimeout(connecting);
    clearTimeout(answering);
  }
}

const lengthOf = (body: string | Buffer | undefined) =>
  body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };

/** Throws for what must not be spoken to. A name is looked at when it is resolved. */
function checkUrl(url: URL, trusted: boolean): void {
  const refuse = (why: string) => {
    throw new TransportError('refused_address', `${url.origin} is refused: ${why}`, false);
  };
  if (!['http:', 'https:'].includes(url.protocol)) refuse('only http and https are spoken');
  if (trusted) return;
  if (url.protocol !== 'https:') refuse('it is not encrypted');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) refuse('it is a private address');
}

function headersOf(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value!]),
  );
}

function asTransportError(error: unknown, connected: boolean): TransportError {
  if (error instanceof TransportError) return error;
  if (error instanceof PrivateAddressError) return new TransportError('refused_address', error.message, false);
  const { code, message } = error as NodeJS.ErrnoException;
  return new TransportError('network', code ? `${code} (${message})` : message, connected);
}

export interface Reading {
  signal: AbortSignal;
  maxBytes: number;
  /** Silence that is taken for the end. */
  idleMs: number;
  /** The whole body. */
  totalMs: number;
}

/**
 * The body in pieces, no more than allowed, in no more time than allowed, and all of it. Throws TransportError, or the
 * reason of the signal.
 */
export async function* bodyOf(answer: Answer, reading: Reading): AsyncGenerator<Buffer> {
  const { body, headers } = answer;
  const { signal, maxBytes, idleMs, totalMs } = reading;
  const told = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  const tooLarge = () => new TransportError('too_large', `more than ${Math.round(maxBytes / 1e6)} MB`, true);
  let failure: TransportError | undefined;
  const stop = (error: TransportError) => body.destroy((failure = error));
  const total = setTimeout(
    () => stop(new TransportError('timeout', `not whole in ${totalMs / 1000} s`, true)),
    totalMs,
  );
  const idle = setTimeout(() => stop(new TransportError('timeout', `silent for ${idleMs / 1000} s`, true)), idleMs);
  let bytes = 0;
  try {
    if (told !== undefined && told > maxBytes) throw tooLarge();
    for await (const chunk of body as AsyncIterable<Buffer>) {
      idle.refresh();
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge();
      yield chunk;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TransportError) throw error;
    throw failure ?? new TransportError('truncated', `the answer stopped after ${bytes} bytes`, true);
  } finally {
    clearTimeout(total);
    clearTimeout(idle);
    body.destroy();
  }
  if (told !== undefined && bytes !== told)
    throw new TransportError('truncated', `the answer stopped after ${bytes} of ${told} bytes`, true);
}
