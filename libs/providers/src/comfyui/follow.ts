import { JobFailure } from '../port.js';
import type { ProviderEvent } from '../port.js';
import { executionFailure } from './errors.js';
import type { Graph } from './graph.js';
import { Progress } from './progress.js';
import type { ComfyServer, HistoryEntry, Whereabouts } from './server.js';
import { EventLine } from './socket.js';
import type { SocketEvent } from './socket.js';

/** All in milliseconds. */
export interface Timing {
  /** Between two looks at history and queue; events bring them forward. */
  pollMs: number;
  /** So long a server that does not answer is waited for: a restart takes less. */
  awayMs: number;
  /** So long a prompt may run without a word of progress, as while models are loaded. */
  quietMs: number;
  /** So long a prompt may wait behind others that do not move. */
  waitMs: number;
  /** So long nothing is heard on the line before it is renewed. */
  silentMs: number;
  /** Between two signs of life to the caller. */
  signMs: number;
  /** So long a download may take. */
  downloadMs: number;
}

export const TIMING: Timing = {
  pollMs: 2_000,
  awayMs: 60_000,
  quietMs: 900_000,
  waitMs: 3_600_000,
  silentMs: 20_000,
  signMs: 10_000,
  downloadMs: 900_000,
};

const ENDINGS = new Set(['execution_success', 'execution_error', 'execution_interrupted']);
/** `execution_success` comes before the history is written: then it is looked for in these steps. */
const FIRST_LOOK_MS = 25;
const PREVIEW_EVERY_MS = 250;
const MAX_PREVIEW_BYTES = 2 * 1024 * 1024;
/** A prompt that is neither done nor queued is looked for once more: it may be between the two. */
const LOOKS_BEFORE_LOST = 2;

/**
 * Follows a prompt to its end, through lost lines and restarts. History and queue decide; the line tells progress and
 * when to look.
 * @returns what the history says of a prompt that succeeded
 * @throws JobFailure for any other end: failed, stopped by others, forgotten by the server, or silent for too long
 * @throws PipelineFailure when the server does not answer for a time
 */
export async function* follow(
  server: ComfyServer,
  id: string,
  graph: Graph,
  signal: AbortSignal,
  timing: Timing,
): AsyncGenerator<ProviderEvent, HistoryEntry> {
  const line = new EventLine(server, id);
  const watch = new Watch(server, id, graph, timing);
  try {
    for (;;) {
      signal.throwIfAborted();
      const entry = await watch.look(signal);
      if (entry) return resultOf(server, entry);
      if (line.heardAt + timing.silentMs < performance.now()) line.renew();
      yield* watch.sign();
      for (const until = performance.now() + watch.nextLookMs; performance.now() < until;) {
        const event = await line.next(until - performance.now(), signal);
        if (!event) break;
        yield* watch.hear(event);
        if (watch.ended) break;
      }
    }
  } finally {
    line.close();
  }
}

class Watch {
  readonly #progress: Progress;
  #awaySince: number | undefined;
  #lost = 0;
  #looksAfterEnd = 0;
  #ahead = -1;
  /** When it last went on, by what is heard and by its place in the queue. */
  #movedAt = performance.now();
  #signedAt = performance.now();
  #previewAt = -Infinity;
  /** Set by an event that says so, until the next look. */
  ended = false;

  constructor(
    private readonly server: ComfyServer,
    private readonly id: string,
    graph: Graph,
    private readonly timing: Timing,
  ) {
    this.#progress = new Progress(graph);
  }

  get nextLookMs(): number {
    const { pollMs } = this.timing;
    return this.#looksAfterEnd > 0 && this.#lost === 0
      ? Math.min(pollMs, FIRST_LOOK_MS * 2 ** Math.min(10, this.#looksAfterEnd))
      : pollMs;
  }

  async look(signal: AbortSignal): Promise<HistoryEntry | undefined> {
    if (this.ended) this.#looksAfterEnd += 1;
    this.ended = false;
    let where: Whereabouts;
    try {
      where = await this.server.whereIs(this.id, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#away(error);
      return undefined;
    }
    this.#awaySince = undefined;
    if (where === 'absent') this.#absent();
    else this.#lost = 0;
    if (typeof where === 'object' && 'done' in where) return where.done;
    await this.#checkPace(where);
    return undefined;
  }

  #away(error: unknown): void {
    this.#awaySince ??= performance.now();
    if (performance.now() - this.#awaySince >= this.timing.awayMs) throw error;
  }

  #absent(): void {
    if (++this.#lost < LOOKS_BEFORE_LOST) return;
    throw new JobFailure(
      'provider_unavailable',
      `ComfyUI at ${this.server.url} no longer knows the prompt ${this.id}: it was restarted, or its queue was cleared`,
    );
  }

  async #checkPace(where: Whereabouts): Promise<void> {
    const ahead = typeof where === 'object' && 'ahead' in where ? where.ahead : 0;
    if (ahead !== this.#ahead) this.#movedAt = performance.now();
    this.#ahead = ahead;
    const limit = ahead > 0 ? this.timing.waitMs : this.timing.quietMs;
    if (performance.now() - this.#movedAt < limit) return;
    await this.server.stop(this.id).catch(() => {});
    const what = ahead > 0 ? `waited behind ${ahead} others that did not move` : 'ran without a word of progress';
    const seconds = Math.round(limit / 1000);
    throw new JobFailure('timeout', `ComfyUI at ${this.server.url}: the prompt ${what} for ${seconds} s`);
  }

  /** The server is there and has the prompt, also where it tells nothing for a while. */
  *sign(): Generator<ProviderEvent> {
    if (this.#awaySince !== undefined || performance.now() - this.#signedAt < this.timing.signMs) return;
    this.#signedAt = performance.now();
    yield { type: 'log', message: this.#ahead > 0 ? `behind ${this.#ahead} in the queue of ComfyUI` : 'ComfyUI works' };
  }

  *hear(event: SocketEvent): Generator<ProviderEvent> {
    if (event.type === 'preview') {
      const isOurs = event.promptId === undefined || event.promptId === this.id;
      const due = performance.now() - this.#previewAt >= PREVIEW_EVERY_MS;
      if (!isOurs || !due || event.bytes.length > MAX_PREVIEW_BYTES) return;
      this.#previewAt = this.#movedAt = performance.now();
      yield { type: 'preview', bytes: event.bytes, mime: event.mime };
      return;
    }
    if (event.data.prompt_id !== this.id) return;
    this.#movedAt = performance.now();
    if (ENDINGS.has(event.name) || (event.name === 'executing' && event.data.node === null)) this.ended = true;
    if (this.#progress.hear(event.name, event.data)) yield { type: 'progress', fraction: this.#progress.fraction };
  }
}

function resultOf(server: ComfyServer, entry: HistoryEntry): HistoryEntry {
  const { status } = entry;
  if (!status || status.status_str === 'success') return entry;
  const [kind = '', message = {}] = status.messages.at(-1) ?? [];
  if (kind === 'execution_interrupted')
    throw new JobFailure(
      'provider_unavailable',
      `ComfyUI at ${server.url}: the prompt was stopped there by somebody else`,
    );
  throw executionFailure(server, message);
}
