import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client, dataOf } from '@/api/client';
import type { Pipeline, Schemas } from '@/api/client';
import { useLive } from '@/api/events';
import { pipelineQuery, recentQuery } from '@/api/queries';
import { toastError } from '@/ui/toasts';
import { requestOf } from './request';
import { useEditor } from './store';

const OVER = new Set(['completed', 'failed', 'cancelled']);
export const isOver = ({ status }: Pick<Pipeline, 'status'>): boolean => OVER.has(status);

/** Shows a run in the graph. */
export function useShownRun(id: string): { error: Error | null } {
  const editor = useEditor();
  const { data: run, error } = useQuery(pipelineQuery(id));
  const live = useLive(id);
  useEffect(() => editor.note({ run, live }), [editor, run, live]);
  useEffect(() => () => editor.note({ run: undefined, live: undefined }), [editor]);
  return { error };
}

export function useStart(onStart: (id: string) => void) {
  const editor = useEditor();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => dataOf(await client.POST('/pipelines', { body: { ...requestOf(editor.doc), run: true } })),
    onSuccess: (run) => {
      queries.setQueryData(pipelineQuery(run.id).queryKey, run);
      void queries.invalidateQueries({ queryKey: recentQuery.queryKey });
      onStart(run.id);
    },
    onError: (error) => toastError('It did not start', error),
  });
}

/** Goes on with a run, with what changed and what is to be made anew. */
export function useRunAgain() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, body }: { id: string; body: Schemas['ChangesDto'] }) =>
      dataOf(await client.POST('/pipelines/{id}/run', { params: { path: { id } }, body })),
    onSuccess: (run) => queries.setQueryData(pipelineQuery(run.id).queryKey, run),
    onError: (error) => toastError('It did not start', error),
  });
}

export function useControl(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (what: 'run' | 'pause' | 'cancel') => {
      const params = { path: { id } };
      if (what === 'run') return dataOf(await client.POST('/pipelines/{id}/run', { params }));
      if (what === 'pause') return dataOf(await client.POST('/pipelines/{id}/pause', { params }));
      return dataOf(await client.POST('/pipelines/{id}/cancel', { params }));
    },
    onSuccess: (run) => queries.setQueryData(pipelineQuery(id).queryKey, run),
    onError: (error) => toastError('That did not work', error),
  });
}
