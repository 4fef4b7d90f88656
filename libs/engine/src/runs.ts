/**
 * A pipeline may be run again with changes. Generations and epochs of its tasks go on from run to run, so that nothing
 * left over from an earlier one is taken for the present: run r counts from (r - 1) × this, as in lua/rewind.lua.
 */
const COUNTS_PER_RUN = 1_000_000;

/** Which run of its pipeline a job belongs to, by its generation. */
export const runOf = (generation: number): number => Math.floor(generation / COUNTS_PER_RUN) + 1;
