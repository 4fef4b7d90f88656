import { openSync, readFileSync, statSync, writeSync } from 'node:fs';

/** What a process saw with its own eyes, kept apart from the engine's state. */
export interface Entry {
  /** Milliseconds since 1970. */
  at: number;
  /** Process id of the one who writes. */
  by: number;
  what: 'claimed' | 'committed' | 'failed' | 'requeued';
  pid: string;
  task: string;
  /** Which job of the task, for `claimed`. */
  generation?: number;
  /** 0 where it is not known. */
  epoch: number;
  /** The script's answer: `ok`, `stale` or the pipeline's status; for `failed` also the action. */
  answer: string;
}

/** Appends whole lines; what was written is there also when the process dies right afterwards. */
export function openJournal(path: string): (entry: Omit<Entry, 'at' | 'by'>) => void {
  const file = openSync(path, 'a');
  return (entry) => {
    writeSync(file, `${JSON.stringify({ at: Date.now(), by: process.pid, ...entry })}\n`);
  };
}

export function readJournal(path: string): Entry[] {
  return textOf(path)
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Entry);
}

export const journalBytes = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function textOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) ? readFileSync(path, 'utf8') : '';
}
