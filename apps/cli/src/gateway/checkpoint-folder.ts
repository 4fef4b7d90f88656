import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { usageError } from '../errors.js';
import type { Pipeline } from './api.js';
import type { Connection } from './connection.js';
import { download, temporaryNextTo } from './download.js';

/** As the workers write it, see the documentation of `checkpointDir`. */
const STATE = 'checkpoint.jsonl';
const ARTIFACTS = 'artifacts';

export const isCheckpointFolder = (path: string): boolean => existsSync(join(path, STATE));

interface Stored {
  digest: string;
  bytes: number;
}

/** Everything that looks like stored bytes, wherever it is in a line. */
function storedIn(line: string): Stored[] {
  const found: Stored[] = [];
  JSON.parse(line, (_key, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'digest' in value && 'bytes' in value && 'mime' in value)
      found.push(value as unknown as Stored);
    return value;
  });
  return found;
}

async function* linesOf(path: string): AsyncGenerator<string> {
  let header = true;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (!header && line.trim() !== '') yield line;
    header = false;
  }
}

/** Fetches a checkpoint into a folder: bytes first, then the state in one step. Returns the number of files. */
export async function exportCheckpoint(
  connection: Connection,
  id: string,
  checkpoint: string | undefined,
  dir: string,
  signal: AbortSignal,
): Promise<number> {
  const artifacts = join(dir, ARTIFACTS);
  await mkdir(artifacts, { recursive: true });
  const there = new Set(await readdir(artifacts));
  const temporary = temporaryNextTo(join(dir, STATE));
  try {
    await pipeline(await connection.api.exportCheckpoint(id, checkpoint), createWriteStream(temporary), { signal });
    for await (const line of linesOf(temporary)) {
      for (const stored of storedIn(line)) {
        if (there.has(stored.digest)) continue;
        await download(connection, stored, join(artifacts, stored.digest), { signal });
        there.add(stored.digest);
      }
    }
    await rename(temporary, join(dir, STATE));
    return there.size;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Brings a checkpoint folder to a gateway, as a new pipeline that goes on from there. */
export async function importCheckpoint(connection: Connection, dir: string, signal: AbortSignal): Promise<Pipeline> {
  const path = join(dir, STATE);
  const seen = new Set<string>();
  for await (const line of linesOf(path)) {
    for (const { digest } of storedIn(line)) {
      if (seen.has(digest)) continue;
      seen.add(digest);
      const file = join(dir, ARTIFACTS, digest);
      const facts = await stat(file).catch(() => undefined);
      if (!facts) throw usageError(`${file} is missing.`, 'Copy the whole folder of the checkpoint.');
      await connection.api.putArtifact(digest, file, signal);
    }
  }
  return connection.api.importCheckpoint(path, signal);
}
