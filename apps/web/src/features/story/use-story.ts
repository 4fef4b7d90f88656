import { useQuery } from '@tanstack/react-query';
import type { Pipeline } from '@/api/client';
import { shotsOf, stepIn } from './layout';
import type { Layout } from './layout';
import { tasksQuery, valuesQuery } from './queries';

export interface Character {
  name: string;
  role: string;
  description: string;
}

/** What a pipeline tells: its words, who is in it, its shots, and how far each is. */
export function useStory(pipeline: Pipeline, layout: Layout) {
  const { board } = layout;
  const told = useValues(pipeline, layout.story);
  const script = useValues(pipeline, layout.script);
  const cast = useValues(pipeline, layout.characters);
  const boarded = useValues(pipeline, 'step' in board ? board.step : undefined);
  return {
    title: textOf(told?.title) || textOf(script?.title) || pipeline.name,
    story: textOf(told?.text) || textOf(pipeline.inputs.script),
    lines: listOf<{ speaker?: string; text?: string }>(script?.lines),
    characters: listOf<Character>(cast?.characters),
    shots: shotsOf('input' in board ? pipeline.inputs.shots : boarded?.shots),
    portraits: useTasks(pipeline, layout.portrait),
    frames: useTasks(pipeline, layout.frame),
    videos: useTasks(pipeline, layout.video),
    larger: useTasks(pipeline, layout.larger),
  };
}

export type Story = ReturnType<typeof useStory>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = <Item>(value: unknown): Item[] => (Array.isArray(value) ? (value as Item[]) : []);

function useValues(pipeline: Pipeline, step: string | undefined) {
  const done = (stepIn(pipeline, step)?.tasks_done ?? 0) > 0;
  return useQuery(valuesQuery(pipeline.id, step, done)).data;
}

/** Read again whenever the step has got further. */
function useTasks(pipeline: Pipeline, step: string | undefined) {
  const { tasks_done, tasks_running, tasks_failed } = stepIn(pipeline, step) ?? {};
  const sign = [pipeline.run, pipeline.status, tasks_done, tasks_running, tasks_failed].join();
  return useQuery(tasksQuery(pipeline.id, step, sign)).data;
}
