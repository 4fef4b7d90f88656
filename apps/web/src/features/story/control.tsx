import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Play, X } from 'lucide-react';
import { client, dataOf } from '@/api/client';
import type { Pipeline } from '@/api/client';
import { pipelineQuery } from '@/api/queries';
import { Button } from '@/ui/button';
import { toastError } from '@/ui/toasts';

const STOPPED: ReadonlySet<string> = new Set(['failed', 'cancelled', 'paused', 'pending']);

/** Stops it, or goes on where it stopped: what is made is not made again. */
export function Control({ pipeline: { id, status } }: { pipeline: Pipeline }) {
  const queries = useQueryClient();
  const control = useMutation({
    mutationFn: async (action: 'run' | 'cancel') => {
      const params = { path: { id } };
      return dataOf(
        action === 'run'
          ? await client.POST('/pipelines/{id}/run', { params })
          : await client.POST('/pipelines/{id}/cancel', { params }),
      );
    },
    onSuccess: (pipeline) => queries.setQueryData(pipelineQuery(id).queryKey, pipeline),
    onError: (error) => toastError('That could not be done', error),
  });
  if (STOPPED.has(status))
    return (
      <Button size="small" kind="accent" disabled={control.isPending} onClick={() => control.mutate('run')}>
        <Play />
        {status === 'pending' ? 'Start' : 'Go on'}
      </Button>
    );
  if (status !== 'running') return null;
  return (
    <Button size="small" kind="danger" disabled={control.isPending} onClick={() => control.mutate('cancel')}>
      <X />
      Cancel
    </Button>
  );
}
