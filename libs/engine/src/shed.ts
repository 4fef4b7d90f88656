import type { Scripts } from './scripts.js';

/** Nodes looked at in one script. */
const CHUNK = 500;

/**
 * Drops the results of a pipeline in which nothing runs any more, except those of some steps; their bytes are garbage
 * then, unless something else refers to them. With `undo` the tasks count as not done. Can be repeated.
 */
export async function shed(scripts: Scripts, pid: string, keptSteps: string[], undo: boolean): Promise<void> {
  let from = 0;
  while (from >= 0)
    from = await scripts.run<number>('shed', pid, from, CHUNK, JSON.stringify(keptSteps), undo ? '1' : '');
}
