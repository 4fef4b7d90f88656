/** What was, what is, and what was taken back. */
export interface History<State> {
  past: readonly State[];
  now: State;
  future: readonly State[];
  /** Changes with the same key that follow each other are one. */
  key?: string;
}

const MOST = 200;

export const begun = <State>(now: State): History<State> => ({ past: [], now, future: [] });

export function did<State>(history: History<State>, now: State, key?: string): History<State> {
  if (now === history.now) return history;
  const joined = key !== undefined && key === history.key;
  const past = joined ? history.past : [...history.past, history.now].slice(-MOST);
  return { past, now, future: [], ...(key !== undefined && { key }) };
}

export function undone<State>({ past, now, future }: History<State>): History<State> {
  const before = past.at(-1);
  return before === undefined
    ? { past, now, future }
    : { past: past.slice(0, -1), now: before, future: [now, ...future] };
}

export function redone<State>({ past, now, future }: History<State>): History<State> {
  const [after, ...rest] = future;
  return after === undefined ? { past, now, future } : { past: [...past, now], now: after, future: rest };
}
