/** What the id of a task says: `picture[2,0]` is the first of the third of step `picture`. */
export interface TaskPlace {
  step: string;
  /** From 0. */
  path: readonly number[];
}

export function placeOf(task: string): TaskPlace {
  const [step = task, rest] = task.split(/[[\]]/);
  return { step, path: rest === undefined || rest === '' ? [] : rest.split(',').map(Number) };
}

/** Its place for people, counted from 1: `3.1`; nothing where a step has one task. */
export const placeInWords = (task: string): string =>
  placeOf(task)
    .path.map((at) => at + 1)
    .join('.');

/** Tasks that differ in their last position only: takes of the same, or the items of a list. */
export const groupOf = (task: string): string => task.replace(/\d+\]$/, '');

/** In the order of their places. */
export function compareTasks(a: string, b: string): number {
  const [{ path: left }, { path: right }] = [placeOf(a), placeOf(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const by = (left[at] ?? -1) - (right[at] ?? -1);
    if (by !== 0) return by;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}
