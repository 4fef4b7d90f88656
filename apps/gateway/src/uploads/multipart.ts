import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import type { Busboy } from 'busboy';
import type { Request } from 'express';
import type { Brought } from '#intake';
import { ApiError } from '../problem.filter.js';

export interface MultipartLimits {
  folder: string;
  maxFiles: number;
  maxFileBytes: number;
}

/** Fields beside the files are read past, but only so many. */
const MAX_FIELDS = 100;

/** Writes the files of a form to disk as they come. Throws ApiError, and leaves nothing behind then. */
export async function receiveForm(request: Request, body: Readable, limits: MultipartLimits): Promise<Brought[]> {
  const form = formOf(request, limits);
  const files: Brought[] = [];
  const writing: Promise<void>[] = [];
  form.on('file', (_field, stream, { filename }) => {
    const file = { path: join(limits.folder, randomUUID()), name: filename ?? '' };
    files.push(file);
    const written = pipeline(stream, createWriteStream(file.path, { flags: 'wx' }));
    written.catch((error: unknown) => form.destroy(error as Error));
    writing.push(written);
  });
  for (const limit of ['filesLimit', 'partsLimit', 'fieldsLimit'] as const)
    form.once(limit, () => form.destroy(tooManyParts(limits)));
  try {
    await pipeline(body, form);
    await Promise.all(writing);
    return files;
  } catch (error) {
    await Promise.allSettled(writing);
    await discard(files);
    throw asApiError(error);
  }
}

export async function discard(files: readonly Brought[]): Promise<void> {
  await Promise.all(files.map(({ path }) => rm(path, { force: true })));
}

function formOf({ headers }: Request, { maxFiles, maxFileBytes }: MultipartLimits): Busboy {
  try {
    return busboy({
      headers,
      defParamCharset: 'utf8',
      limits: {
        ...{ files: maxFiles, fields: MAX_FIELDS, parts: maxFiles + MAX_FIELDS, headerPairs: 50 },
        // One byte more tells that a file is too large; the rest of it is read past.
        ...{ fieldSize: 65_536, fieldNameSize: 1_000, fileSize: maxFileBytes + 1 },
      },
    });
  } catch {
    throw new ApiError(415, 'not_a_form', 'Send the files as multipart/form-data.');
  }
}

const tooManyParts = ({ maxFiles }: MultipartLimits) =>
  new ApiError(413, 'too_many_files', `One upload may have ${maxFiles} files; the setting uploadMaxFiles allows more.`);

/** By shape, as errors of the file system may come from another realm; what the form complains of is the client's. */
function asApiError(error: unknown): unknown {
  const message = error instanceof Error ? error.message : '';
  if (/^(Unexpected end of (form|file)|Malformed|Part terminated)/i.test(message))
    return new ApiError(400, 'bad_form', `The form is not whole or not well formed: ${message}.`);
  return error;
}
