import { queryOptions } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';

export const usageQuery = (days: number) =>
  queryOptions({
    queryKey: ['usage', days],
    queryFn: async () => dataOf(await client.GET('/usage', { params: { query: { days } } })),
    refetchInterval: 30_000,
    placeholderData: (before) => before,
  });

const MOST = 100;

/** Paid requests that somebody has to look up. */
export const unknownQuery = queryOptions({
  queryKey: ['ledger', 'unknown'],
  queryFn: async () => dataOf(await client.GET('/ledger', { params: { query: { state: 'unknown', limit: MOST } } })),
  refetchInterval: 30_000,
});
