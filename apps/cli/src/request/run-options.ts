import { type LaneFlags, laneOf } from './lane.js';
import type { Lane } from '../gateway/api.js';
import { parseDollars } from './numbers.js';

/** How a pipeline is run, as it comes from the command line. */
export interface RunOptionFlags extends LaneFlags {
  budget?: string;
}

/** The part of a request that says so. Pure. */
export function runOptions(flags: RunOptionFlags): { options?: { lane?: Lane; budgetUsd?: number } } {
  const lane = laneOf(flags);
  const options = {
    ...(lane && { lane }),
    ...(flags.budget !== undefined && { budgetUsd: parseDollars('--budget', flags.budget) }),
  };
  return Object.keys(options).length > 0 ? { options } : {};
}
