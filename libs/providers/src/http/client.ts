import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sniffFile } from '#media';
import type { FileKind } from '#media';
import { TransportError, bodyOf, follow, redactor, saveBody, send } from '#net';
import type { Answer } from '#net';
import { PipelineFailure } from '#pipeline';
import type { FailureCode, MediaType } from '#pipeline';
import { refusalOf, transportFailure } from './failures.js';
import type { Complaint } from './failures.js';

export interface HttpClientOptions {
  /** How messages name the provider. */
  name: string;
  /** What the operator has configured: these may be private, and only these are sent the credentials. */
  baseUrls: readonly string[];
  /** Sent with every call to the base URLs, never to anybody else. */
  credentials: Record<string, string>;
  /** Kept out of everything that is shown. */
  secrets: readonly string[];
  /** Reads the provider's way of refusing. */
  complaint(body: unknown, status: number, headers: Record<string, string>): Complaint;
  limits?: Partial<Limits>;
}

interface Limits {
  answerMs: number;
  idleMs: number;
  /** A whole download. */
  downloadMs: number;
  maxJsonBytes: number;
  maxFileBytes: number;
  /** The first pause before a question is asked again; it doubles. */
  againMs: number;
  /** How often a question is asked. */
  tries: number;
}

const LIMITS: Limits = {
  answerMs: 60_000,
  idleMs: 30_000,
  downloadMs: 1_800_000,
  maxJsonBytes: 100e6,
  maxFileBytes: 4e9,
  againMs: 500,
  tries: 6,
};
const LONGEST_PAUSE_MS = 8_000;
/** Whoever asks for more is asked again later, as another attempt. */
const LONGEST_ASKED_MS = 60_000;
const WORTH_ASKING_AGAIN: readonly FailureCode[] = ['network', 'timeout', 'rate_limited', 'provider_unavailable'];

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  body?: string | Buffer;
  signal: AbortSignal;
  /** What is going on, for messages, such as "reading the status". */
  doing: string;
  /** It costs money: it is sent once, and an answer that is lost leaves the outcome unknown. */
  paid?: boolean;
  /** Milliseconds until the answer begins. */
  answerMs?: number;
}

export interface JsonAnswer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** Speaks to one provider over HTTP. Throws PipelineFailure, or the reason of the signal; no message holds a secret. */
export class HttpClient {
  readonly #origins: Set<string>;
  readonly #limits: Limits;
  readonly clean: (text: string) => string;

  constructor(private readonly options: HttpClientOptions) {
    this.#origins = new Set(options.baseUrls.map((url) => new URL(url).origin));
    this.#limits = { ...LIMITS, ...options.limits };
    this.clean = redactor(options.secrets);
  }

