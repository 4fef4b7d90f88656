import { readdir } from 'node:fs/promises';
import { DiskStore, sweepAbandoned } from '#artifacts';
import { Scratch } from '../../libs/worker/src/scratch.js';
import { DIFFERENT } from './definitions.js';
import { keyPatterns, outcomeOf } from './evidence.js';
import type { Outcome } from './evidence.js';
import { readJournal } from './journal.js';
import type { Entry } from './journal.js';
import { leftInQueues } from './observer.js';
import type { RunResult } from './run.js';
import { placesOf } from './settings.js';

export interface Check {
  name: string;
  ok: boolean;
  /** What was found, a few of many. */
  found: string[];
}

/** What an undisturbed run of the same pipelines leaves. */
export interface Reference {
  /** By place in the cycle. */
  digests: string[];
  tasks: number[];
  patterns: Set<string>;
}

export interface Findings {
  checks: Check[];
  outcomes: Outcome[];
  lost: number;
  doubleCommits: number;
  digestsMatch: boolean;
  entries: Entry[];
}

const MOST_FOUND = 8;
const check = (name: string, found: string[]): Check => ({
  name,
  ok: found.length === 0,
  found: found.slice(0, MOST_FOUND),
});

export async function referenceOf(result: RunResult, root: string): Promise<Reference> {
  const outcomes = await outcomesOf(result, root);
  const bad = outcomes.find(({ status }) => status !== 'completed');
  if (bad) throw new Error(`the undisturbed run ended ${bad.status}: ${bad.error ?? 'no reason is known'}`);
  return {
    digests: outcomes.map(({ digest }) => digest),
    tasks: outcomes.map(({ tasks }) => tasks.size),
    patterns: await keyPatterns(result.engine),
  };
}

async function outcomesOf({ engine, submitted }: RunResult, root: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [, pid] of inOrder(submitted)) outcomes.push(await outcomeOf(engine, root, pid));
  return outcomes;
}

const inOrder = (submitted: Map<number, string>) => [...submitted].sort(([a], [b]) => a - b);

/** Everything that has to hold after a run; the processes have ended, Redis still answers. */
export async function examine(result: RunResult, root: string, reference: Reference): Promise<Findings> {
  const { engine, submitted, observer } = result;
  const outcomes = await outcomesOf(result, root);
  const places = inOrder(submitted).map(([index]) => index % DIFFERENT);
  const entries = readJournal(placesOf(root).journal);
  const missing = outcomes.map(({ tasks }, at) => reference.tasks[places[at]!]! - countDone(tasks));
  const doubles = doubleCommits(entries, outcomes);
  const differing = outcomes.filter(({ digest }, at) => digest !== reference.digests[places[at]!]);
  const known = new Set(submitted.values());
  const strangers = (await engine.redis.zrange(engine.keys.root('pipelines'), '0', '-1')).filter(
    (pid) => !known.has(pid),
  );
  const checks = [
    check(
      'every pipeline ended completed',
      outcomes
        .filter(({ status }) => status !== 'completed')
        .map(({ pid, status, error }) => `${pid} is ${status}${error ? `: ${error}` : ''}`),
    ),
    check(
      'every task was committed',
      outcomes.flatMap(({ pid, tasks }, at) =>
        missing[at] === 0 ? [] : [`${pid} lacks ${missing[at]} of its tasks; there are ${tasks.size}`],
      ),
    ),
    check('no task was committed twice', doubles),
    check('what was committed stayed committed', forgotten(entries, outcomes)),
    check('the commit log has every commit', outcomes.flatMap(unlogged)),
    check('no late commit was accepted', lateCommits(entries).accepted),
    check(
      'outputs are those of an undisturbed run',
      differing.map(({ pid }) => pid),
    ),
    check('no pipeline was submitted twice', strangers),
    check('epochs and ends never go back', observer.seen),
    check('no job is left in a queue', await leftInQueues(engine)),
    check(
      'counters are back at nought',
      outcomes.flatMap(({ counters }) => counters),
    ),
    check('no key is left over', await leftKeys(result, reference)),
    check('no temporary file is left over', await leftFiles(root)),
    check('no process ended by itself', result.crashes),
  ];
  return {
    checks,
    outcomes,
    lost: missing.reduce((sum, count) => sum + count, 0),
    doubleCommits: doubles.length,
    digestsMatch: differing.length === 0,
    entries,
  };
}

