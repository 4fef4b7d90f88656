import { groupOf } from '@/lib/tasks';

export type Verdict = 'keep' | 'reject';

/** What was decided here and is not sent yet: a verdict, or which candidates go on, by task. */
export interface Decisions {
  verdicts: Readonly<Record<string, Verdict>>;
  picks: Readonly<Record<string, readonly number[]>>;
}

export const NOTHING: Decisions = { verdicts: {}, picks: {} };

/** The same decision twice takes it back. */
export function decide(before: Decisions, task: string, verdict: Verdict): Decisions {
  const { [task]: old, ...others } = before.verdicts;
  return { ...before, verdicts: old === verdict ? others : { ...others, [task]: verdict } };
}

/** Keeps one of several takes, and leaves out those beside it. */
export function choose(before: Decisions, task: string, waiting: readonly string[]): Decisions {
  const beside = waiting.filter((other) => groupOf(other) === groupOf(task));
  const decided = beside.map((other) => [other, other === task ? 'keep' : 'reject'] as const);
  return { ...before, verdicts: { ...before.verdicts, ...Object.fromEntries(decided) } };
}

/** Which candidate of a choice goes on. */
export const pick = (before: Decisions, task: string, candidate: number): Decisions => ({
  ...before,
  picks: { ...before.picks, [task]: [candidate] },
});

/** Without what does not wait any more. */
export function stillOpen({ verdicts, picks }: Decisions, waiting: ReadonlySet<string>): Decisions {
  const open = <Value>(all: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(all).filter(([task]) => waiting.has(task)));
  return { verdicts: open(verdicts), picks: open(picks) };
}

export const isDecided = ({ verdicts, picks }: Decisions, task: string): boolean =>
  verdicts[task] !== undefined || picks[task] !== undefined;

export const countOf = ({ verdicts, picks }: Decisions) => {
  const all = Object.values(verdicts);
  const kept = all.filter((verdict) => verdict === 'keep').length + Object.keys(picks).length;
  return { kept, rejected: all.length + Object.keys(picks).length - kept };
};

/**
 * Tasks that would not go on: what was left out, and what nobody has decided about. Where nothing is decided, all of
 * it goes on.
 */
export function withoutOf(decisions: Decisions, waiting: readonly string[]): string[] {
  const { kept, rejected } = countOf(decisions);
  if (kept + rejected === 0) return [];
  return waiting.filter((task) => decisions.verdicts[task] !== 'keep' && decisions.picks[task] === undefined);
}
