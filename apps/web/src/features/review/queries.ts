import { queryOptions } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import type { Task } from './items';

const PAGE = 500;
/** More than anybody decides in a sitting. */
const MOST = 5_000;

/** Everything of a pipeline that waits for a decision. */
export const waitingQuery = (id: string) =>
  queryOptions({
    queryKey: ['waiting', id],
    queryFn: async ({ signal }): Promise<Task[]> => {
      const found: Task[] = [];
      for (let offset = 0; offset < MOST; offset += PAGE) {
        const params = { path: { id }, query: { offset, limit: PAGE } };
        const { items, total } = dataOf(await client.GET('/pipelines/{id}/reviews', { params, signal }));
        found.push(...items);
        if (found.length >= total || items.length === 0) break;
      }
      return found;
    },
    refetchInterval: 10_000,
  });

/** The first few that wait, and how many there are. */
export const someWaitingQuery = (id: string, limit: number) =>
  queryOptions({
    queryKey: ['waiting', id, limit],
    queryFn: async () =>
      dataOf(await client.GET('/pipelines/{id}/reviews', { params: { path: { id }, query: { limit } } })),
    refetchInterval: 10_000,
  });

/** Where something waits for a person: results, or a pilot. */
export const waitingPipelinesQuery = queryOptions({
  queryKey: ['pipelines', 'waiting'],
  queryFn: async () =>
    dataOf(await client.GET('/pipelines', { params: { query: { waiting: 'true', limit: 100, sort: '-updated_at' } } })),
  refetchInterval: 5_000,
});

/** What goes on would cost if some results were left out. */
export const reviewPriceQuery = (id: string, without: readonly string[]) =>
  queryOptions({
    queryKey: ['review-price', id, without],
    queryFn: async ({ signal }) => {
      const body = { task_ids: [...without] };
      return dataOf(await client.POST('/pipelines/{id}/reviews/price', { params: { path: { id } }, body, signal }));
    },
    placeholderData: (before) => before,
    staleTime: 5_000,
  });

export const versionsQuery = (id: string, task: string, versions: number) =>
  queryOptions({
    queryKey: ['versions', id, task, versions],
    queryFn: async () => {
      const params = { path: { id, task_id: task } };
      return dataOf(await client.GET('/pipelines/{id}/tasks/{task_id}/versions', { params })).items;
    },
    staleTime: 60_000,
  });

export const candidatesQuery = (id: string, task: string) =>
  queryOptions({
    queryKey: ['candidates', id, task],
    queryFn: async () => {
      const params = { path: { id, task_id: task } };
      return dataOf(await client.GET('/pipelines/{id}/tasks/{task_id}/candidates', { params })).items;
    },
    staleTime: 60_000,
  });

export const pilotQuery = (id: string) =>
  queryOptions({
    queryKey: ['pilot', id],
    queryFn: async () => dataOf(await client.GET('/pipelines/{id}/pilot', { params: { path: { id } } })),
    refetchInterval: 10_000,
  });

/** What each type of step makes first: image, video, audio, text or json. */
export const madeByQuery = queryOptions({
  queryKey: ['step-types', 'made'],
  queryFn: async () => dataOf(await client.GET('/step-types')),
  select: (types) => {
    const media = types.map(({ type, outputs }) => {
      const [first] = Object.values(outputs) as { media?: string }[];
      return [type, first?.media] as const;
    });
    return new Map(media);
  },
  staleTime: Infinity,
});
