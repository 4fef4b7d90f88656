import { rm, stat } from 'node:fs/promises';
import { markUpload, uploadIn } from '#artifacts';
import type { ArtifactStore, UploadFacts, UploadRecipe } from '#artifacts';
import { PipelineFailure } from '#pipeline';
import { recipeIn, withSource } from '#recipes';
import { unpack } from './archive.js';
import type { Brought } from './archive.js';
import { inspect } from './inspect.js';
import type { IntakeLimits } from './inspect.js';
import { plainName } from './names.js';
import { Refusal } from './refusal.js';
import type { RefusalCode } from './refusal.js';

/** A stored file that somebody brought. */
export interface Upload {
  digest: string;
  bytes: number;
  recipe: UploadRecipe;
}

export interface FileProblem {
  /** Which file, as it was called; a file in an archive with its folders. */
  name: string;
  code: RefusalCode;
  message: string;
  hint: string;
}

/** What became of what was brought, in its order. */
export interface Taken {
  items: Upload[];
  problems: FileProblem[];
}

export interface IntakeOptions {
  store: ArtifactStore;
  limits: IntakeLimits;
  /** On the disk of the store, for what is being looked into. */
  folder: string;
  /** Bytes that may still be stored. */
  room(): Promise<number>;
}

/** The one door for what people bring: each file is looked into before it is stored. */
export class Intake {
  constructor(private readonly options: IntakeOptions) {}

  /**
   * Takes a file, or the files of a ZIP. The file is gone afterwards. What is not taken is told among the problems;
   * throws PipelineFailure (`disk_full`, `tool_missing`), or the reason of the signal.
   */
  async take(brought: Brought, owner: string, signal: AbortSignal): Promise<Taken> {
    const taken: Taken = { items: [], problems: [] };
    await this.#take(brought, owner, signal, taken, true);
    return taken;
  }

  async #take(brought: Brought, owner: string, signal: AbortSignal, taken: Taken, outermost: boolean): Promise<void> {
    const { path, name } = brought;
    try {
      const found = await inspect(path, this.options.limits, signal);
      if (found !== 'archive') taken.items.push(await this.#keep(brought, found, owner));
      else if (outermost) await this.#open(path, owner, signal, taken);
      else throw nested();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Refusal)) throw error;
      taken.problems.push({ name, code: error.code, message: error.message, hint: error.hint });
    } finally {
      await rm(path, { force: true });
    }
  }

  async #open(path: string, owner: string, signal: AbortSignal, taken: Taken): Promise<void> {
    const { limits, folder } = this.options;
    const within = { maxFiles: limits.maxFiles, maxTotalBytes: 2 * limits.maxFileBytes };
    let files = 0;
    for await (const file of unpack(path, folder, within, signal)) {
      files += 1;
      await this.#take(file, owner, signal, taken, false);
    }
    if (files === 0) throw new Refusal('empty_file', 'there is no file in the archive', 'Pack the files again.');
  }

  async #keep({ path, name }: Brought, found: UploadFacts, owner: string): Promise<Upload> {
    const { store } = this.options;
    const { size } = await stat(path);
    if (size > (await this.options.room()))
      throw new PipelineFailure(
        'disk_full',
        `there is no room for the ${Math.ceil(size / 1e6)} MB of ${plainName(name)}`,
      );
    const made = await withSource(path, (source) => recipeIn(source, found.mime));
    const { digest, bytes } = await store.putFile(path, { move: true });
    const before = uploadIn(await store.getRecipe(digest));
    const createdAt = before?.upload.createdAt ?? new Date().toISOString();
    const mark = { name: plainName(name), owner, createdAt, ...(made && { recipe: made }) };
    const recipe = await markUpload(store, digest, found, mark);
    return { digest, bytes, recipe };
  }
}

const nested = () =>
  new Refusal('nested_archive', 'an archive in an archive is not opened', 'Upload the inner one by itself.');
