import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemEnv } from '#config';
import { createClient } from '#contracts';
import { exited } from '#process';
import { afterFile } from '#testing';
import { readState } from '../../apps/cli/src/stack/index.js';
import { ROOT } from './stack.js';
import type { Reached } from './stack.js';

/** Milliseconds; what runs is not done within it. */
const DRAIN_MS = 1;

export interface Up extends Reached {
  process: ChildProcess;
}

/** The stack as people start it, with a home of the caller's. */
export async function up(home: string): Promise<Up> {
  const env = { ...systemEnv(), REELWRIGHT_HOME: home, REELWRIGHT_PORT: '0', REELWRIGHT_DRAIN_MS: String(DRAIN_MS) };
  const cli = spawn(process.execPath, [join(ROOT, 'dist/apps/cli/src/main.js'), 'up', '--json'], {
    cwd: home,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  afterFile(async () => {
    cli.kill();
    await exited(cli);
  });
  const url = await new Promise<string>((resolve, reject) => {
    cli.once('close', () => reject(new Error('the stack did not come up')));
    createInterface({ input: cli.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { type: string; url?: string };
      if (said.type === 'up') resolve(said.url!);
    });
  });
  return { process: cli, url, client: createClient(url, {}) };
}

/** Every process that the stack consists of: who looks after it, gateway, workers and Redis. */
export function everyProcess(home: string): number[] {
  const { pid, pids } = readState(home)!;
  expect(Object.keys(pids)).toHaveLength(4);
  // The one that would start the others again goes first.
  return [pid, ...Object.values(pids)];
}
