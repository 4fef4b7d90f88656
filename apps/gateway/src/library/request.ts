import { shortId } from '#library';
import type { LibraryOrder, LibraryQuery, Position } from '#library';
import type { LibraryFilterDto, ListLibraryDto } from '../dto/index.js';
import { ApiError } from '../problem.filter.js';

const DAY_MS = 24 * 3600 * 1000;

/** A filter as the library takes it. Throws ApiError `bad_request` for a date that is none. */
export function queryOf(filter: LibraryFilterDto): LibraryQuery {
  const { digest, q, kind, source, pipeline, step_type, provider, model, tag, favourite, pinned, trashed, from, to } =
    filter;
  return {
    ...(digest !== undefined && { digest: shortId(digest) }),
    ...(q !== undefined && { text: q }),
    ...(kind && { kind }),
    ...(source && { source }),
    ...(pipeline && { pipeline }),
    ...(step_type && { stepType: step_type }),
    ...(provider && { provider }),
    ...(model && { model }),
    ...(tag && { tag }),
    ...(favourite !== undefined && { favourite }),
    ...(pinned !== undefined && { pinned }),
    ...(trashed !== undefined && { trashed }),
    ...(from !== undefined && { from: timeOf('from', from) }),
    // A day means the whole of it.
    ...(to !== undefined && { to: timeOf('to', to) + (to.length === 10 ? DAY_MS - 1 : 0) }),
  };
}

function timeOf(name: string, text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new ApiError(400, 'bad_request', `${name} must be a date such as 2026-01-31.`);
  return ms;
}

export const orderOf = ({ sort, order }: Pick<ListLibraryDto, 'sort' | 'order'>): LibraryOrder => ({
  sort,
  descending: order === 'desc',
});

/** A cursor says where a page ended, and by what it was sorted. */
export const cursorFor = (order: LibraryOrder, { value, id }: Position): string =>
  Buffer.from(JSON.stringify([order.sort, order.descending, value, id])).toString('base64url');

/** Throws ApiError `bad_cursor` for what is none, or of another order. */
export function positionIn(cursor: string, order: LibraryOrder): Position {
  const [sort, descending, value, id] = partsOf(cursor);
  if (typeof value !== 'number' || typeof id !== 'string')
    throw new ApiError(400, 'bad_cursor', 'cursor is not the `next` of a page.');
  if (sort !== order.sort || descending !== order.descending)
    throw new ApiError(400, 'bad_cursor', 'cursor belongs to a list in another order; begin that list anew.');
  return { value, id };
}

function partsOf(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
