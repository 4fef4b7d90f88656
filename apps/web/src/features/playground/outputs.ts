import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { Output, Pipeline } from '@/api/client';
import type { Live, LiveTask } from '@/api/events';
import type { Media } from '@/ui/media-tile';
import { isOver } from './status';

const SHOWN = new Set(['image', 'video', 'audio']);
const PAGE = 500;

/** Where it is in its run; equal bytes may be in several places. */
export const placeOf = ({ task_id: task, port }: Output): string => `${task}:${port}`;
export const keyOf = ({ task_id: task, port, digest }: Output): string => `${task} ${port} ${digest}`;

export function mediaOf(output: Output): Media {
  const { task_id: task, digest, type, mime, facts } = output;
  const seconds = facts?.durationSec;
  const durationSec = typeof seconds === 'number' ? seconds : undefined;
  return { key: keyOf(output), digest, kind: type, mime, title: task, durationSec };
}

/**
 * What was made: of a run one looks at later, that of later steps first; of one that is under way, in the order it is
 * made, so that nothing moves when more comes.
 */
export function useOutputs(pipeline: Pipeline, live: Live): Output[] {
  // As text, so that it is the same as long as it says the same.
  const steps = pipeline.steps.map(({ id }) => id).join(' ');
  const [lastFirst] = useState(() => isOver(pipeline.status));
  const { data: earlier } = useQuery({
    queryKey: ['outputs', pipeline.id, pipeline.run],
    queryFn: async () => {
      const pages = await Promise.all(steps.split(' ').map((step) => stepOutputs(pipeline.id, step)));
      return pages.flat();
    },
    staleTime: Infinity,
  });
  return useMemo(() => {
    const byTask = new Map<string, Output>();
    for (const output of [...(lastFirst ? (earlier ?? []) : []), ...live.outputs.values(), ...(earlier ?? [])]) {
      const key = `${output.task_id} ${output.port}`;
      if (!byTask.has(key) || live.outputs.get(key) === output) byTask.set(key, output);
    }
    const all = [...byTask.values()].filter(({ type }) => SHOWN.has(type));
    if (!lastFirst) return all;
    const place = new Map(steps.split(' ').map((id, index) => [id, index]));
    return all.sort((a, b) => (place.get(b.step_id) ?? 0) - (place.get(a.step_id) ?? 0));
  }, [earlier, live.outputs, steps, lastFirst]);
}

async function stepOutputs(id: string, step: string): Promise<Output[]> {
  const params = { path: { id, step_id: step }, query: { limit: PAGE } };
  const { items } = dataOf(await client.GET('/pipelines/{id}/steps/{step_id}', { params }));
  return items.flatMap(({ outputs }) => outputs);
}

export interface WaitingTask {
  key: string;
  /** The task at work; undefined for one in the queue. */
  task?: LiveTask;
  /** A picture of what it is made from. */
  from?: string | undefined;
  /** 1 is next; for one in the queue. */
  place?: number;
}

/** Places kept for what is still to come, so that nothing moves when it does. */
const MOST_WAITING = 48;

/** What is at work, and how many wait behind it. Pure. */
export function waitingTasks(
  { steps, status, inputs }: Pipeline,
  { running }: Pick<Live, 'running'>,
  outputs: readonly Output[],
): WaitingTask[] {
  if (isOver(status)) return [];
  const working = [...running].map(([key, task]) => ({ key, task, from: sourceOf(key, outputs, inputs) }));
  const left = steps.reduce((sum, { tasks, tasks_done, tasks_failed, tasks_skipped }) => {
    return sum + Math.max(0, tasks - tasks_done - tasks_failed - tasks_skipped);
  }, 0);
  const queued = Math.max(0, Math.min(left - working.length, MOST_WAITING));
  return [...working, ...Array.from({ length: queued }, (_, at) => ({ key: `queued ${at}`, place: at + 1 }))];
}

/**
 * What a video or a changed picture begins from: the image of the same place, as `video[1,0,2]` comes from
 * `image[1,0]`, or the attached picture it was crossed with. Digest.
 */
function sourceOf(task: string, outputs: readonly Output[], inputs: Pipeline['inputs']): string | undefined {
  const [step, places = ''] = task.replace(']', '').split('[');
  if (step !== 'video' && step !== 'image') return undefined;
  if (step === 'video') {
    const made = outputs.filter(({ step_id: id, type }) => id === 'image' && type === 'image');
    const from = made.find(({ task_id: id }) => `${places},`.startsWith(`${id.slice('image['.length, -1)},`));
    if (from) return from.digest;
  }
  const images = Array.isArray(inputs.images) ? (inputs.images as { digest?: string }[]) : [];
  return images[Number(places.split(',')[0])]?.digest;
}
