import type { ArtifactRef, PortValue } from '#pipeline';
import { isArtifactRef } from '#pipeline';
import { ApiError } from '../problem.filter.js';
import type { RequestFiles } from '../uploads/request-files.js';

/** The most that a list may be edited to hold. */
const MOST_ITEMS = 1_000;

/**
 * Outputs with some in the place of others, of the same kind. Lists may be chosen from, put in another order or grow:
 * what follows is counted when they are approved. Files are named by the digest of what is stored. Throws ApiError
 * `bad_output`.
 */
export async function replaced(
  files: RequestFiles,
  before: Record<string, PortValue>,
  changes: Record<string, unknown>,
): Promise<Record<string, PortValue>> {
  const outputs = { ...before };
  for (const [port, value] of Object.entries(changes)) {
    const old = before[port];
    if (old === undefined) throw bad(`There is no output "${port}"; there is ${Object.keys(before).join(', ')}.`);
    outputs[port] = await asBefore(files, port, old, value);
  }
  return outputs;
}

async function asBefore(files: RequestFiles, port: string, old: PortValue, value: unknown): Promise<PortValue> {
  if (Array.isArray(old)) {
    if (!Array.isArray(value) || value.length > MOST_ITEMS)
      throw bad(`"${port}" is a list; what takes its place must be one too, of at most ${MOST_ITEMS} items.`);
    if (value.length > 0 && old.length === 0) throw bad(`"${port}" is an empty list, and nothing can be added to it.`);
    return Promise.all(value.map((item: unknown, at) => asBefore(files, port, likeness(old, item, at), item)));
  }
  if (isArtifactRef(old)) return fileFor(files, port, old, value);
  if (value === null || value === undefined || typeof value !== typeof old)
    throw bad(`"${port}" has to be of the same kind as before: ${typeof old}.`);
  return value as PortValue;
}

/** What an item is compared with: the file of that digest, else the one in its place, else the last. */
function likeness(old: PortValue[], item: unknown, at: number): PortValue {
  const digest = (item as { digest?: unknown } | null)?.digest;
  return old.find((one) => isArtifactRef(one) && one.digest === digest) ?? old[Math.min(at, old.length - 1)]!;
}

async function fileFor(files: RequestFiles, port: string, old: ArtifactRef, value: unknown): Promise<ArtifactRef> {
  const digest = (value as { digest?: unknown } | null)?.digest;
  if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest))
    throw bad(`"${port}" is a file: name it by its digest, { "digest": "…" }.`);
  if (digest === old.digest) return old;
  const found = await files.file(digest, old.media);
  if ('ref' in found) return found.ref;
  throw bad(`"${port}": ${found.problem.message}. ${found.problem.hint}`);
}

const bad = (message: string) => new ApiError(422, 'bad_output', message);
