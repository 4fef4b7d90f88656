import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client, dataOf } from '@/api/client';
import type { Pipeline, Schemas } from '@/api/client';
import { pipelineQuery } from '@/api/queries';
import { toast, toastError } from '@/ui/toasts';

type Action = 'run' | 'pause' | 'cancel';

/** What it will most likely be; shown until the gateway has said. */
const LIKELY: Record<Action, Pipeline['status']> = { run: 'running', pause: 'paused', cancel: 'cancelling' };

/** What can be done with a pipeline as a whole. */
export function useActions(id: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { queryKey } = pipelineQuery(id);
  const params = { path: { id } };
  const reread = () => queries.invalidateQueries({ queryKey: ['pipelines'] });
  const told = (pipeline: Pipeline) => queries.setQueryData(queryKey, pipeline);
  const control = useMutation({
    mutationFn: async (action: Action) => {
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
    onSuccess: told,
    onError: (error, _action, before) => {
      if (before) told(before);
      toastError('That could not be done', error);
    },
    onSettled: reread,
  });
  const clone = useMutation({
    mutationFn: async () => {
      const { definition, inputs, checkpoints, mode } = await queries.fetchQuery(pipelineQuery(id));
      const options = { mode, ...(mode === 'checkpoint' && { checkpoints }) };
      return dataOf(await client.POST('/pipelines', { body: { definition, inputs, options } }));
    },
    onSuccess: async (pipeline) => {
      toast('Cloned; it is not started yet');
      await navigate({ to: '/pipelines/$id', params: { id: pipeline.id } });
    },
    onError: (error) => toastError('It could not be cloned', error),
    onSettled: reread,
  });
  const retryStep = useMutation({
    mutationFn: async ({ step, task }: { step: string; task?: string }) => {
      const body = task === undefined ? {} : { task_id: task };
      const path = { id, step_id: step };
      return dataOf(await client.POST('/pipelines/{id}/steps/{step_id}/retry', { params: { path }, body }));
    },
    onSuccess: told,
    onError: (error) => toastError('It could not be tried again', error),
    onSettled: () => Promise.all([reread(), queries.invalidateQueries({ queryKey: ['step', id] })]),
  });
  const rename = useMutation({
    mutationFn: async (name: string) => dataOf(await client.PUT('/pipelines/{id}', { params, body: { name } })),
    onSuccess: told,
    onError: (error) => toastError('It could not be renamed', error),
    onSettled: reread,
  });
  const budget = useMutation({
    mutationFn: async (budget_usd: number | null) =>
      dataOf(await client.PUT('/pipelines/{id}/budget', { params, body: { budget_usd } })),
    onSuccess: () => toast('The budget is set'),
    onError: (error) => toastError('The budget could not be set', error),
    onSettled: () => Promise.all([reread(), queries.invalidateQueries({ queryKey })]),
  });
  return { control, clone, retryStep, rename, budget };
}

export type Changes = Schemas['ChangesDto'];
