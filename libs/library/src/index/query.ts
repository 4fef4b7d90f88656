import type { MediaType } from '#pipeline';
import type { Source } from '../item.js';

export const SORTS = ['created', 'bytes', 'duration', 'cost'] as const;
export type Sort = (typeof SORTS)[number];

/** What to look for. What is left out does not matter; of several values of a filter, one has to fit. */
export interface LibraryQuery {
  /** What a digest begins with, at most 24 digits of it. */
  digest?: string;
  /** Words of prompt, name and tags; each has to begin a word there. */
  text?: string;
  kind?: readonly MediaType[];
  source?: readonly Source[];
  pipeline?: readonly string[];
  stepType?: readonly string[];
  provider?: readonly string[];
  model?: readonly string[];
  /** All of them. */
  tag?: readonly string[];
  favourite?: boolean;
  pinned?: boolean;
  /** What is in the trash, instead of what is not. */
  trashed?: boolean;
  /** Milliseconds since 1970, both included. */
  from?: number;
  to?: number;
}

export interface LibraryOrder {
  sort: Sort;
  descending: boolean;
}

/** Where a page ended: what it was sorted by, and the item. */
export interface Position {
  value: number;
  id: string;
}

export interface Matches {
  /** Short ids, in order. */
  ids: string[];
  /** How many there are altogether. */
  total: number;
  /** Where the next page begins; undefined at the end. */
  next: Position | undefined;
}

export const FACETS = ['kind', 'source', 'stepType', 'provider', 'model', 'tag'] as const;
export type Facet = (typeof FACETS)[number];
/** How many of the matches have each value. */
export type FacetCounts = Record<Facet, Record<string, number>>;
