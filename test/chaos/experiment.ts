import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examine, lateCommits, referenceOf } from './checks.js';
import type { Check } from './checks.js';
import { DIFFERENT } from './definitions.js';
import { percentile, recoveryTimes } from './recovery.js';
import { placesOf } from './settings.js';
import { run } from './run.js';
import type { RunOptions } from './run.js';

export interface ExperimentOptions extends Pick<
  RunOptions,
  'seed' | 'fsync' | 'workers' | 'kills' | 'control' | 'onProgress'
> {
  /** Where compiled code is kept between runs. */
  codeCache?: string;
  /** A file that what the workers saw is written to. */
  journal?: string;
}

/** The figures of one run with faults. */
export interface Experiment {
  seed: number;
  fsync: string;
  workers: number;
  control: boolean;
  ok: boolean;
  kills: number;
  /** By what was killed, and at which point if it killed itself. */
  killsByKind: Record<string, number>;
  stopped: number;
  duplicated: number;
  delayed: number;
  diskFilled: number;
  pipelines: number;
  completed: number;
  tasks: number;
  lost: number;
  doubleCommits: number;
  digestsMatch: boolean;
  reexecutions: number;
  lateCommitsRefused: number;
  recoveryMs: { p50: number; max: number };
  durationSec: number;
  checks: Check[];
}

/** Past every way of recovering, which has to be done in 20 seconds. */
const STALL_MS = 25_000;
/** The control does not recover; nobody needs to wait for it. */
const CONTROL_STALL_MS = 6_000;

/** An undisturbed run, the same with faults, and what comes of comparing them. */
export async function experiment(options: ExperimentOptions): Promise<Experiment> {
  const base = await mkdtemp(join(tmpdir(), 'reelwright-chaos-'));
  const codeCache = options.codeCache ?? join(base, 'code');
  const common = { ...options, codeCache };
  try {
    const [calmRoot, root] = [join(base, 'calm'), join(base, 'chaos')];
    const stallMs = options.control ? CONTROL_STALL_MS : STALL_MS;
    const result = await run({ ...common, root, stallMs, pipelines: 1 });
    const pipelines = Math.min(DIFFERENT, result.submitted.size);
    const calm = await run({
      ...common,
      ...{ root: calmRoot, kills: 0, control: false, stallMs: STALL_MS },
      pipelines,
    });
    const reference = await referenceOf(calm, calmRoot).finally(() => calm.close());
    const findings = await examine(result, root, reference).finally(() => result.close());
    if (options.journal) await copyFile(placesOf(root).journal, options.journal);
    const recovery = recoveryTimes(findings.entries, result.deaths, result.redisKills);
    const claims = findings.entries.filter(({ what }) => what === 'claimed');
    const checks = [...findings.checks, alive([...calm.pids, ...result.pids])];
    return {
      ...{ seed: options.seed, fsync: options.fsync, workers: options.workers, control: options.control },
      ok: checks.every(({ ok }) => ok),
      kills: result.deaths.length + result.redisKills.length,
      killsByKind: byKind([...result.deaths.map(({ kind }) => kind), ...result.redisKills.map(() => 'redis')]),
      ...result.others,
      pipelines: findings.outcomes.length,
      completed: findings.outcomes.filter(({ status }) => status === 'completed').length,
      tasks: findings.outcomes.reduce((sum, { tasks }) => sum + tasks.size, 0),
      lost: findings.lost,
      doubleCommits: findings.doubleCommits,
      digestsMatch: findings.digestsMatch,
      reexecutions: claims.length - new Set(claims.map(({ pid, task }) => `${pid} ${task}`)).size,
      lateCommitsRefused: lateCommits(findings.entries).refused,
      recoveryMs: { p50: percentile(recovery, 0.5), max: recovery.at(-1) ?? 0 },
      durationSec: Math.round(result.durationMs / 100) / 10,
      checks,
    };
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

function byKind(kinds: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of kinds.sort()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function alive(pids: readonly number[]): Check {
  const found = pids.filter((pid) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  });
  return { name: 'no process is left over', ok: found.length === 0, found: found.map(String) };
}
