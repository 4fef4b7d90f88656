import { queryOptions } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import { workersQuery } from '@/api/queries';
import { remembered } from './vitals';
import type { Remembered } from './vitals';

const MOST = 200;
const LIVE_MS = 3_000;

export const queueQuery = queryOptions({
  queryKey: ['queue'],
  queryFn: async () => dataOf(await client.GET('/queue', { params: { query: { limit: MOST } } })),
  refetchInterval: LIVE_MS,
});

/** The workers, with what they said since the page was opened. */
export const vitalsQuery = queryOptions({
  queryKey: ['vitals'],
  queryFn: async ({ client: queries, queryKey }): Promise<Remembered[]> => {
    const workers = dataOf(await client.GET('/workers'));
    queries.setQueryData(workersQuery.queryKey, workers);
    return remembered(queries.getQueryData<Remembered[]>(queryKey) ?? [], workers, Date.now());
  },
  refetchInterval: LIVE_MS,
  gcTime: Infinity,
});
