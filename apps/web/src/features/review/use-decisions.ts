import { useState } from 'react';
import { NOTHING, choose, decide, pick, stillOpen } from './decisions';
import type { Decisions, Verdict } from './decisions';
import type { Item } from './items';

/** Steps back that are remembered. */
const MOST = 200;

interface Past {
  now: Decisions;
  before: readonly { decisions: Decisions; at: string }[];
}

/** Decisions that are not sent yet: kept in this tab, also when it is read again, and taken back one by one. */
export function useDecisions(id: string, items: readonly Item[]) {
  const key = `review ${id}`;
  const [past, set] = useState<Past>(() => ({ now: kept(key), before: [] }));
  const waiting = items.filter(({ redoing }) => !redoing).map((item) => item.id);
  const now = stillOpen(past.now, new Set(waiting));
  const change = (decisions: Decisions, at: string) => {
    sessionStorage.setItem(key, JSON.stringify(decisions));
    set({ now: decisions, before: [...past.before, { decisions: now, at }].slice(-MOST) });
  };
  return {
    now,
    waiting,
    decide: (task: string, verdict: Verdict) => change(decide(now, task, verdict), task),
    choose: (task: string) => change(choose(now, task, waiting), task),
    pick: (task: string, candidate: number) => change(pick(now, task, candidate), task),
    /** All that is not decided yet. */
    decideAll: (verdict: Verdict, tasks: readonly string[]) => {
      const verdicts = Object.fromEntries(tasks.map((task) => [task, verdict]));
      change({ ...now, verdicts: { ...verdicts, ...now.verdicts } }, tasks[0] ?? '');
    },
    /** What was decided last is open again; says what that was about. */
    undo: (): string | undefined => {
      const last = past.before.at(-1);
      if (!last) return undefined;
      sessionStorage.setItem(key, JSON.stringify(last.decisions));
      set({ now: last.decisions, before: past.before.slice(0, -1) });
      return last.at;
    },
    canUndo: past.before.length > 0,
    clear: () => {
      sessionStorage.removeItem(key);
      set({ now: NOTHING, before: [] });
    },
    /** As they were when sending them failed. */
    bringBack: (decisions: Decisions) => {
      sessionStorage.setItem(key, JSON.stringify(decisions));
      set({ now: decisions, before: [] });
    },
  };
}

export type Deciding = ReturnType<typeof useDecisions>;

function kept(key: string): Decisions {
  try {
    return { ...NOTHING, ...(JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<Decisions>) };
  } catch {
    return NOTHING;
  }
}
