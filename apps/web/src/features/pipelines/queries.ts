import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';

const TASKS = 60;
const CHECKPOINTS = 50;

/** A step with its settings and a page of its tasks. */
export const stepQuery = (id: string, step: string) =>
  infiniteQueryOptions({
    queryKey: ['step', id, step],
    queryFn: async ({ pageParam: offset }) => {
      const params = { path: { id, step_id: step }, query: { offset, limit: TASKS } };
      return dataOf(await client.GET('/pipelines/{id}/steps/{step_id}', { params }));
    },
    initialPageParam: 0,
    getNextPageParam: ({ items, tasks }, _pages, offset) =>
      items.length === TASKS && offset + TASKS < tasks ? offset + TASKS : undefined,
  });

/** All that happened by now, as far as it is kept. */
export const logQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['log', id],
    queryFn: async ({ pageParam }) => {
      const query = pageParam === '' ? {} : { after: pageParam };
      return dataOf(await client.GET('/pipelines/{id}/log', { params: { path: { id }, query } }));
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

export const checkpointsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['checkpoints', id],
    queryFn: async ({ pageParam: offset }) => {
      const query = { offset, limit: CHECKPOINTS };
      return dataOf(await client.GET('/pipelines/{id}/checkpoints', { params: { path: { id }, query } }));
    },
    initialPageParam: 0,
    getNextPageParam: ({ items, total }, _pages, offset) =>
      items.length > 0 && offset + items.length < total ? offset + items.length : undefined,
  });

/** What it has cost, and what is left of it will. */
export const priceQuery = (id: string) =>
  queryOptions({
    queryKey: ['price', id],
    queryFn: async () => dataOf(await client.GET('/pipelines/{id}/estimate', { params: { path: { id } } })),
    refetchInterval: 15_000,
  });
