import { createHash, randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { systemCode } from '../stack/errors.js';
import { isApiProblem } from '../errors.js';
import type { Output } from './api.js';
import type { Connection } from './connection.js';

export interface DownloadOptions {
  signal: AbortSignal;
  onProgress?: (bytes: number) => void;
  /** With how it was made at the end of the file, as films can carry it. */
  withRecipe?: boolean;
}

const TRIES = 5;

/** A hidden file in the same folder, so that the finished one can take its name in one step. */
export const temporaryNextTo = (path: string): string =>
  join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(4).toString('hex')}.part`);

/** Fetches an output to a file that appears whole or not at all; its bytes are checked against their digest. */
export async function download(
  connection: Connection,
  output: Pick<Output, 'digest' | 'bytes'>,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  const temporary = temporaryNextTo(path);
  const file = await open(temporary, 'wx');
  try {
    try {
      await fetchAll(connection, output, file, options);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    // Writing to an open file fails without saying which one.
    if (error instanceof Error && systemCode(error) !== undefined) Object.assign(error, { path });
    throw error;
  }
}

/** Goes on where a broken connection left off. What comes behind the artifact's own bytes is its recipe. */
async function fetchAll(
  connection: Connection,
  { digest, bytes }: Pick<Output, 'digest' | 'bytes'>,
  file: FileHandle,
  { signal, onProgress, withRecipe = false }: DownloadOptions,
): Promise<void> {
  const hash = createHash('sha256');
  let [received, total, etag] = [0, bytes, ''];
  for (let tries = 1; received < total; tries += 1) {
    try {
      const sent = await connection.api.bytes(digest, received, { withRecipe, etag });
      if (received > 0 && !sent.partial) throw new Error(`The gateway can’t continue sending artifact ${digest}.`);
      if (withRecipe) [total, etag] = [sent.total, sent.etag];
      for await (const chunk of sent.body) {
        signal.throwIfAborted();
        await file.write(chunk, 0, chunk.byteLength, received);
        hash.update(chunk.subarray(0, Math.max(0, bytes - received)));
        received += chunk.byteLength;
        onProgress?.(received);
      }
      if (received < total) throw new Error(`Only ${received} of ${total} bytes of artifact ${digest} arrived.`);
    } catch (error) {
      if (signal.aborted || isLasting(error) || tries === TRIES) throw error;
      await delay(200 * tries);
      await connection.recover();
    }
  }
  if (hash.digest('hex') !== digest) throw new Error(`Artifact ${digest} was damaged on its way.`);
}

/** Refusals and what the disk says don't change by asking again. */
const isLasting = (error: unknown): boolean =>
  isApiProblem(error) || /^E(NOSPC|DQUOT|IO|FBIG)$/.test(systemCode(error) ?? '');
