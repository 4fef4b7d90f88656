import { join } from 'node:path';
import type { LockOptions } from '#engine';
import type { Life, Role } from './plan.js';

/** Short, so that what a killed process held is found in seconds. */
export const LOCKS: LockOptions = { lockDurationMs: 1500, stalledIntervalMs: 500 };
export const SWEEP_MS = 1000;
export const SILENT_MS = 1500;
/** Slots of a worker process in each task queue. */
export const SLOTS = 4;
export const PREFIX = 'chaos';

/** What a process of a run is told, as JSON in its first argument. */
export interface ProcessSettings {
  role: Role;
  name: string;
  redisUrl: string;
  root: string;
  seed: number;
  /** 1: work takes as long as it says; 0: none. */
  pace: number;
  life: Life | undefined;
  /** Commits in two commands instead of one script. */
  control: boolean;
}

/** The places of a run below its own folder. */
export const placesOf = (root: string) => ({
  store: join(root, 'artifacts'),
  scratch: join(root, 'tmp'),
  outputs: join(root, 'outputs'),
  journal: join(root, 'journal.jsonl'),
  /** While it exists the disk counts as full. */
  diskFull: join(root, 'disk-is-full'),
});

/** From the harness to a process. */
export type Order = { type: 'calm' } | { type: 'submit'; index: number };
/** From a process to the harness. */
export type Report =
  | { type: 'freezing'; pid: string; task: string; epoch: string }
  | { type: 'submitted'; index: number; pid: string }
  | { type: 'refused'; index: number };
