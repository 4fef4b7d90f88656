import type { Death } from './fleet.js';
import type { Entry } from './journal.js';

/** How long it took until somebody went on with what was lost, milliseconds, ascending. */
export function recoveryTimes(entries: Entry[], deaths: Death[], redisKills: number[]): number[] {
  const taken = deaths.flatMap((death) => takenOver(entries, death));
  const commits = entries.filter(({ what }) => what === 'committed').map(({ at }) => at);
  const resumed = redisKills.flatMap((at) => {
    const next = commits.find((time) => time > at);
    return next === undefined ? [] : [next - at];
  });
  return [...taken, ...resumed].sort((a, b) => a - b);
}

/**
 * For each task a process held when it died: until another claimed it, or it was seen to be put back in line. A task
 * that was put back by one who died right then waits for its turn as all do, and says nothing.
 */
function takenOver(entries: Entry[], { pid, at }: Death): number[] {
  const held = new Map<string, Entry>();
  for (const entry of entries) {
    if (entry.by !== pid) continue;
    const key = `${entry.pid} ${entry.task}`;
    if (entry.what === 'claimed') held.set(key, entry);
    else held.delete(key);
  }
  return [...held].flatMap(([key, lost]) => {
    const next = entries.find(
      (entry) =>
        `${entry.pid} ${entry.task}` === key &&
        ((entry.what === 'claimed' && entry.epoch > lost.epoch) || (entry.what === 'requeued' && entry.at > at)),
    );
    const unseen = next?.what === 'claimed' && next.generation !== lost.generation;
    return next && next.at > at && !unseen ? [next.at - at] : [];
  });
}

export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
