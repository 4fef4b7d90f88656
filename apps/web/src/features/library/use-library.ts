import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useDebounced } from '@/lib/use-debounced';
import type { Found } from './cache';
import { SORTS, facetsQuery, itemsQuery, newestQuery } from './queries';
import type { Asked, Sort } from './queries';
import { queryOf, widened } from './search';

const route = getRouteApi('/library');
const SETTLE_MS = 200;
/** With more pages than this it is not read again by itself. */
const FEW_PAGES = 2;

/** What the address asks of the library, and what is found. */
export function useLibrary() {
  const { q: line = '', view, sort: wanted, item } = route.useSearch();
  const navigate = route.useNavigate();
  const trashed = view === 'trash';
  const sort = SORTS.find(({ value }) => value === wanted)?.value ?? 'created';
  const settled = useDebounced(line, SETTLE_MS);
  const { data: known } = useQuery(facetsQuery(trashed ? { trashed } : {}));
  const asked: Asked = { ...widened(queryOf(settled), known), ...(trashed && { trashed }) };
  const found = useInfiniteQuery(itemsQuery(asked, sort));
  const items = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  const came = useNewer(asked, sort, found);
  const set = (part: { q?: string; view?: string; sort?: string; item?: string }, replace = true) =>
    void navigate({
      search: (before) => {
        const after = Object.entries({ ...before, ...part }).filter(([, value]) => value !== undefined && value !== '');
        return Object.fromEntries(after);
      },
      replace,
      resetScroll: false,
    });
  return {
    ...{ line, asked, sort, trashed, item, known, found, items, came },
    total: found.data?.pages.at(-1)?.total ?? 0,
    isFiltered: line.trim() !== '',
    setLine: (q: string) => set({ q }),
    setSort: (next: Sort) => set({ sort: next === 'created' ? '' : next }),
    setTrash: (on: boolean) => void navigate({ search: on ? { view: 'trash' } : {} }),
    /** A step back leads to the grid, however many were looked at. */
    open: (digest: string | undefined) => set({ item: digest ?? '' }, item !== undefined),
  };
}

/**
 * Reads again by itself when something came or went, as long as that is little to read and nobody has scrolled far.
 * Otherwise it is told, and `show` reads again from the top.
 */
function useNewer(asked: Asked, sort: Sort, found: UseInfiniteQueryResult<Found>) {
  const queries = useQueryClient();
  const newest = useQuery(newestQuery(asked, sort));
  const { queryKey } = itemsQuery(asked, sort);
  const [first, ...rest] = found.data?.pages ?? [];
  const isLater = newest.dataUpdatedAt > found.dataUpdatedAt && !found.isPlaceholderData && !found.isFetching;
  const differs =
    isLater &&
    first !== undefined &&
    (newest.data?.first !== first.items[0]?.digest || newest.data?.total !== [first, ...rest].at(-1)!.total);
  const few = rest.length < FEW_PAGES;
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    if (differs && few) void queries.invalidateQueries({ queryKey: JSON.parse(key) as unknown[] });
  }, [differs, few, key, queries]);
  const show = () => {
    window.scrollTo({ top: 0 });
    void queries.resetQueries({ queryKey });
    void queries.invalidateQueries({ queryKey: ['library', 'facets'] });
  };
  return differs && !few ? { show } : undefined;
}
