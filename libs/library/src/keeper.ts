import { keepsUploads, unmarkUpload } from '#artifacts';
import type { ArtifactStore } from '#artifacts';
import type { Item } from './item.js';
import type { Records } from './records.js';
import { saveSaid } from './said.js';

/** Which results keep their bytes: all of them, or only what people pinned, liked or tagged. */
export type LibraryKeep = 'all' | 'marked';

/** So long every process is told of an item that went. */
const TELL_MS = 7 * 24 * 3600 * 1000;

/** What the library means for what is stored: what has to stay, and what may go. */
export class Keeper {
  constructor(
    private readonly store: Pick<ArtifactStore, 'getRecipe' | 'putRecipe' | 'putBeside' | 'getBeside' | 'has'>,
    private readonly records: Records,
    private readonly keep: LibraryKeep,
    /** How long what is in the trash can be taken out again. */
    private readonly trashMs: number,
  ) {}

  /** Empties the trash of what is there long enough. Returns how many items went. */
  async round(): Promise<number> {
    const purged = await this.empty(Date.now() - this.trashMs);
    await this.records.forget(Date.now() - TELL_MS);
    return purged;
  }

  /** Removes for good what went into the trash before a time, by default all of it. Returns how many items went. */
  async empty(before = Date.now()): Promise<number> {
    let purged = 0;
    for (;;) {
      const digests = await this.records.purge(before);
      for (const digest of digests) await unmarkUpload(this.store, digest);
      purged += digests.length;
      if (digests.length === 0) return purged;
    }
  }

  /** Writes beside the bytes what people said of items since. */
  async save(): Promise<void> {
    await saveSaid(this.store, this.records);
  }

  /** What a collector of bytes has to respect, and to tell. */
  async policy(uploadRetainDays: number) {
    const brought = keepsUploads(this.store, uploadRetainDays);
    return {
      keep: async (digest: string) => (await brought(digest)) || this.#holds(digest),
      abandoned: await this.#abandoned(),
      removed: (digest: string) => this.records.drop([this.records.idOf(digest)]),
    };
  }

  /** Whether bytes that no pipeline refers to stay all the same. How long uploads stay is set apart. */
  async #holds(digest: string): Promise<boolean> {
    const item = await this.records.get(digest);
    if (!item) return false;
    return isMarked(item) || (this.keep === 'all' && item.source === 'output');
  }

  /** Whether somebody removed it for good, so that only a living pipeline keeps its bytes. */
  async #abandoned(): Promise<(digest: string) => boolean> {
    const gone = new Set<string>();
    const { redis, keys } = this.records;
    for await (const flat of redis.zscanStream(keys.gone, { count: 500 }))
      for (const [at, id] of (flat as string[]).entries()) if (at % 2 === 0) gone.add(id);
    return (digest) => gone.has(this.records.idOf(digest));
  }

  /** A pipeline was removed with what it made: so does what only it had. */
  async release(pid: string): Promise<void> {
    for await (const ids of this.records.redis.sscanStream(this.records.keys.of(pid), { count: 200 }))
      await this.records.leave(pid, ids as string[]);
  }
}

const isMarked = ({ pinned, favourite, tags }: Item): boolean => pinned || favourite || tags.length > 0;
