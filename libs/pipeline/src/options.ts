import { z } from 'zod';
import { FAILURE_CODES } from './failures.js';
import type { FailureCode } from './failures.js';

export const retrySchema = z
  .object({
    maxAttempts: z.number().int().min(1).max(100),
    backoffMs: z.number().int().min(0),
    backoffMultiplier: z.number().min(1),
    retryableErrors: z.array(z.enum(FAILURE_CODES as [FailureCode, ...FailureCode[]])),
  })
  .partial()
  .strict();

export const ON_FAILURE = ['abort', 'skip', 'retry'] as const;
/** What follows when a task's tries are used up; `retry` tries permanent failures again too, then aborts. */
export type OnFailure = (typeof ON_FAILURE)[number];

export const CLEANUPS = ['keep_all', 'keep_final', 'none'] as const;
/**
 * What is kept of a completed pipeline. `keep_all`: everything, in its folder and in the store. `keep_final`: only the
 * outputs the definition names. `none`: those too are only in the store, no folder is written.
 */
export type Cleanup = (typeof CLEANUPS)[number];

export const LANES = ['interactive', 'background'] as const;
/** Which queue of the two a pipeline's tasks wait in; the background one gets what the other leaves, and a share. */
export type Lane = (typeof LANES)[number];

export const MODES = ['auto', 'checkpoint', 'manual'] as const;
/**
 * Whether results wait for a person before anything goes on with them: none, those of the steps in `checkpoints`, or
 * all.
 */
export type Mode = (typeof MODES)[number];

export const ON_TIMEOUT = ['approve', 'reject', 'pause'] as const;
/** What becomes of a result that nobody decided about in time; `pause`: the pipeline waits, with all that it has. */
export type OnTimeout = (typeof ON_TIMEOUT)[number];

/** A checkpoint that does not wait for ever. */
export interface Gate {
  step: string;
  /** Seconds from when the result is made, or was edited. */
  timeoutSec: number;
  onTimeout: OnTimeout;
}

const gateSchema = z
  .object({
    step: z.string().min(1),
    timeoutSec: z.number().min(1).max(31_536_000),
    onTimeout: z.enum(ON_TIMEOUT),
  })
  .strict();

export const OTHERWISE = ['approve', 'reject', 'wait'] as const;
/** What becomes of the best result seen when none was good enough; `wait`: a person decides. */
export type Otherwise = (typeof OTHERWISE)[number];

/** A step whose pictures are scored, and made anew until one is good enough. */
export interface Quality {
  step: string;
  /** 0 to 100. */
  minScore: number;
  /** How often each is made at most, the first time included. */
  maxTries: number;
  /** The most that one may cost in all, its looks included; unset: no limit but the tries. */
  maxUsd?: number | undefined;
  /** What to look for above all. */
  criteria?: string | undefined;
  /** Default `approve`. */
  otherwise?: Otherwise | undefined;
}

const qualitySchema = z
  .object({
    step: z.string().min(1),
    minScore: z.number().min(0).max(100),
    maxTries: z.number().int().min(1).max(20),
    maxUsd: z.number().min(0).max(1e6).optional(),
    criteria: z.string().max(5_000).optional(),
    otherwise: z.enum(OTHERWISE).optional(),
  })
  .strict();

export const optionsSchema = z
  .object({
    retry: retrySchema,
    onStepFailure: z.enum(ON_FAILURE),
    enableCheckpoints: z.boolean(),
    checkpointDir: z.string().min(1),
    resumeFrom: z.string().min(1),
    cache: z.boolean(),
    cleanup: z.enum(CLEANUPS),
    lane: z.enum(LANES),
    mode: z.enum(MODES),
    checkpoints: z.array(z.string().min(1)).max(1_000),
    gates: z.array(gateSchema).max(1_000),
    qa: z.array(qualitySchema).max(1_000),
    pilot: z.object({ cells: z.number().int().min(1).max(100_000) }).strict(),
    budgetUsd: z.number().min(0).max(1e6),
  })
  .partial()
  .strict();

/**
 * How a pipeline is run, beside what it makes. Unset: three tries, `abort`, checkpoints, cached results are used,
 * `keep_all`, and the lane follows the number of tasks. `checkpointDir` is an absolute folder that a checkpoint is
 * exported to after each step; `resumeFrom` a checkpoint whose results are taken over. `budgetUsd` is the most that its
 * paid requests may cost in all; at that it pauses. `pilot` makes some cells of the matrix first, spread over it, with all
 * that they need; the rest is held until a person has seen them.
 */
export type PipelineOptions = z.output<typeof optionsSchema>;

/** The mode a pipeline is in: `checkpoints` or `gates` without a mode mean the mode of that name. */
export const modeOf = ({ mode, checkpoints = [], gates = [] }: PipelineOptions = {}): Mode =>
  mode ?? (checkpoints.length + gates.length > 0 ? 'checkpoint' : 'auto');
