import { isAbsolute } from 'node:path';
import { PipelineFailure } from '#pipeline';

const DIGEST = /^[0-9a-f]{64}$/;
const MAX_NAME_BYTES = 200;

export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/** Returns the digest; throws `invalid_input` for anything but 64 lower-case hex digits. */
export function checkedDigest(digest: string): string {
  if (isDigest(digest)) return digest;
  throw new PipelineFailure('invalid_input', `${JSON.stringify(digest)} is not an artifact's digest (64 hex digits).`);
}

/** Throws `invalid_input` for what cannot stand beside an artifact; `json` is its recipe. */
export function checkedBesideName(name: string): string {
  if (/^[a-z0-9][a-z0-9.-]{0,59}$/.test(name) && name !== 'json') return name;
  throw new PipelineFailure('invalid_input', `${JSON.stringify(name)} cannot stand beside an artifact.`);
}

/** Throws `invalid_input` unless the names are plain, distinct (also where case is ignored) file names. */
export function checkNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    const reason = nameProblem(name) ?? (seen.has(name.toLowerCase()) ? 'is there twice' : undefined);
    if (reason !== undefined)
      throw new PipelineFailure('invalid_input', `The file name ${JSON.stringify(name)} ${reason}.`);
    seen.add(name.toLowerCase());
  }
}

function nameProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name === '.' || name === '..') return 'is a folder';
  if (/[/\\]/.test(name)) return 'must not contain a path separator';
  if (/\p{Cc}/u.test(name)) return 'must not contain control characters';
  return Buffer.byteLength(name) > MAX_NAME_BYTES ? `is longer than ${MAX_NAME_BYTES} bytes` : undefined;
}

/** Throws `invalid_input` unless the folder is given by an absolute path. */
export function checkFolder(dir: string): void {
  if (!isAbsolute(dir))
    throw new PipelineFailure('invalid_input', `The folder ${JSON.stringify(dir)} must be an absolute path.`);
}
