import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { systemEnv } from '#config';
import { faultOf, lifeOf } from './chaos/plan.js';
import type { Experiment } from './chaos/experiment.js';
import type { PaidResult } from './chaos/paid/experiment.js';

const MAIN = join(import.meta.dirname, '../dist/test/chaos/main.js');

/** Runs the command; its exit code, and its one line of JSON. */
async function chaos<Result = Experiment>(...args: string[]): Promise<{ code: number; result: Result }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [MAIN, '--json', ...args], { env: systemEnv() }, (error, stdout, stderr) => {
      if (stdout === '') reject(new Error(`it said nothing: ${stderr}`, { cause: error }));
      else resolve({ code: Number(error?.code ?? 0), result: JSON.parse(stdout) as Result });
    });
  });
}

describe('chaos', () => {
  it('kills 20 processes, and nothing is lost, done twice or left over', async () => {
    const { code, result } = await chaos('--seed', '1', '--kills', '20', '--fsync', 'always');
    expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(code).toBe(0);
    expect(result).toMatchObject({ lost: 0, doubleCommits: 0, digestsMatch: true, completed: result.pipelines });
    expect(result.kills).toBeGreaterThanOrEqual(20);
    expect(result.killsByKind.redis).toBeGreaterThan(0);
    expect(result.reexecutions).toBeGreaterThan(0);
  }, 120_000);

  it('sees that a commit in two commands loses tasks', async () => {
    const { code, result } = await chaos('--seed', '1', '--kills', '20', '--control');
    expect(code).toBe(1);
    expect(result.lost).toBeGreaterThan(0);
    expect(result.digestsMatch).toBe(false);
    expect(result.checks.find(({ name }) => name === 'every pipeline ended completed')?.ok).toBe(false);
  }, 120_000);

  it('holds paid work against the bill of the provider', async () => {
    const { code, result } = await chaos<PaidResult>('--paid', '60', '--kills', '5', '--seed', '1');
    expect(result.checks.filter(({ found }) => found.length > 0)).toEqual([]);
    expect(code).toBe(0);
    expect(result.kills).toBeGreaterThan(0);
    expect(Object.keys(result.faults).length).toBeGreaterThan(3);
    expect(result.delivered).toBeGreaterThan(30);
  }, 240_000);

  it('decides the same for the same seed, and something else for another', () => {
    const schedule = (seed: number) =>
      Array.from({ length: 50 }, (_, index) => [faultOf(seed, index), lifeOf(seed, 'worker', index)]);
    expect(schedule(7)).toEqual(schedule(7));
    expect(schedule(7)).not.toEqual(schedule(8));
  });
});
