import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A file that comes in several requests; sizes in bytes. */
export interface Unfinished<Result> {
  id: string;
  owner: string;
  name: string;
  length: number;
  /** What is there of it. */
  offset: number;
  /** When it is removed, unless more of it comes. */
  expiresAt: Date;
  /** What became of it, once it was whole. */
  result?: Result;
}

/** As it is kept beside the bytes. */
interface Note<Result> {
  owner: string;
  name: string;
  length: number;
  result?: Result;
}

export type AppendProblem = 'busy' | 'wrong_offset' | 'too_much';

/** More cannot be added to a file that comes in several requests. */
export class AppendError extends Error {
  override readonly name = 'AppendError';
  constructor(readonly problem: AppendProblem) {
    super(problem);
  }
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Files that come in several requests: `<id>` holds what is there of one, `<id>.json` what is known of it. Its size says
 * how far it is, so that nothing has to be told when a process dies. One process at a time may use the folder.
 */
export class Resumable<Result> {
  readonly #busy = new Set<string>();

  constructor(
    private readonly folder: string,
    private readonly expireMs: number,
  ) {}

  async create(given: { owner: string; name: string; length: number }): Promise<Unfinished<Result>> {
    await mkdir(this.folder, { recursive: true });
    const id = randomUUID();
    await writeFile(this.#bytes(id), '', { flag: 'wx' });
    await this.#write(id, given);
    return (await this.find(id))!;
  }

  /** Undefined for what there is not, or not any more. */
  async find(id: string): Promise<Unfinished<Result> | undefined> {
    if (!ID.test(id)) return undefined;
    try {
      const note = JSON.parse(await readFile(this.#note(id), 'utf8')) as Note<Result>;
      const facts = await stat(note.result ? this.#note(id) : this.#bytes(id));
      const expiresAt = new Date(facts.mtimeMs + this.expireMs);
      if (expiresAt.getTime() < Date.now()) return undefined;
      return { id, ...note, offset: note.result ? note.length : facts.size, expiresAt };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /**
   * Adds a piece; what of it came is kept, also when the rest does not. When the file is whole, `whole` gets it, which is
   * given up then, and its answer is kept as the result; when it throws, the file is gone. Throws AppendError, and what
   * the piece fails with.
   */
  async append(
    { id, length, result }: Unfinished<Result>,
    offset: number,
    piece: Readable,
    whole: (path: string) => Promise<Result>,
  ): Promise<number> {
    if (this.#busy.has(id)) throw new AppendError('busy');
    this.#busy.add(id);
    try {
      const path = this.#bytes(id);
      if (result || (await stat(path)).size !== offset) throw new AppendError('wrong_offset');
      await pipeline(piece, upTo(length - offset), createWriteStream(path, { flags: 'a' }));
      const now = new Date();
      await utimes(path, now, now);
      const { size } = await stat(path);
      if (size === length) await this.#finish(id, path, whole);
      return size;
    } finally {
      this.#busy.delete(id);
    }
  }

  async #finish(id: string, path: string, whole: (path: string) => Promise<Result>): Promise<void> {
    const { owner, name, length } = (await this.find(id))!;
    try {
      await this.#write(id, { owner, name, length, result: await whole(path) });
    } catch (error) {
      await this.remove(id);
      throw error;
    } finally {
      await rm(path, { force: true });
    }
  }

  async remove(id: string): Promise<void> {
    await rm(this.#bytes(id), { force: true });
    await rm(this.#note(id), { force: true });
  }

  /** Removes what was given up, and results that are old. Returns how many. */
  async sweep(): Promise<number> {
    await mkdir(this.folder, { recursive: true });
    const ids = new Set((await readdir(this.folder)).map((name) => name.replace(/\.json$/, '')));
    let removed = 0;
    for (const id of ids) {
      if (!ID.test(id) || this.#busy.has(id) || (await this.find(id))) continue;
      await this.remove(id);
      removed += 1;
    }
    return removed;
  }

  async #write(id: string, note: Note<Result>): Promise<void> {
    const temp = `${this.#note(id)}.part`;
    await writeFile(temp, JSON.stringify(note));
    await rename(temp, this.#note(id));
  }

  #bytes(id: string): string {
    return join(this.folder, id);
  }

  #note(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}

/** Fails where more comes than is left; what is too much is not passed on. */
function upTo(left: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > left) done(new AppendError('too_much'));
      else done(null, chunk);
    },
  });
}
