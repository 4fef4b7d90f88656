import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { pipelineQuery, recentQuery } from '@/api/queries';
import { unique } from '@/lib/unique';
import { toastError } from '@/ui/toasts';

/** Creates and starts a pipeline; pressing twice makes one. */
export function useGenerate(onStarted: (id: string) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (request: Schemas['CreatePipelineDto']) =>
      dataOf(
        await client.POST('/pipelines', {
          params: { header: { 'Idempotency-Key': unique() } },
          body: { ...request, run: true },
        }),
      ),
    onSuccess: (pipeline) => {
      queries.setQueryData(pipelineQuery(pipeline.id).queryKey, pipeline);
      void queries.invalidateQueries({ queryKey: recentQuery.queryKey });
      onStarted(pipeline.id);
    },
    onError: (error) => toastError('It could not be started', error),
  });
}
