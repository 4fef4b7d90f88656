import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import { estimateQuery, pipelineQuery, recentQuery } from '@/api/queries';
import { dollars } from '@/lib/format';
import { unique } from '@/lib/unique';
import { toast, toastError } from '@/ui/toasts';
import type { Request } from './request';

interface Asked {
  request: Request;
  /** Dollars, as they were on the screen when it was asked for. */
  price: number;
}

/** Creates and starts a pipeline; pressing twice makes one. Nothing is started at another price than was seen. */
export function useGenerate(onStarted: (id: string) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ request, price }: Asked) => {
      const { total_usd: now } = await queries.fetchQuery(estimateQuery(request));
      if (now > price) {
        toast(`It costs ${dollars(now)} now`, { tone: 'review', text: 'Start it again if that is right.' });
        return undefined;
      }
      return dataOf(
        await client.POST('/pipelines', {
          params: { header: { 'Idempotency-Key': unique() } },
          body: { ...request, run: true },
        }),
      );
    },
    onSuccess: (pipeline) => {
      if (!pipeline) return;
      queries.setQueryData(pipelineQuery(pipeline.id).queryKey, pipeline);
      void queries.invalidateQueries({ queryKey: recentQuery.queryKey });
      onStarted(pipeline.id);
    },
    onError: (error) => toastError('It could not be started', error),
  });
}
