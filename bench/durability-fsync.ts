import { startRedis } from '#testing';
import type { TestRedis } from '#testing';
import { JOBS, engineSeconds } from './engine-throughput.js';
import { median, round } from './stats.js';
import type { Figure } from './suite.js';

const WAYS = ['no', 'everysec', 'always'] as const;
const ROUNDS = 5;

/** No-op tasks with Redis forcing nothing to disk, once a second, and before each answer: in turn, the same each round. */
export async function fsync(log: (line: string) => void): Promise<Figure[]> {
  const servers: TestRedis[] = [];
  for (const appendonly of WAYS) servers.push(await startRedis({ appendonly }));
  const seconds: number[][] = WAYS.map(() => []);
  // One more to warm up.
  for (let turn = 0; turn <= ROUNDS; turn++) {
    for (const [way, { url }] of servers.entries()) seconds[way]!.push(await engineSeconds(url, 'interactive'));
    log(`round ${turn}: ${WAYS.map((way, at) => `${way} ${Math.round(JOBS / seconds[at]!.at(-1)!)}/s`).join(', ')}`);
  }
  await Promise.all(servers.map((server) => server.stop()));
  const [off, everysec, always] = seconds.map((samples) => samples.slice(1)) as [number[], number[], number[]];
  const ratio = (of: readonly number[]) => round(median(of.map((taken, at) => off[at]! / taken)), 2);
  return [
    { key: 'aof_off_per_second', value: Math.round(JOBS / median(off)), unit: '/s', what: `${JOBS} tasks, AOF off` },
    { key: 'aof_everysec_ratio', value: ratio(everysec), unit: '×', what: 'throughput with everysec beside off' },
    { key: 'aof_always_ratio', value: ratio(always), unit: '×', what: 'throughput with always beside off' },
  ];
}
