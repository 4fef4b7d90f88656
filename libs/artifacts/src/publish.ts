import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PipelineFailure } from '#pipeline';
import { hasCode, hashFile, makeFolder, onDisk, orMissing, syncToDisk } from './files.js';
import { checkedDigest, checkFolder, checkNames } from './names.js';
import type { ArtifactStore, PublishedFile } from './store.js';

/** A publisher that has been gone this long left its folder behind. */
const ABANDONED_MS = 3_600_000;

type Source = Pick<ArtifactStore, 'pathOf' | 'stat'>;

/** See `ArtifactStore.publish`: a folder is built beside `dir`, then takes its place by one rename. */
export async function publishFolder(
  store: Source,
  dir: string,
  files: readonly PublishedFile[],
  { replace = false }: { replace?: boolean },
): Promise<void> {
  checkFolder(dir);
  checkNames(files.map(({ name }) => name));
  const bytes = await totalBytes(store, files);
  await makeFolder(dirname(dir));
  if (await holds(store, dir, files)) return;
  await sweepAbandoned(dir);
  const temp = `${dir}.tmp-${randomBytes(6).toString('hex')}`;
  try {
    await onDisk(
      dirname(dir),
      async () => bytes,
      () => build(store, temp, files),
    );
    await takePlace(store, temp, dir, files, replace);
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

async function totalBytes(store: Source, files: readonly PublishedFile[]): Promise<number> {
  let total = 0;
  for (const { name, digest } of files) {
    const facts = await store.stat(checkedDigest(digest));
    if (!facts) throw new PipelineFailure('internal', `${name} can't be published: the store has no bytes ${digest}.`);
    total += facts.bytes;
  }
  return total;
}

async function build(store: Source, temp: string, files: readonly PublishedFile[]): Promise<void> {
  await mkdir(temp);
  for (const file of files) await place(store.pathOf(file.digest), join(temp, file.name), file.editable ?? false);
  await syncToDisk(temp);
}

/** A hard link costs nothing; where there can be none, or the file may be edited, it is a copy. */
async function place(source: string, target: string, editable: boolean): Promise<void> {
  if (!editable) {
    try {
      return await link(source, target);
    } catch (error) {
      if (!hasCode(error, 'EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EACCES')) throw error;
    }
  }
  await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await chmod(target, 0o644);
  await syncToDisk(target);
}

async function takePlace(
  store: Source,
  temp: string,
  dir: string,
  files: readonly PublishedFile[],
  replace: boolean,
): Promise<void> {
  try {
    await rename(temp, dir);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) throw error;
    // Somebody else may have published the same in the meantime.
    if (await holds(store, dir, files)) return;
    if (!replace)
      throw new PipelineFailure('invalid_input', `${dir} already holds something else.`, undefined, { cause: error });
    await exchange(temp, dir);
  }
  await syncToDisk(dirname(dir));
}

/** There is no portable exchange of two folders, so the old one steps aside, and comes back if the new one can't enter. */
async function exchange(temp: string, dir: string): Promise<void> {
  const old = `${dir}.old-${randomBytes(6).toString('hex')}`;
  await rename(dir, old);
  try {
    await rename(temp, dir);
  } catch (error) {
    await rename(old, dir);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

/** Whether the folder holds exactly these bytes under these names. */
async function holds(store: Source, dir: string, files: readonly PublishedFile[]): Promise<boolean> {
  const names = await readdir(dir).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  });
  if (names?.length !== files.length) return false;
  for (const { name, digest } of files) {
    if (!(await sameBytes(store.pathOf(digest), join(dir, name), digest))) return false;
  }
  return true;
}

async function sameBytes(stored: string, published: string, digest: string): Promise<boolean> {
  const found = await orMissing(stat(published));
  if (!found?.isFile()) return false;
  const kept = await stat(stored);
  if (found.dev === kept.dev && found.ino === kept.ino) return true;
  return found.size === kept.size && (await hashFile(published)).digest === digest;
}

async function sweepAbandoned(dir: string): Promise<void> {
  const parent = dirname(dir);
  const own = `${basename(dir)}.`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(own) || !/^(tmp|old)-[0-9a-f]{12}$/.test(name.slice(own.length))) continue;
    const facts = await orMissing(stat(join(parent, name)));
    if (facts && facts.ctimeMs < Date.now() - ABANDONED_MS)
      await rm(join(parent, name), { recursive: true, force: true });
  }
}
