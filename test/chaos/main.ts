import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { experiment } from './experiment.js';
import type { ExperimentOptions } from './experiment.js';
import { paidExperiment } from './paid/experiment.js';
import { describePaid } from './paid/report.js';
import { describe } from './report.js';

interface Options {
  seed: number[];
  kills: number;
  fsync: ('always' | 'everysec')[];
  workers: number;
  control: boolean;
  full: boolean;
  json: boolean;
  paid?: number;
  journal?: string;
}

const ROOT = join(import.meta.dirname, '../../..');
const FSYNC = ['always', 'everysec'] as const;
const EXAMPLES = `
Examples:
  $ npm run chaos                                        one run with 100 kills
  $ npm run chaos -- --seed 7 --kills 500                the same faults again
  $ npm run chaos -- --seed 1,2 --fsync always,everysec  four runs, one after the other
  $ npm run chaos -- --full                              500 kills, three seeds, both ways to write
  $ npm run chaos -- --paid 1000 --kills 60              paid work, held against the provider's bill
  $ npm run chaos -- --control --kills 20                a commit that is not atomic: has to fail
`;

const options = parse();
const results: { ok: boolean }[] = [];
for (const seed of options.paid === undefined ? [] : options.seed) {
  const bar = progress(seed, 'paid');
  const onProgress = (done: { kills: number; billed: number }) => bar({ ...done, text: `${done.billed} charges` });
  const result = await paidExperiment({ seed, tasks: options.paid!, kills: options.kills, onProgress });
  clearLine();
  results.push(result);
  console.log(options.json ? JSON.stringify(result) : describePaid(result));
}
for (const seed of options.paid === undefined ? options.seed : [])
  for (const fsync of options.fsync) {
    const { seed: _seeds, fsync: _ways, ...rest } = options;
    const result = await experiment({ ...rest, seed, fsync, onProgress: told(progress(seed, fsync)) });
    clearLine();
    results.push(result);
    console.log(options.json ? JSON.stringify(result) : describe(result));
  }
const passed = results.filter(({ ok }) => ok).length;
const line = `${passed} passed, ${results.length - passed} failed`;
mkdirSync(join(ROOT, 'out'), { recursive: true });
writeFileSync(join(ROOT, `out/${options.paid === undefined ? 'chaos' : 'paid'}-summary.txt`), `${line}\n`);
if (!options.json) console.log(line);
process.exit(passed === results.length ? 0 : 1);

function parse(): Options {
  const command = new Command('chaos')
    .description(
      'Kills workers, gateway and Redis while pipelines run, then checks that nothing was lost, done twice or left over.',
    )
    .option('--seed <n,…>', 'chooses the faults; several make several runs', list(whole), [1])
    .option('--kills <n>', 'processes to kill in each run', whole, 100)
    .option('--fsync <when,…>', `when Redis writes to disk: ${FSYNC.join(', ')}`, list(fsync), ['everysec'])
    .option('--workers <n>', 'worker processes', whole, 3)
    .option('--paid <tasks>', 'paid tasks instead, with everything going wrong at the provider too', whole)
    .option('--control', 'split the commit into two commands, to see that the checks see it', false)
    .option('--full', 'the long test: 500 kills, seeds 1 to 3, both ways to write', false)
    .option('--json', 'one JSON object for each run', false)
    .option('--journal <file>', 'keep what the workers saw, one JSON object a line')
    .addHelpText('after', EXAMPLES);
  const given = command.parse().opts<Options>();
  return given.full ? { ...given, seed: [1, 2, 3], kills: 500, fsync: [...FSYNC] } : given;
}

function whole(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1)
    throw new InvalidArgumentError('It has to be a whole number, 1 or more.');
  return Number(text);
}

function fsync(text: string): 'always' | 'everysec' {
  const found = FSYNC.find((name) => name === text);
  if (!found) throw new InvalidArgumentError(`It has to be one of ${FSYNC.join(', ')}.`);
  return found;
}

function list<Item>(one: (text: string) => Item): (text: string) => Item[] {
  return (text) => text.split(',').map(one);
}

/** One line that is written over, on a terminal; elsewhere a line now and then. */
function progress(seed: number, when: string): (done: { kills: number; text: string }) => void {
  const every = process.stderr.isTTY ? 0 : 10_000;
  let last = 0;
  return ({ kills, text: what }) => {
    if (Date.now() - last < every) return;
    last = Date.now();
    const text = `seed ${seed} ${when}: ${kills} of ${options.kills} kills, ${what}`;
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${pc.dim(text)}`);
    else process.stderr.write(`${text}\n`);
  };
}

function told(tell: ReturnType<typeof progress>): NonNullable<ExperimentOptions['onProgress']> {
  return ({ kills, completed, running }) =>
    tell({ kills, text: `${completed} pipelines completed, ${running} running` });
}

function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