  /** Asks once, with the credentials. Throws for any status but 2xx and for what is no JSON. */
  async json(url: string, call: Call): Promise<JsonAnswer> {
    return this.#guarded(call, async () => {
      const answer = await this.#ask(url, call);
      const bytes = await this.#whole(answer, call.signal);
      return { status: answer.status, headers: answer.headers, body: this.#parsed(bytes, answer.headers, call) };
    });
  }

  /** As `json`, for an answer that is a file of a kind of media. */
  async bytes(url: string, call: Call): Promise<Buffer> {
    return this.#guarded(call, async () => this.#whole(await this.#ask(url, call), call.signal));
  }

  /** For questions, which may be asked again: with growing pauses where the answer is lost or the provider is busy. */
  async again<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof PipelineFailure) || !WORTH_ASKING_AGAIN.includes(error.code)) throw error;
        if (tried >= this.#limits.tries) throw error;
        const grown = Math.min(this.#limits.againMs * 2 ** (tried - 1), LONGEST_PAUSE_MS);
        const asked = Math.min(error.retryAfterMs ?? 0, LONGEST_ASKED_MS);
        await unlessStopped(Math.max(grown * (0.75 + Math.random() / 4), asked), signal);
      }
    }
  }

  /** Whether the operator has configured the address of a URL. */
  trusts(url: string): boolean {
    return URL.canParse(url) && this.#origins.has(new URL(url).origin);
  }

  /**
   * Fetches a file into a folder, again where it breaks off, and checks that it is what it should be. Follows
   * redirects, each one checked. Sends no credentials.
   */
  async download(url: string, into: { folder: string; name: string; media: MediaType; signal: AbortSignal }) {
    return this.again(into.signal, () =>
      this.#guarded({ doing: `fetching the ${into.media}`, signal: into.signal }, () => this.#download(url, into)),
    );
  }

  async #download(
    from: string,
    { folder, name, media, signal }: { folder: string; name: string; media: MediaType; signal: AbortSignal },
  ): Promise<FileKind & { path: string }> {
    const { maxFileBytes: maxBytes, idleMs, downloadMs: totalMs, answerMs } = this.#limits;
    const answer = await follow(from, { signal, answerMs, trusts: (url) => this.#origins.has(url.origin) });
    if (answer.status !== 200) {
      answer.body.destroy();
      throw refusalOf(answer.status, answer.headers, { message: '' }, `${this.options.name}: fetching a file`, false);
    }
    const part = join(folder, `${name}.part`);
    await saveBody(answer, part, { signal, maxBytes, idleMs, totalMs });
    const kind = await sniffFile(part);
    if (kind?.media === media) return { ...kind, path: part };
    await rm(part, { force: true });
    const called = answer.headers['content-type'] ?? 'nothing';
    throw new PipelineFailure(
      'bad_answer',
      `${this.options.name} sent something that is no ${media} (it calls it ${this.clean(called)})`,
    );
  }

  async #ask(url: string, call: Call): Promise<Answer> {
    if (!this.trusts(url))
      throw new PipelineFailure(
        'bad_answer',
        `${this.options.name} named an address that is not its own: ${this.clean(this.#url(url).origin)}`,
      );
    const answer = await send({
      ...{ method: call.method ?? 'GET', url: new URL(url), signal: call.signal, trusted: true },
      answerMs: call.answerMs ?? this.#limits.answerMs,
      headers: {
        accept: 'application/json',
        ...(call.json !== undefined && { 'content-type': 'application/json' }),
        ...this.options.credentials,
        ...call.headers,
      },
      ...(call.json !== undefined && { body: JSON.stringify(call.json) }),
      ...(call.body !== undefined && { body: call.body }),
    });
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw await this.#refusal(answer, call);
  }

  /** Sends bytes to an address the provider named, without credentials. */
  async put(url: string, body: Buffer, mime: string, signal: AbortSignal): Promise<void> {
    await this.#guarded({ doing: 'sending a file', signal }, async () => {
      const target = this.#url(url);
      const answer = await send({
        ...{ method: 'PUT', url: target, body, signal, trusted: this.#origins.has(target.origin) },
        ...{ headers: { 'content-type': mime }, answerMs: this.#limits.downloadMs },
      });
      answer.body.destroy();
      if (answer.status < 200 || answer.status >= 300)
        throw refusalOf(answer.status, answer.headers, { message: '' }, `${this.options.name}: sending a file`, false);
    });
  }

  async #refusal(answer: Answer, call: Call): Promise<PipelineFailure> {
    const { status, headers } = answer;
    const bytes = await this.#whole(answer, call.signal).catch(() => Buffer.alloc(0));
    call.signal.throwIfAborted();
    const { message, ...rest } = this.options.complaint(tryJson(bytes), status, headers);
    const doing = `${this.options.name}: ${call.doing}`;
    return refusalOf(status, headers, { ...rest, message: this.clean(message) }, doing, call.paid === true);
  }

  async #whole(answer: Answer, signal: AbortSignal): Promise<Buffer> {
    const { maxJsonBytes: maxBytes, idleMs } = this.#limits;
    const chunks: Buffer[] = [];
    for await (const chunk of bodyOf(answer, { signal, maxBytes, idleMs, totalMs: idleMs * 10 })) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  #parsed(bytes: Buffer, headers: Record<string, string>, call: Call): unknown {
    const body = tryJson(bytes);
    if (body !== undefined) return body;
    const what = `${this.options.name}: ${call.doing} was answered with ${this.clean(headers['content-type'] ?? 'nothing')} that is no JSON`;
    throw call.paid
      ? new PipelineFailure('outcome_unknown', `${what}; it may have been accepted and billed`)
      : new PipelineFailure('provider_unavailable', what);
  }

  #url(text: string): URL {
    if (URL.canParse(text)) return new URL(text);
    throw new PipelineFailure('bad_answer', `${this.options.name} named an address that is none`);
  }

  async #guarded<T>(call: { doing: string; paid?: boolean; signal: AbortSignal }, work: () => Promise<T>): Promise<T> {
    call.signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (call.paid && call.signal.aborted)
        throw new PipelineFailure(
          'outcome_unknown',
          `${this.options.name}: ${call.doing} was stopped before the answer was there; it may have been billed`,
        );
      call.signal.throwIfAborted();
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
        throw new PipelineFailure('disk_full', `${this.options.name}: ${call.doing}: the disk is full`);
      if (!(error instanceof TransportError)) throw error;
      const doing = `${this.options.name}: ${call.doing}`;
      throw transportFailure(error, doing, call.paid === true);
    }
  }
}

/** Undefined for what is no JSON, which no JSON text stands for. */
function tryJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Waits between two questions; throws the reason of the signal as soon as there is one. */
export async function unlessStopped(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
