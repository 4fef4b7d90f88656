import { queryOptions } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async () => dataOf(await client.GET('/keys', { params: { query: { limit: 500 } } })),
});