const countDone = (tasks: Map<string, string>) => [...tasks.values()].filter((state) => state === 'done').length;
const keyOf = ({ pid, task }: Entry) => `${pid} ${task}`;

/** Three witnesses: what workers were answered, the commit log, and the outputs told in the event stream. */
function doubleCommits(entries: Entry[], outcomes: Outcome[]): string[] {
  const answered = new Map<string, number>();
  for (const entry of entries.filter(accepted)) answered.set(keyOf(entry), (answered.get(keyOf(entry)) ?? 0) + 1);
  const doubles = new Set(moreThanOnce(answered));
  for (const { pid, logged, told } of outcomes)
    for (const task of [...moreThanOnce(logged), ...moreThanOnce(told)]) doubles.add(`${pid} ${task}`);
  return [...doubles];
}

const moreThanOnce = (counts: Map<string, number>) => [...counts].filter(([, count]) => count > 1).map(([key]) => key);

/** Tasks whose state says one thing and the commit log another. */
function unlogged({ pid, tasks, logged }: Outcome): string[] {
  return [...tasks]
    .filter(([task, state]) => (state === 'done') !== logged.has(task))
    .map(([task]) => `${pid} ${task}`);
}

const accepted = ({ what, answer }: Entry) => what === 'committed' && answer === 'ok';

function forgotten(entries: Entry[], outcomes: Outcome[]): string[] {
  const states = new Map(outcomes.map(({ pid, tasks }) => [pid, tasks]));
  return entries
    .filter(accepted)
    .filter(({ pid, task }) => states.get(pid)?.get(task) !== 'done')
    .map((entry) => `${keyOf(entry)} is ${states.get(entry.pid)?.get(entry.task) ?? 'unknown'}`);
}

/** Commits of a worker whose task had been given to another: refused as they must be, or accepted. */
export function lateCommits(entries: Entry[]): { refused: number; accepted: string[] } {
  const newest = new Map<string, number>();
  for (const entry of entries)
    if (entry.what === 'claimed') newest.set(keyOf(entry), Math.max(newest.get(keyOf(entry)) ?? 0, entry.epoch));
  const commits = entries.filter(({ what }) => what === 'committed');
  const late = commits.filter((entry) => entry.epoch < (newest.get(keyOf(entry)) ?? 0));
  return { refused: late.filter(({ answer }) => answer !== 'ok').length, accepted: late.filter(accepted).map(keyOf) };
}

/** Failed jobs stay to be looked at, and forks keep what they began with; both may be there after a run with faults only. */
const ALLOWED = [
  /^bull:(cpu|gpu):(<job>|failed|delayed|stalled|prioritized|pc)$/,
  /^bull:steps:<job>:failed$/,
  /^(history|turns:\w+)$/,
  /^bull:\w+:(stalled-check|marker)$/,
  /^workers:/,
  /^kr:/,
];

async function leftKeys({ engine }: RunResult, { patterns }: Reference): Promise<string[]> {
  const found = [...(await keyPatterns(engine))];
  const jobs = (await engine.redis.keys('*:lock')).map((key) => `a lock: ${key}`);
  return [
    ...jobs,
    ...found.filter((pattern) => !patterns.has(pattern) && !ALLOWED.some((allowed) => allowed.test(pattern))),
  ];
}

/** After the sweeps of a worker that starts. */
async function leftFiles(root: string): Promise<string[]> {
  const places = placesOf(root);
  await new Scratch(places.scratch).sweep();
  await new DiskStore(places.store).sweepTemp(0);
  await sweepAbandoned(places.outputs);
  const names = async (dir: string) => (await readdir(dir).catch(() => [])).map((name) => `${dir}/${name}`);
  const outputs = (await names(places.outputs)).filter((name) => /\.(tmp|old)-/.test(name));
  return [...(await names(places.scratch)), ...(await names(`${places.store}/tmp`)), ...outputs];
}
