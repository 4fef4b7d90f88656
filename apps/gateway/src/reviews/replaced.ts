import type { ArtifactStore } from '#artifacts';
import type { ArtifactRef, PortValue } from '#pipeline';
import { isArtifactRef } from '#pipeline';
import { ApiError } from '../problem.filter.js';

/**
 * Outputs with some in the place of others: of the same kind, and lists of the same length, because what follows was
 * counted by them. Files are named by the digest of what is stored. Throws ApiError `bad_output`.
 */
export async function replaced(
  store: ArtifactStore,
  before: Record<string, PortValue>,
  changes: Record<string, unknown>,
): Promise<Record<string, PortValue>> {
  const outputs = { ...before };
  for (const [port, value] of Object.entries(changes)) {
    const old = before[port];
    if (old === undefined) throw bad(`There is no output "${port}"; there is ${Object.keys(before).join(', ')}.`);
    outputs[port] = await asBefore(store, port, old, value);
  }
  return outputs;
}

async function asBefore(store: ArtifactStore, port: string, old: PortValue, value: unknown): Promise<PortValue> {
  if (Array.isArray(old)) {
    if (!Array.isArray(value) || value.length !== old.length)
      throw bad(`"${port}" is a list of ${old.length}; what takes its place must be as long.`);
    return Promise.all(old.map((item, at) => asBefore(store, port, item, value[at])));
  }
  if (isArtifactRef(old)) return fileFor(store, port, old, value);
  if (value === null || value === undefined || typeof value !== typeof old)
    throw bad(`"${port}" has to be of the same kind as before: ${typeof old}.`);
  return value as PortValue;
}

async function fileFor(store: ArtifactStore, port: string, old: ArtifactRef, value: unknown): Promise<ArtifactRef> {
  const digest = (value as { digest?: unknown } | null)?.digest;
  if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest))
    throw bad(`"${port}" is a file: name it by its digest, { "digest": "…" }.`);
  if (digest === old.digest) return old;
  const [stored, recipe] = await Promise.all([store.stat(digest), store.getRecipe(digest)]);
  if (!stored || !(await store.touch(digest)))
    throw bad(`No file ${digest.slice(0, 12)}… is stored; store it first: PUT /artifacts/{digest}.`);
  const kind = recipe as { media?: string; mime?: string } | undefined;
  if (kind?.media !== undefined && kind.media !== old.media)
    throw bad(`"${port}" is of the kind ${old.media}, and ${digest.slice(0, 12)}… is ${kind.media}.`);
  return { digest, media: old.media, mime: kind?.mime ?? old.mime, bytes: stored.bytes };
}

const bad = (message: string) => new ApiError(422, 'bad_output', message);
