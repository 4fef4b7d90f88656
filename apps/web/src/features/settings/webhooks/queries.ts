import { queryOptions } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async () => dataOf(await client.GET('/webhooks')),
  refetchInterval: 15_000,
});

const MOST = 50;

export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id, 'deliveries'],
    queryFn: async () =>
      dataOf(await client.GET('/webhooks/{id}/deliveries', { params: { path: { id }, query: { limit: MOST } } })),
    // What is on its way arrives in a moment.
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'pending') ? 1_500 : 10_000),
  });
