import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { PipelineFailure } from '#pipeline';
import { hasCode, hashFile, makeFolder, onDisk, orMissing, syncToDisk } from './files.js';
import { checkedDigest, checkFolder, checkNames } from './names.js';
import type { ArtifactStore, PublishedFile } from './store.js';

/** What is older was left by a publisher that is gone, wherever it ran. */
const ABANDONED_MS = 3_600_000;

/** A name beside `dir` that says who uses it: what a dead process of this machine left can be told at once. */
const beside = (dir: string, kind: 'tmp' | 'old'): string =>
  `${dir}.${kind}-${randomBytes(6).toString('hex')}.${hostname()}.${process.pid}`;

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
  await sweepAbandoned(dirname(dir));
  if (await holds(store, dir, files)) return;
  const temp = beside(dir, 'tmp');
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
  const old = beside(dir, 'old');
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

/**
 * Removes from a folder of published folders what publishers left behind. What stepped aside for a new one is only
 * removed when it is old: it may be all there is.
 */
export async function sweepAbandoned(parent: string): Promise<void> {
  for (const name of (await orMissing(readdir(parent))) ?? []) {
    const [found, kind, host, pid] = /\.(tmp|old)-[0-9a-f]{12}\.(.+)\.(\d+)$/.exec(name) ?? [];
    if (!found) continue;
    const facts = await orMissing(stat(join(parent, name)));
    const old = facts !== undefined && facts.ctimeMs < Date.now() - ABANDONED_MS;
    const dead = kind === 'tmp' && host === hostname() && !isAlive(Number(pid));
    if (old || dead) await rm(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
