import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PipelineFailure } from '#pipeline';
import type { StoredBytes } from './store.js';

const CHUNK_BYTES = 1 << 20;

/** By shape, not by class: an error of the file system may come from another realm. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}

/** The value, or `undefined` where the file is missing. */
export async function orMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Copies a file to `target`, on disk when it resolves; returns digest and size. */
export async function copyHashing(source: string, target: string): Promise<StoredBytes> {
  const hash = createHash('sha256');
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(
    createReadStream(source, { highWaterMark: CHUNK_BYTES }),
    count,
    createWriteStream(target, { flags: 'wx', flush: true }),
  );
  return { digest: hash.digest('hex'), bytes };
}

/** Digest and size of a file, one chunk at a time. */
export async function hashFile(path: string): Promise<StoredBytes> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { digest: hash.digest('hex'), bytes };
}

/** A file's bytes, or a folder's entries, survive a power cut once this resolves. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Creates the folder, and makes the entries of every folder that was new durable. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  const above = dirname(first);
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    await syncToDisk(folder);
    if (folder === above || folder === dirname(folder)) return;
  }
}

/** Writes a small file whole or not at all. */
export async function writeWhole(path: string, temp: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(temp, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temp, path);
  await syncToDisk(dirname(path));
}

/** Runs the work on a path that does not exist yet; nothing is left at it when the work fails. */
export async function withTemp<T>(folder: string, work: (temp: string) => Promise<T>): Promise<T> {
  await makeFolder(folder);
  const temp = `${folder}/${randomUUID()}`;
  try {
    return await work(temp);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
}

export async function freeBytesAt(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

const megabytes = (bytes: number, round: (value: number) => number) => `${round(bytes / 1e6)} MB`;

/** Runs the work; a full disk or quota becomes `disk_full` that names the disk and what is needed. */
export async function onDisk<T>(
  folder: string,
  neededBytes: () => Promise<number>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!hasCode(error, 'ENOSPC', 'EDQUOT')) throw error;
    const needed = await neededBytes().catch(() => 0);
    const free = await freeBytesAt(folder).catch(() => 0);
    throw new PipelineFailure(
      'disk_full',
      `The disk that holds ${folder} is full: ${megabytes(needed, Math.ceil)} are needed, ${megabytes(free, Math.floor)} are free.`,
      { folder, neededBytes: needed, freeBytes: free },
      { cause: error },
    );
  }
}
