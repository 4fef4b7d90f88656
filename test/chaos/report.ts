import pc from 'picocolors';
import type { Experiment } from './experiment.js';

/** A run for people. */
export function describe(result: Experiment): string {
  const { recoveryMs, killsByKind, checks } = result;
  const kinds = Object.entries(killsByKind).map(([kind, count]) => `${count} ${kind}`);
  const title = `seed ${result.seed}, fsync ${result.fsync}, ${result.workers} workers${result.control ? ', control' : ''}`;
  return [
    `${result.ok ? pc.green('✓') : pc.red('✗')} ${pc.bold(title)}`,
    row('kills', `${result.kills}: ${kinds.join(', ')}`),
    row(
      'other faults',
      `${result.stopped} stopped, ${result.duplicated} jobs duplicated, ${result.delayed} delayed, ${result.diskFilled} full disks`,
    ),
    row('pipelines', `${result.completed} of ${result.pipelines} completed, ${result.tasks} tasks`),
    row('lost', String(result.lost)),
    row('double commits', String(result.doubleCommits)),
    row('digests', result.digestsMatch ? 'match' : 'differ'),
    row('done again', `${result.reexecutions} tasks; ${result.lateCommitsRefused} late commits refused`),
    row('recovery', `${seconds(recoveryMs.p50)} median, ${seconds(recoveryMs.max)} at most`),
    row('took', `${result.durationSec} s`),
    ...checks.map(({ name, ok, found }) =>
      [`  ${ok ? pc.green('✓') : pc.red('✗')} ${name}`, ...found.map((line) => `      ${line}`)].join('\n'),
    ),
  ].join('\n');
}

const row = (name: string, value: string) => `  ${name.padEnd(15)} ${value}`;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
