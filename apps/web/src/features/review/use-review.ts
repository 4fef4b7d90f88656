import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { Pipeline, Schemas } from '@/api/client';
import { pipelineQuery } from '@/api/queries';
import { placeOf } from '@/lib/tasks';
import { toast, toastError } from '@/ui/toasts';
import type { Decisions } from './decisions';
import { itemsOf } from './items';
import type { Item, Task } from './items';
import { waitingQuery } from './queries';

type Redo = Omit<Schemas['RegenerateDto'], 'task_ids'>;
const OVER: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled']);
/** Tasks of one request. */
const AT_ONCE = 1_000;
const NONE: readonly Task[] = [];

/** What waits of a pipeline, and what can be done about it. */
export function useReview(id: string) {
  const pipeline = useQuery(pipelineQuery(id)).data;
  const waiting = useWaiting(id, pipeline);
  // What is made anew leaves the list for a while, and keeps its place here.
  const [redoing, setRedoing] = useState<ReadonlyMap<string, Task>>(new Map());
  const over = pipeline !== undefined && OVER.has(pipeline.status);
  const tasks = waiting.data ?? NONE;
  const items = useMemo(
    () => (pipeline ? itemsOf(pipeline, tasks, over ? new Map() : redoing) : []),
    [pipeline, tasks, redoing, over],
  );
  const forget = (ids: readonly string[]) =>
    setRedoing((before) => new Map([...before].filter(([task]) => !ids.includes(task))));
  const remember = ({ task }: Item) => setRedoing((before) => new Map([...before, [task.id, task]]));
  return {
    pipeline,
    items,
    isPending: pipeline === undefined || waiting.isPending,
    error: waiting.error,
    send: useSend(id, forget),
    redo: useRedo(id, remember, forget),
    replace: useReplace(id),
    restore: useRestore(id),
    order: useOrder(id),
  };
}

export type Review = ReturnType<typeof useReview>;

/** Reads again as soon as the pipeline tells that something has come or gone. */
function useWaiting(id: string, pipeline: Pipeline | undefined) {
  const queries = useQueryClient();
  const sign = pipeline?.steps.map((step) => `${step.tasks_in_review}/${step.tasks_running}`).join(' ');
  useEffect(() => {
    if (sign === undefined) return;
    for (const queryKey of [
      ['waiting', id],
      ['review-price', id],
    ])
      void queries.invalidateQueries({ queryKey });
  }, [queries, id, sign]);
  return useQuery(waitingQuery(id));
}

/** Takes tasks out of the list at once; returns how to put them back. */
function useTakeOut(id: string) {
  const queries = useQueryClient();
  const { queryKey } = waitingQuery(id);
  return async (gone: ReadonlySet<string>) => {
    await queries.cancelQueries({ queryKey });
    const before = queries.getQueryData(queryKey);
    queries.setQueryData(queryKey, (tasks) => tasks?.filter((task) => !gone.has(task.id)));
    return () => queries.setQueryData(queryKey, before);
  };
}

/** What a decision answers is the pipeline as it is now. */
function useTold(id: string) {
  const queries = useQueryClient();
  return {
    told: (pipeline: Pipeline) => queries.setQueryData(pipelineQuery(id).queryKey, pipeline),
    reread: () =>
      Promise.all(
        [['waiting', id], ['review-price', id], ['pipelines'], ['pipeline', id]].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      ),
  };
}

