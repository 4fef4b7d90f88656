import { usageError } from '../errors.js';
import type { Lane } from '../gateway/api.js';

/** Where a pipeline waits, as it comes from the command line. */
export interface LaneFlags {
  lane?: string;
  background?: boolean;
}

const LANES: readonly Lane[] = ['interactive', 'background'];

/** The lane that is asked for; undefined leaves it to the gateway. Pure. */
export function laneOf({ lane, background }: LaneFlags): Lane | undefined {
  const wanted = lane ?? (background ? 'background' : undefined);
  const found = LANES.find((known) => known === wanted);
  if (wanted !== undefined && !found)
    throw usageError(`There is no lane "${wanted}".`, `Choose one: ${LANES.join(' or ')}.`);
  return found;
}
