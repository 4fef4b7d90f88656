import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import type { LibraryQuery } from './search';

export const SORTS = [
  { value: 'created', label: 'Newest first' },
  { value: 'created-asc', label: 'Oldest first' },
  { value: 'bytes', label: 'Largest first' },
  { value: 'duration', label: 'Longest first' },
  { value: 'cost', label: 'Most expensive first' },
] as const;
export type Sort = (typeof SORTS)[number]['value'];

/** What is looked for: a query, and whether in the trash. */
export interface Asked extends LibraryQuery {
  trashed?: boolean;
}

const PAGE = 100;
const orderOf = (sort: Sort) =>
  sort === 'created-asc' ? { sort: 'created' as const, order: 'asc' as const } : { sort, order: 'desc' as const };

export const itemsQuery = (asked: Asked, sort: Sort) =>
  infiniteQueryOptions({
    queryKey: ['library', 'items', asked, sort],
    queryFn: async ({ pageParam, signal }) => {
      const page = { limit: PAGE, ...orderOf(sort), ...(pageParam !== '' && { cursor: pageParam }) };
      return dataOf(await client.GET('/library', { params: { query: { ...asked, ...page } }, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    staleTime: 30_000,
  });

/** The first of what is found and how many there are: whether something came since. */
export const newestQuery = (asked: Asked, sort: Sort) =>
  queryOptions({
    queryKey: ['library', 'newest', asked, sort],
    queryFn: async ({ signal }) => {
      const query = { ...asked, ...orderOf(sort), limit: 1 };
      const { total, items } = dataOf(await client.GET('/library', { params: { query }, signal }));
      return { total, first: items[0]?.digest };
    },
    refetchInterval: 5_000,
  });

export const facetsQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ['library', 'facets', asked],
    queryFn: async ({ signal }) => dataOf(await client.GET('/library/facets', { params: { query: asked }, signal })),
    placeholderData: (before) => before,
    staleTime: 15_000,
  });

export const countQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ['library', 'count', asked],
    queryFn: async ({ signal }) => {
      const query = { ...asked, limit: 1 };
      return dataOf(await client.GET('/library', { params: { query }, signal })).total;
    },
    staleTime: 15_000,
  });

export const itemQuery = (digest: string) =>
  queryOptions({
    queryKey: ['library', 'item', digest],
    queryFn: async () => dataOf(await client.GET('/library/{digest}', { params: { path: { digest } } })),
  });

export const lineageQuery = (digest: string) =>
  queryOptions({
    queryKey: ['library', 'lineage', digest],
    queryFn: async () => {
      const params = { path: { digest }, query: { depth: 4 } };
      return dataOf(await client.GET('/library/{digest}/lineage', { params }));
    },
    staleTime: 30_000,
  });

export const searchesQuery = queryOptions({
  queryKey: ['library', 'searches'],
  queryFn: async () => dataOf(await client.GET('/library/searches')),
});

/** More are not chosen at once: an archive holds as many, and so does a change. */
export const MOST_CHOSEN = 10_000;
const STEP = 200;

/** The digests of all that is found, page by page. */
export async function allDigests(asked: Asked, sort: Sort): Promise<string[]> {
  const digests: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...asked, ...orderOf(sort), limit: STEP, ...(cursor !== undefined && { cursor }) };
    const page = dataOf(await client.GET('/library', { params: { query } }));
    digests.push(...page.items.map(({ digest }) => digest));
    cursor = page.next;
  } while (cursor !== undefined && digests.length < MOST_CHOSEN);
  return digests.slice(0, MOST_CHOSEN);
}
