import { useQueries, useQuery } from '@tanstack/react-query';
import type { Pipeline } from '@/api/client';
import { isUnderway, pipelineQuery, recentQuery } from '@/api/queries';

/** More of them are not looked into, only counted. */
const MOST = 5;
const AGAIN_MS = 3_000;

export interface Underway {
  pipelines: number;
  done: number;
  tasks: number;
  /** Seconds until the last of them is done, where that can be told. */
  left: number | undefined;
}

/** What runs now, all of it together. */
export function useUnderway(): Underway {
  const recent = useQuery(recentQuery);
  const running = recent.data?.items.filter(isUnderway) ?? [];
  const details = useQueries({
    queries: running.slice(0, MOST).map(({ id }) => ({ ...pipelineQuery(id), refetchInterval: AGAIN_MS })),
  });
  const known = details.flatMap(({ data }) => data ?? []);
  const waiting = known.filter(waitsForSomebody);
  return { pipelines: running.length - waiting.length, ...together(known.filter((one) => !waiting.includes(one))) };
}

/** Nothing of it goes on before a person has decided. */
function waitsForSomebody({ steps, in_review: review, pilot }: Pipeline): boolean {
  return (review > 0 || pilot === 'waiting') && steps.every((step) => step.tasks_running === 0);
}

function together(pipelines: readonly Pipeline[]): Omit<Underway, 'pipelines'> {
  const steps = pipelines.flatMap((pipeline) => pipeline.steps);
  const times = pipelines.flatMap(({ eta_seconds: left }) => left ?? []);
  return {
    done: steps.reduce((sum, step) => sum + step.tasks_done, 0),
    tasks: steps.reduce((sum, step) => sum + step.tasks, 0),
    left: times.length > 0 ? Math.max(...times) : undefined,
  };
}
