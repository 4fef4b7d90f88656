import type { Output, Pipeline, Schemas } from '@/api/client';
import { sentence } from '@/lib/format';
import { compareTasks, groupOf, placeInWords, placeOf } from '@/lib/tasks';

export type Task = Schemas['TaskDto'];
export type Kind = 'image' | 'video' | 'audio' | 'text';

/** A result that waits, or that is being made anew meanwhile. */
export interface Item {
  id: string;
  step: string;
  /** What it is called. */
  title: string;
  kind: Kind;
  task: Task;
  /** What is shown of it; nothing for what is only text. */
  shown: Output | undefined;
  /** Whether one of several is chosen in it, instead of keeping it or not. */
  choice: boolean;
  /** How many takes of the same wait, itself included, and the place among them from 0. */
  takes: { at: number; of: number };
  redoing: boolean;
}

const SHOWN: ReadonlySet<string> = new Set(['video', 'image', 'audio']);

/** What waits, by step in the order they run, each in the order of its places. */
export function itemsOf(
  { steps }: Pick<Pipeline, 'steps'>,
  tasks: readonly Task[],
  redoing: ReadonlyMap<string, Task>,
): Item[] {
  const waiting = new Map([...redoing, ...tasks.map((task) => [task.id, task] as const)]);
  const order = new Map(steps.map(({ id }, at) => [id, at]));
  const place = (id: string) => order.get(placeOf(id).step) ?? 0;
  const sorted = [...waiting.values()].sort((a, b) => place(a.id) - place(b.id) || compareTasks(a.id, b.id));
  const groups = Map.groupBy(sorted, ({ id }) => groupOf(id));
  const still = new Set(tasks.map(({ id }) => id));
  return sorted.map((task) => {
    const { step } = placeOf(task.id);
    const shown = task.outputs.find(({ type }) => SHOWN.has(type));
    const beside = groups.get(groupOf(task.id))!;
    return {
      ...{ id: task.id, step, task, shown, title: titleOf(task.id), redoing: !still.has(task.id) },
      kind: (shown?.type ?? 'text') as Kind,
      choice: steps.find(({ id }) => id === step)?.step_type === 'select',
      takes: { at: beside.indexOf(task), of: placeOf(task.id).path.length > 0 ? beside.length : 1 },
    };
  });
}

export const titleOf = (task: string): string => `${sentence(placeOf(task).step)} ${placeInWords(task)}`.trim();

/** The next that is not decided yet, going round; undefined when all are. */
export function nextOpen(items: readonly Item[], from: string, isOpen: (item: Item) => boolean): string | undefined {
  const at = items.findIndex(({ id }) => id === from);
  const round = [...items.slice(at + 1), ...items.slice(0, Math.max(0, at))];
  return round.find(isOpen)?.id;
}
