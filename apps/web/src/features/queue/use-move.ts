import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import { toastError } from '@/ui/toasts';
import { LANES, lanesOf, moved, requestsFor } from './arrange';
import type { Place } from './arrange';
import { queueQuery } from './queries';

/** Moves a pipeline in the queue: seen at once, and taken back where the gateway refuses. */
export function useMove() {
  const queries = useQueryClient();
  const { queryKey } = queueQuery;
  return useMutation({
    mutationFn: async ({ requests }: { id: string; place: Place; requests: ReturnType<typeof requestsFor> }) => {
      for (const body of requests) dataOf(await client.POST('/queue/move', { body }));
    },
    onMutate: async ({ id, place }) => {
      await queries.cancelQueries({ queryKey });
      const before = queries.getQueryData(queryKey);
      queries.setQueryData(queryKey, (now) => {
        if (!now) return now;
        const lanes = moved(lanesOf(now.pipelines), id, place);
        return { ...now, pipelines: LANES.flatMap((name) => lanes[name]) };
      });
      return { before };
    },
    onError: (error, _, context) => {
      queries.setQueryData(queryKey, context?.before);
      toastError('It was not moved', error);
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}
