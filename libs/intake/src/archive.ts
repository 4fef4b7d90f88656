import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { getFileNameLowLevel, openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { filesToTake, tooManyFiles } from './archive-entries.js';
import type { ArchiveEntry, ArchiveLimits } from './archive-entries.js';
import { Refusal } from './refusal.js';

/** A file on disk that is given up to who gets it, and what it is said to be called. */
export interface Brought {
  path: string;
  name: string;
}

interface Listed extends ArchiveEntry {
  entry: Entry;
}

/** Folders and what systems add by themselves count too, but may be more. */
const MAX_ENTRIES = 200_000;

const bad = (cause: unknown) =>
  new Refusal('bad_archive', 'the archive is damaged, or no ZIP', 'Pack it again.', { cause });

/**
 * The files of a ZIP, one at a time, each in a file of its own in the folder. What is not safe is refused before
 * anything is unpacked, and what lies about its size while it is. Throws Refusal, or the reason of the signal.
 */
export async function* unpack(
  path: string,
  folder: string,
  limits: ArchiveLimits,
  signal: AbortSignal,
): AsyncGenerator<Brought> {
  const zip = await openPromise(path, { decodeStrings: false, autoClose: false, validateEntrySizes: true }).catch(
    (error: unknown) => {
      throw bad(error);
    },
  );
  try {
    const files = filesToTake(await listed(zip, limits, signal), zip.fileSize, limits);
    for (const { entry, name } of files) yield { path: await unpacked(zip, entry, folder, signal), name };
  } finally {
    zip.close();
  }
}

async function listed(zip: ZipFile, { maxFiles }: ArchiveLimits, signal: AbortSignal): Promise<Listed[]> {
  if (zip.entryCount > Math.max(MAX_ENTRIES, maxFiles)) throw tooManyFiles(maxFiles);
  const entries: Listed[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      signal.throwIfAborted();
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      entries.push(describe(entry, fileDataStart));
    }
  } catch (error) {
    signal.throwIfAborted();
    throw bad(error);
  }
  return entries;
}

function describe(entry: Entry, dataStart: number): Listed {
  return {
    entry,
    name: getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false),
    mode: entry.externalFileAttributes >>> 16,
    encrypted: entry.isEncrypted(),
    ...{ method: entry.compressionMethod, packedBytes: entry.compressedSize, bytes: entry.uncompressedSize },
    ...{ from: entry.relativeOffsetOfLocalHeader, to: dataStart + entry.compressedSize },
  };
}

async function unpacked(zip: ZipFile, entry: Entry, folder: string, signal: AbortSignal): Promise<string> {
  const path = join(folder, randomUUID());
  let sum = 0;
  const summing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
  });
  try {
    await pipeline(await zip.openReadStreamPromise(entry), summing, createWriteStream(path, { flags: 'wx' }), {
      signal,
    });
    if (sum !== entry.crc32) throw new Error('the checksum is another');
    return path;
  } catch (error) {
    await rm(path, { force: true });
    signal.throwIfAborted();
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? error : bad(error);
  }
}
