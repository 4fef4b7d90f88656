import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Media } from '@/ui/media-tile';
import { mediaOf } from './item';
import { itemQuery } from './queries';
import type { useLibrary } from './use-library';

/** So many before the last one the next are read. */
const AHEAD = 5;

/** What can be looked at large, one after the other; an item that an address names is among them in any case. */
export function useShown({ item: digest, items, found }: ReturnType<typeof useLibrary>): Media[] {
  const { data } = useQuery({ ...itemQuery(digest ?? ''), enabled: digest !== undefined });
  const at = items.findIndex((item) => item.digest === digest);
  const { hasNextPage, isFetching, fetchNextPage } = found;
  const near = at >= items.length - AHEAD && digest !== undefined && hasNextPage && !isFetching;
  useEffect(() => {
    if (near) void fetchNextPage();
  }, [near, fetchNextPage]);
  const other = at < 0 && data && data.digest === digest ? data : undefined;
  return useMemo(() => [...(other ? [other] : []), ...items].map(mediaOf), [items, other]);
}
