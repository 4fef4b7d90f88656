import { latestTimes, nextAfter } from './cron.js';

/** What becomes of times at which nobody was there. */
export const MISSED_POLICIES = ['skip', 'run_once', 'run_all'] as const;
export type MissedPolicy = (typeof MISSED_POLICIES)[number];

/** Later than this, a time counts as missed. */
const LATE_MS = 60_000;
/** `run_all` makes up for so many, the latest. */
const MOST_MADE_UP = 24;
/** Times that are looked at one by one. */
const MOST_LOOKED_AT = 1000;

export interface Ticks {
  /** Those to run for, oldest first. */
  run: number[];
  /** How many were passed over; at least so many, where it was long. */
  skipped: number;
  /** When it is due next. */
  next: number;
}

/** What is to be done about a schedule that is due since `due`. Pure. */
export function ticksOf(cron: string, timezone: string, due: number, now: number, missed: MissedPolicy): Ticks {
  const past: number[] = [];
  let next = due;
  while (next <= now && past.length < MOST_LOOKED_AT) {
    past.push(next);
    next = nextAfter(cron, timezone, next);
  }
  if (next <= now) {
    // Nobody was there for long: only the latest matter.
    past.push(...latestTimes(cron, timezone, now, MOST_MADE_UP).filter((time) => time >= next));
    next = nextAfter(cron, timezone, now);
  }
  const run = past.slice(missed === 'run_all' ? -MOST_MADE_UP : -1);
  const wanted = missed === 'skip' ? run.filter((time) => now - time <= LATE_MS) : run;
  return { run: wanted, skipped: past.length - wanted.length, next };
}
