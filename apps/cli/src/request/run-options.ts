import { type LaneFlags, laneOf } from './lane.js';
import type { Lane } from '../gateway/api.js';
import { parseDollars, parseWhole } from './numbers.js';

/** How a pipeline is run, as it comes from the command line. */
export interface RunOptionFlags extends LaneFlags {
  budget?: string;
  /** Steps whose results wait for a person. */
  review?: string[];
  /** How many cells are made first. */
  pilot?: string;
}

/** The part of a request that says so. Pure. */
export function runOptions(flags: RunOptionFlags): {
  options?: { lane?: Lane; budgetUsd?: number; mode?: Mode; checkpoints?: string[]; pilot?: { cells: number } };
} {
  const lane = laneOf(flags);
  const options = {
    ...(lane && { lane }),
    ...(flags.budget !== undefined && { budgetUsd: parseDollars('--budget', flags.budget) }),
    ...reviewed(flags.review ?? []),
    ...(flags.pilot !== undefined && { pilot: { cells: parseWhole('--pilot', flags.pilot) } }),
  };
  return Object.keys(options).length > 0 ? { options } : {};
}

type Mode = 'manual' | 'checkpoint';

/** `all` stands for every step. */
function reviewed(steps: readonly string[]): { mode?: Mode; checkpoints?: string[] } {
  if (steps.includes('all')) return { mode: 'manual' };
  return steps.length > 0 ? { mode: 'checkpoint', checkpoints: [...steps] } : {};
}
