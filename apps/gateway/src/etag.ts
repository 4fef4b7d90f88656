import { createHash } from 'node:crypto';
import { ApiError } from './problem.filter.js';

/**
 * The entity tag of something that has a revision and changes by itself as well: the revision, and a digest of what is
 * shown. If-None-Match compares the whole (RFC 9110, section 13.1.2), edits the revision alone: progress is no edit.
 */
export const etagOf = (revision: number, shown: unknown): string =>
  `"${revision}-${createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 22)}"`;

/** The revision an edit was made against; undefined where it does not matter. Throws ApiError `bad_if_match`. */
export function revisionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const revision = /^\s*"(\d{1,9})(-[\w-]*)?"\s*$/.exec(ifMatch)?.[1];
  if (revision === undefined)
    throw new ApiError(400, 'bad_if_match', 'If-Match must be the ETag of an earlier answer, or *.');
  return Number(revision);
}

export const changedMeanwhile = (what: string): ApiError =>
  new ApiError(412, 'changed_meanwhile', `${what} was changed by somebody else meanwhile; read it again first.`);
