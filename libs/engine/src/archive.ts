import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Plan, PipelineDefinition } from '#pipeline';
import { parseNodeId, taskId } from '#pipeline';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { Keys } from './keys.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Tasks, or entries of the commit log, in one compressed piece: what a page reads. */
const PIECE = 500;
/** A record that was never put into place leaves nothing behind. */
const ORPHAN_SECONDS = 3600;
/** Pieces kept unpacked in a process. */
const UNPACKED = 200;

/** A task as it was stored: its index path and the fields of its hash. */
export type ArchivedTask = [path: number[], fields: Record<string, string>];

/** What an archive says of a pipeline as a whole. */
export interface ArchiveHead {
  definition: PipelineDefinition;
  plan: Plan;
  inputs: Record<string, unknown>;
  published?: Record<string, string[]>;
  /** The steps' hashes by id. */
  steps: Record<string, Record<string, string>>;
  /** Length of the commit log. */
  commits: number;
}

/**
 * The one record a finished pipeline leaves: a hash of compressed pieces, `head`, `t:<step>:<n>` and `l:<n>`. Written
 * once, read in pages.
 */
export class Archive {
  readonly #unpacked = new LRUCache<string, NonNullable<unknown>>({ max: UNPACKED });

  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
  ) {}

  /**
   * Writes a whole record beside its place, where several may be written at once; returns the key, which the scripts
   * `archive` and `rearchive` put into place.
   */
  async write(
    pid: string,
    head: ArchiveHead,
    tasks: (step: string) => AsyncIterable<ArchivedTask[]>,
    log: AsyncIterable<string[]>,
  ): Promise<string> {
    const key = `${this.keys.archive(pid)}:${randomBytes(6).toString('hex')}`;
    await this.redis.hset(key, 'writing', '1');
    await this.redis.expire(key, ORPHAN_SECONDS);
    for (const { id } of head.plan.steps) {
      let piece = 0;
      for await (const page of pieces(tasks(id))) await this.redis.hset(key, `t:${id}:${piece++}`, await pack(page));
    }
    let piece = 0;
    for await (const page of pieces(log)) await this.redis.hset(key, `l:${piece++}`, await pack(page));
    await this.redis.hset(key, 'head', await pack(head));
    await this.redis.hdel(key, 'writing');
    return key;
  }

  /** Forgets what was read of a pipeline, because it was written anew. */
  forget(pid: string): void {
    for (const name of this.#unpacked.keys()) if (name.startsWith(`${pid}@`)) this.#unpacked.delete(name);
  }

  async head(pid: string, run: number): Promise<ArchiveHead> {
    const head = await this.#piece<ArchiveHead>(pid, run, 'head');
    if (!head) throw new Error(`the archive of pipeline ${pid} has no head`);
    return head;
  }

  /** A step's tasks in index order. */
  async tasks(pid: string, run: number, step: string, offset: number, limit: number): Promise<ArchivedTask[]> {
    return this.#page<ArchivedTask>(pid, run, `t:${step}`, offset, limit);
  }

  /** The commit log from its beginning. */
  async log(pid: string, run: number, offset: number, limit: number): Promise<string[]> {
    return this.#page<string>(pid, run, 'l', offset, limit);
  }

  /** Everything made, a piece at a time: task and fields. */
  async *all(pid: string, run: number): AsyncGenerator<[task: string, fields: Record<string, string>][]> {
    const { plan } = await this.head(pid, run);
    for (const { id } of plan.steps) {
      for (let offset = 0; ; offset += PIECE) {
        const page = await this.tasks(pid, run, id, offset, PIECE);
        if (page.length > 0) yield page.map(([path, fields]) => [taskId(id, path), fields]);
        if (page.length < PIECE) break;
      }
    }
  }

  /** The fields of some tasks. */
  async fields(pid: string, run: number, ids: readonly string[]): Promise<(Record<string, string> | undefined)[]> {
    const steps = new Set(ids.map((id) => parseNodeId(id).step));
    const found = new Map<string, Record<string, string>>();
    for (const step of steps) {
      for (let offset = 0; ; offset += PIECE) {
        const page = await this.tasks(pid, run, step, offset, PIECE);
        for (const [path, fields] of page) found.set(taskId(step, path), fields);
        if (page.length < PIECE) break;
      }
    }
    return ids.map((id) => found.get(id));
  }

  async #page<T>(pid: string, run: number, name: string, offset: number, limit: number): Promise<T[]> {
    const items: T[] = [];
    for (let piece = Math.floor(offset / PIECE); piece * PIECE < offset + limit; piece++) {
      const all = await this.#piece<T[]>(pid, run, `${name}:${piece}`);
      if (!all) break;
      items.push(...all.slice(Math.max(0, offset - piece * PIECE), offset + limit - piece * PIECE));
    }
    return items;
  }

  async #piece<T extends NonNullable<unknown>>(pid: string, run: number, field: string): Promise<T | undefined> {
    const name = `${pid}@${run}/${field}`;
    const known = this.#unpacked.get(name);
    if (known) return known as T;
    const packed = await this.redis.hgetBuffer(this.keys.archive(pid), field);
    if (!packed) return undefined;
    const value = JSON.parse((await inflate(packed)).toString()) as T;
    this.#unpacked.set(name, value);
    return value;
  }
}

const pack = async (value: unknown): Promise<Buffer> => deflate(JSON.stringify(value));

/** The same items in pieces of equal size. */
async function* pieces<T>(pages: AsyncIterable<T[]>): AsyncGenerator<T[]> {
  let rest: T[] = [];
  for await (const page of pages) {
    rest.push(...page);
    for (; rest.length >= PIECE; rest = rest.slice(PIECE)) yield rest.slice(0, PIECE);
  }
  if (rest.length > 0) yield rest;
}
