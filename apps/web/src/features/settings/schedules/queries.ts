import { queryOptions } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';

export const schedulesQuery = queryOptions({
  queryKey: ['schedules'],
  queryFn: async () => dataOf(await client.GET('/schedules', { params: { query: { limit: 500 } } })),
  refetchInterval: 15_000,
});

/** With its latest runs. */
export const scheduleQuery = (id: string) =>
  queryOptions({
    queryKey: ['schedules', id],
    queryFn: async () => dataOf(await client.GET('/schedules/{id}', { params: { path: { id } } })),
    refetchInterval: 10_000,
  });

export const timesQuery = (cron: string, timezone: string) =>
  queryOptions({
    queryKey: ['schedule times', cron, timezone],
    queryFn: async () => dataOf(await client.GET('/schedules/times', { params: { query: { cron, timezone } } })),
    retry: false,
    staleTime: 30_000,
    placeholderData: (before) => before,
  });

const MOST = 200;

/** What can be run: workflows that were saved, and templates. */
export const workflowsQuery = queryOptions({
  queryKey: ['blueprints', 'to run'],
  queryFn: async () => dataOf(await client.GET('/blueprints', { params: { query: { limit: MOST } } })),
});

export const workflowQuery = (name: string) =>
  queryOptions({
    queryKey: ['blueprints', name, 'inputs'],
    queryFn: async () => dataOf(await client.GET('/blueprints/{name}', { params: { path: { name } } })),
    enabled: name !== '',
  });
