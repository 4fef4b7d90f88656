import { createReadStream } from 'node:fs';
import { chmod, lstat, opendir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { PipelineFailure } from '#pipeline';
import {
  copyHashing,
  freeBytesAt,
  hasCode,
  hashFile,
  makeFolder,
  onDisk,
  orMissing,
  syncToDisk,
  withTemp,
  writeWhole,
} from './files.js';
import { checkedBesideName, checkedDigest, isDigest } from './names.js';
import { publishFolder } from './publish.js';
import { Usage } from './usage.js';
import type { ArtifactStore, ByteRange, PublishedFile, Recipe, StoredBytes, StoredFacts } from './store.js';

/**
 * The store in a folder: `cas/ab/cd/<digest>` holds bytes, `<digest>.json` beside it the recipe, `<digest>.<name>` what else belongs to it, `tmp/` what is being
 * written. Several processes may use the same folder; it has to be on one file system.
 */
export class DiskStore implements ArtifactStore {
  readonly root: string;
  private readonly temp: string;
  private readonly usage: Usage;

  constructor(root: string) {
    this.root = resolve(root);
    this.temp = join(this.root, 'tmp');
    this.usage = new Usage(this.root, () => this.list());
  }

  async putFile(path: string, { move = false }: { move?: boolean } = {}): Promise<StoredBytes> {
    const source = await regularFile(path);
    const put = () =>
      withTemp(this.temp, async (temp) => {
        if (move && (await movedTo(path, temp))) {
          await syncToDisk(temp);
          return this.keep(temp, await hashFile(temp));
        }
        const stored = await this.keep(temp, await copyHashing(path, temp));
        if (move) await rm(path, { force: true });
        return stored;
      });
    return onDisk(this.root, async () => source.size, put);
  }

  async putBytes(bytes: Uint8Array): Promise<StoredBytes> {
    const digest = createHash('sha256').update(bytes).digest('hex');
    const put = () =>
      withTemp(this.temp, async (temp) => {
        await writeFile(temp, bytes, { flag: 'wx', flush: true });
        return this.keep(temp, { digest, bytes: bytes.byteLength });
      });
    return onDisk(this.root, async () => bytes.byteLength, put);
  }

  /** Gives a finished temporary file its place; equal bytes that are there already stay. */
  private async keep(temp: string, stored: StoredBytes): Promise<StoredBytes> {
    const path = this.pathOf(stored.digest);
    if ((await this.stat(stored.digest))?.bytes === stored.bytes) {
      const now = new Date();
      const kept = await orMissing(utimes(path, now, now).then(() => true));
      if (kept) {
        await rm(temp, { force: true });
        return stored;
      }
    }
    await chmod(temp, 0o444);
    await makeFolder(dirname(path));
    const now = new Date();
    await utimes(temp, now, now);
    await rename(temp, path);
    await this.usage.add(stored.bytes);
    await syncToDisk(dirname(path));
    return stored;
  }

  pathOf(digest: string): string {
    const checked = checkedDigest(digest);
    return join(this.root, 'cas', checked.slice(0, 2), checked.slice(2, 4), checked);
  }

  async has(digest: string): Promise<boolean> {
    return (await this.stat(digest)) !== undefined;
  }

  async touch(digest: string): Promise<boolean> {
    const now = new Date();
    return (await orMissing(utimes(this.pathOf(digest), now, now).then(() => true))) ?? false;
  }

  async stat(digest: string): Promise<StoredFacts | undefined> {
    const facts = await orMissing(stat(this.pathOf(digest)));
    return facts && { digest, bytes: facts.size, storedAt: facts.mtime };
  }

  read(digest: string, range: ByteRange = {}): Readable {
    return createReadStream(this.pathOf(digest), range);
  }

  async verify(digest: string): Promise<boolean> {
    const found = await orMissing(hashFile(this.pathOf(digest)));
    return found?.digest === digest;
  }

  async putRecipe(digest: string, recipe: Recipe): Promise<void> {
    const path = this.recipePath(digest);
    const text = JSON.stringify(recipe);
    const put = async () => {
      await makeFolder(dirname(path));
      await withTemp(this.temp, (temp) => writeWhole(path, temp, text));
    };
    await onDisk(this.root, async () => Buffer.byteLength(text), put);
  }

  async getRecipe(digest: string): Promise<Recipe | undefined> {
    const text = await orMissing(readFile(this.recipePath(digest), 'utf8'));
    return text === undefined ? undefined : (JSON.parse(text) as Recipe);
  }

  private recipePath(digest: string): string {
    return `${this.pathOf(digest)}.json`;
  }

  async putBeside(digest: string, name: string, bytes: Uint8Array): Promise<void> {
    const path = this.besidePath(digest, name);
    if (!(await this.has(digest))) throw new PipelineFailure('invalid_input', `There is no artifact ${digest}.`);
    const put = () => withTemp(this.temp, (temp) => writeWhole(path, temp, bytes));
    await onDisk(this.root, async () => bytes.byteLength, put);
  }

  async getBeside(digest: string, name: string): Promise<Buffer | undefined> {
    return orMissing(readFile(this.besidePath(digest, name)));
  }

  private besidePath(digest: string, name: string): string {
    return `${this.pathOf(digest)}.${checkedBesideName(name)}`;
  }

  async *list(): AsyncGenerator<StoredBytes> {
    for await (const first of entries(join(this.root, 'cas'))) {
      for await (const second of entries(first.path)) {
        for await (const { name, path } of entries(second.path)) {
          const facts = isDigest(name) ? await orMissing(stat(path)) : undefined;
          if (facts) yield { digest: name, bytes: facts.size };
        }
      }
    }
  }

  async remove(digest: string): Promise<boolean> {
    const facts = await this.stat(digest);
    const removed = await orMissing(rm(this.pathOf(digest)).then(() => true));
    if (removed && facts) await this.usage.add(-facts.bytes);
    for (const beside of await this.#beside(digest)) await rm(beside, { force: true });
    return removed ?? false;
  }

  /** The recipe, and what else is kept beside the bytes. */
  async #beside(digest: string): Promise<string[]> {
    const folder = dirname(this.pathOf(digest));
    const names = (await orMissing(readdir(folder))) ?? [];
    return names.filter((name) => name.startsWith(`${digest}.`)).map((name) => join(folder, name));
  }

  async sweepTemp(olderThanMs: number): Promise<number> {
    const limit = Date.now() - olderThanMs;
    let swept = 0;
    for await (const { path } of entries(this.temp)) {
      const facts = await orMissing(stat(path));
      // The change time: a moved file keeps the modification time it had elsewhere.
      if (!facts || facts.ctimeMs > limit) continue;
      await rm(path, { force: true });
      swept += 1;
    }
    return swept;
  }

  async publish(dir: string, files: readonly PublishedFile[], options: { replace?: boolean } = {}): Promise<void> {
    await publishFolder(this, dir, files, options);
  }

  usedBytes(): Promise<number> {
    return this.usage.bytes();
  }

  async freeBytes(): Promise<number> {
    await makeFolder(this.root);
    return freeBytesAt(this.root);
  }
}

async function regularFile(path: string): Promise<{ size: number }> {
  const facts = await orMissing(stat(path));
  if (facts?.isFile()) return facts;
  throw new PipelineFailure('invalid_input', facts ? `${path} is not a file.` : `There is no file ${path}.`);
}

/** Whether the file could be taken by a rename: not through a link, and not from another device. */
async function movedTo(path: string, target: string): Promise<boolean> {
  if (!(await lstat(path)).isFile()) return false;
  try {
    await rename(path, target);
    return true;
  } catch (error) {
    if (hasCode(error, 'EXDEV', 'EPERM', 'EACCES')) return false;
    throw error;
  }
}

/** What a folder holds; nothing where it is missing. */
async function* entries(folder: string): AsyncGenerator<{ name: string; path: string }> {
  const open = await orMissing(opendir(folder));
  if (open) for await (const { name } of open) yield { name, path: join(folder, name) };
}
