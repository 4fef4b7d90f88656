import { queryOptions } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { placeOf } from '@/lib/tasks';

type Task = Schemas['TaskDto'];
const MOST = 500;

/** All outputs of a step that has one task; nothing as long as it is not made. */
export const valuesQuery = (id: string, step: string | undefined, done: boolean) =>
  queryOptions({
    queryKey: ['story', id, step, done],
    queryFn: async () => {
      const params = { path: { id, task_id: step! } };
      const { items } = dataOf(await client.GET('/pipelines/{id}/tasks/{task_id}/versions', { params }));
      return items.find(({ current }) => current)?.values ?? {};
    },
    enabled: step !== undefined && done,
    staleTime: 30_000,
  });

/** The tasks of a step by their first place. */
export const tasksQuery = (id: string, step: string | undefined, sign: string) =>
  queryOptions({
    queryKey: ['story-tasks', id, step, sign],
    queryFn: async () => {
      const params = { path: { id, step_id: step! }, query: { limit: MOST } };
      const { items } = dataOf(await client.GET('/pipelines/{id}/steps/{step_id}', { params }));
      return new Map(items.map((task): [number, Task] => [placeOf(task.id).path[0] ?? 0, task]));
    },
    enabled: step !== undefined,
    placeholderData: (before) => before,
  });
