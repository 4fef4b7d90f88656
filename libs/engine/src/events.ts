import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';

/**
 * Something that happened to a pipeline. `id` orders events within it and is what a replay starts after; it is empty for
 * what is told only to those who listen at that moment, such as `preview`.
 */
export interface PipelineEvent {
  pipelineId: string;
  id: string;
  type: string;
  data: Record<string, unknown>;
}

type Listener = (event: PipelineEvent) => void;

/** Live events over Redis, and what was missed from the stream kept for each pipeline. */
export class Events {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #everything = new Set<Listener>();
  readonly #lost = new Set<() => void>();
  readonly #stops = new Set<(pid: string) => void>();
  readonly #work = new Set<(queue: string) => void>();
  readonly #rekeys = new Set<(owner: string) => void>();
  #subscriber: Redis | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    /** Opens the connection that listens. */
    private readonly connect: () => Redis,
  ) {}

  /** Opens the connection that listens; without it nothing arrives live. */
  async open(): Promise<void> {
    if (this.#subscriber) return;
    this.#subscriber = this.connect();
    this.#subscriber.on('error', () => {}); // it reconnects and subscribes again by itself
    this.#subscriber.on('close', () => this.#lost.forEach((tell) => tell()));
    this.#subscriber.on('message', (channel: string, message: string) => this.#receive(channel, message));
    await this.#subscriber.subscribe(this.keys.root('events'), this.keys.root('control'));
  }

  #receive(channel: string, message: string): void {
    if (channel === this.keys.root('control')) {
      const [command, what] = message.split(' ');
      const told = { stop: this.#stops, work: this.#work, rekey: this.#rekeys }[command ?? ''] ?? [];
      if (what) for (const tell of told) tell(what);
      return;
    }
    const [pipelineId = '', id = '', type = ''] = message.split(' ', 3);
    const listeners = this.#listeners.get(pipelineId);
    if (!listeners && this.#everything.size === 0) return;
    const body = message.slice(pipelineId.length + id.length + type.length + 3);
    const data = JSON.parse(body) as Record<string, unknown>;
    const event = { pipelineId, id: id === '-' ? '' : id, type, data };
    for (const listener of [...(listeners ?? []), ...this.#everything]) listener(event);
  }

  /** Live events of one pipeline, or of all; returns how to stop listening. */
  listen(pid: string | undefined, listener: Listener): () => void {
    if (pid === undefined) {
      this.#everything.add(listener);
      return () => this.#everything.delete(listener);
    }
    const set = this.#listeners.get(pid) ?? new Set();
    this.#listeners.set(pid, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0) this.#listeners.delete(pid);
    };
  }

  /** Called when live events may be missing from now on: the connection is lost, and made again by itself. */
  onLost(listener: () => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  /** Called with a pipeline's id when what runs of it must stop. */
  onStop(listener: (pid: string) => void): () => void {
    this.#stops.add(listener);
    return () => this.#stops.delete(listener);
  }

  /** Called with the owner whose key was revoked or changed. */
  onRekey(listener: (owner: string) => void): () => void {
    this.#rekeys.add(listener);
    return () => this.#rekeys.delete(listener);
  }

  /** Called with a queue of the cards that got something to do. */
  onWork(listener: (queue: string) => void): () => void {
    this.#work.add(listener);
    return () => this.#work.delete(listener);
  }

  /**
   * Events after `after` (exclusive; '0' for all that are kept), oldest first. `gap` is true when older ones were
   * dropped since: the reader should look at the state again.
   */
  async replay(pid: string, after: string, limit = 1000): Promise<{ events: PipelineEvent[]; gap: boolean }> {
    const key = this.keys.events(pid);
    const [entries, oldest] = await Promise.all([
      this.redis.xrange(key, after === '0' ? '-' : `(${after}`, '+', 'COUNT', limit),
      this.redis.xrange(key, '-', '+', 'COUNT', 1),
    ]);
    const first = oldest[0]?.[0];
    if (first === undefined) return this.#ending(pid, after);
    const events = entries.map(([id, fields]): PipelineEvent => ({
      pipelineId: pid,
      id,
      type: fields[1]!,
      data: JSON.parse(fields[3]!) as Record<string, unknown>,
    }));
    return { events, gap: after !== '0' && compareIds(first, after) > 0 };
  }

  /** Of an archived pipeline nothing is left but how it ended, which is told as one event after a gap. */
  async #ending(pid: string, after: string): Promise<{ events: PipelineEvent[]; gap: boolean }> {
    const [archived, status, endedAt] = await this.redis.hmget(
      this.keys.pipeline(pid),
      'archived',
      'status',
      'endedAt',
    );
    const id = `${endedAt}-0`;
    if (!archived || (after !== '0' && compareIds(id, after) <= 0)) return { events: [], gap: false };
    return { events: [{ pipelineId: pid, id, type: 'pipeline_status', data: { id: pid, status } }], gap: true };
  }

  async close(): Promise<void> {
    if (this.#subscriber?.status === 'ready') await this.#subscriber.quit().catch(() => {});
    else this.#subscriber?.disconnect();
  }
}

/** Stream ids are `<milliseconds>-<sequence>`. */
function compareIds(a: string, b: string): number {
  const [aMs = 0, aSeq = 0] = a.split('-').map(Number);
  const [bMs = 0, bSeq = 0] = b.split('-').map(Number);
  return aMs - bMs || aSeq - bSeq;
}