/** Sends what was decided: first what is left out, so that nothing goes on with it. */
function useSend(id: string, forget: (ids: readonly string[]) => void) {
  const takeOut = useTakeOut(id);
  const { told, reread } = useTold(id);
  return useMutation({
    mutationFn: async (decisions: Decisions) => {
      let last: Pipeline | undefined;
      for (const [verdict, step, task_ids] of batchesOf(decisions)) {
        const of = { params: { path: { id, step_id: step } }, body: { task_ids } };
        last = dataOf(
          verdict === 'reject'
            ? await client.POST('/pipelines/{id}/steps/{step_id}/reject', of)
            : await client.POST('/pipelines/{id}/steps/{step_id}/approve', of),
        );
      }
      for (const [task, candidates] of Object.entries(decisions.picks)) {
        const params = { path: { id, task_id: task } };
        const body = { candidates: [...candidates] };
        last = dataOf(await client.POST('/pipelines/{id}/tasks/{task_id}/pick', { params, body }));
      }
      return last;
    },
    onMutate: ({ verdicts, picks }) => {
      const decided = [...Object.keys(verdicts), ...Object.keys(picks)];
      forget(decided);
      return takeOut(new Set(decided));
    },
    onSuccess: (pipeline) => pipeline && told(pipeline),
    onError: (error, _decisions, putBack) => {
      putBack?.();
      toastError('The decisions were not all taken', error);
    },
    onSettled: reread,
  });
}

/** What is left out, then what goes on, each by step and in portions. */
function batchesOf({ verdicts }: Decisions): [verdict: 'keep' | 'reject', step: string, tasks: string[]][] {
  return (['reject', 'keep'] as const).flatMap((verdict) => {
    const tasks = Object.keys(verdicts).filter((task) => verdicts[task] === verdict);
    return [...Map.groupBy(tasks, (task) => placeOf(task).step)].flatMap(([step, all]) =>
      Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, at): [typeof verdict, string, string[]] => [
        verdict,
        step,
        all.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
      ]),
    );
  });
}

function useRedo(id: string, remember: (item: Item) => void, forget: (ids: readonly string[]) => void) {
  const takeOut = useTakeOut(id);
  const { told, reread } = useTold(id);
  return useMutation({
    mutationFn: async ({ item, redo }: { item: Item; redo: Redo }) => {
      const params = { path: { id, step_id: item.step } };
      const body = { ...redo, task_ids: [item.id] };
      return dataOf(await client.POST('/pipelines/{id}/steps/{step_id}/regenerate', { params, body }));
    },
    onMutate: ({ item }) => {
      remember(item);
      return takeOut(new Set([item.id]));
    },
    onSuccess: told,
    onError: (error, { item }, putBack) => {
      putBack?.();
      forget([item.id]);
      toastError(`${item.title} was not made anew`, error);
    },
    onSettled: reread,
  });
}

function useReplace(id: string) {
  const { told, reread } = useTold(id);
  return useMutation({
    mutationFn: async ({ item, outputs }: { item: Item; outputs: Record<string, unknown> }) => {
      const params = { path: { id, step_id: item.step } };
      const body = { task_id: item.id, outputs };
      return dataOf(await client.PUT('/pipelines/{id}/steps/{step_id}', { params, body }));
    },
    onSuccess: told,
    onError: (error, { item }) => toastError(`${item.title} could not be changed`, error),
    onSettled: reread,
  });
}

function useRestore(id: string) {
  const { told, reread } = useTold(id);
  return useMutation({
    mutationFn: async ({ item, version }: { item: Item; version: number }) => {
      const params = { path: { id, task_id: item.id, version: String(version) } };
      return dataOf(await client.POST('/pipelines/{id}/tasks/{task_id}/versions/{version}/restore', { params }));
    },
    onSuccess: (pipeline, { item, version }) => {
      told(pipeline);
      toast(`Version ${version} of ${item.title} is back`);
    },
    onError: (error, { item }) => toastError(`${item.title} could not be put back`, error),
    onSettled: reread,
  });
}

function useOrder(id: string) {
  const { told, reread } = useTold(id);
  return useMutation({
    mutationFn: async ({ step, tasks }: { step: string; tasks: string[] }) => {
      const params = { path: { id, step_id: step } };
      return dataOf(await client.PUT('/pipelines/{id}/steps/{step_id}/order', { params, body: { task_ids: tasks } }));
    },
    onSuccess: (pipeline) => {
      told(pipeline);
      toast('They are joined in this order');
    },
    onError: (error) => toastError('The order was not taken', error),
    onSettled: reread,
  });
}
