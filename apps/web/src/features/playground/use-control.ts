import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import type { Pipeline } from '@/api/client';
import { pipelineQuery } from '@/api/queries';
import { toastError } from '@/ui/toasts';

type Action = 'pause' | 'run' | 'cancel';

/** What it will most likely be; shown until the gateway has said. */
const LIKELY: Record<Action, Pipeline['status']> = { pause: 'paused', run: 'running', cancel: 'cancelling' };

export function useControl(id: string) {
  const queries = useQueryClient();
  const { queryKey } = pipelineQuery(id);
  return useMutation({
    mutationFn: async (action: Action) => {
      const params = { path: { id } };
      if (action === 'pause') return dataOf(await client.POST('/pipelines/{id}/pause', { params }));
      if (action === 'cancel') return dataOf(await client.POST('/pipelines/{id}/cancel', { params }));
      return dataOf(await client.POST('/pipelines/{id}/run', { params }));
    },
    onMutate: async (action) => {
      await queries.cancelQueries({ queryKey });
      const before = queries.getQueryData(queryKey);
      if (before) queries.setQueryData(queryKey, { ...before, status: LIKELY[action] });
      return before;
    },
    onSuccess: (pipeline) => void queries.setQueryData(queryKey, pipeline),
    onError: (error, _action, before) => {
      if (before) queries.setQueryData(queryKey, before);
      toastError('That could not be done', error);
    },
  });
}
