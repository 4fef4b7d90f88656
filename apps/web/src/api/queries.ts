import { queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client';
import type { Schemas } from './client';

/** What the page reads, each under one key. */
export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: async () => dataOf(await client.GET('/providers')),
  staleTime: 30_000,
});

export const budgetsQuery = queryOptions({
  queryKey: ['budgets'],
  queryFn: async () => dataOf(await client.GET('/budgets')),
  refetchInterval: 15_000,
});

export const workersQuery = queryOptions({
  queryKey: ['workers'],
  queryFn: async () => dataOf(await client.GET('/workers')),
  refetchInterval: 10_000,
});

export const isUnderway = ({ status }: { status: string }): boolean => status === 'running' || status === 'cancelling';

export const recentQuery = queryOptions({
  queryKey: ['pipelines', 'recent'],
  queryFn: async () => dataOf(await client.GET('/pipelines', { params: { query: { limit: 12 } } })),
  refetchInterval: ({ state }) => (state.data?.items.some(isUnderway) ? 2_500 : 10_000),
  // So that the end of a run is told beside a page that nobody looks at.
  refetchIntervalInBackground: true,
});

export const pipelineQuery = (id: string) =>
  queryOptions({
    queryKey: ['pipeline', id],
    queryFn: async () => dataOf(await client.GET('/pipelines/{id}', { params: { path: { id } } })),
  });

type PlanBody = Schemas['PipelineRequestDto'];

/** What a request would cost; nothing is run. */
export const estimateQuery = (body: PlanBody | undefined) =>
  queryOptions({
    queryKey: ['estimate', body],
    queryFn: async ({ signal }) => dataOf(await client.POST('/pipelines/estimate', { body: body!, signal })),
    enabled: body !== undefined,
    placeholderData: (before) => before,
    retry: false,
    staleTime: 60_000,
  });
