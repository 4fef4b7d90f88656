import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemEnv } from '#config';
import { stopChild } from '#process';

const CLI = join(import.meta.dirname, '../../apps/cli/src/main.js');
const STOP_MS = 30_000;

export interface RunningStack {
  url: string;
  /** The process of `reelwright up`, which has started all others. */
  pid: number;
  /** Seconds from the command to a stack that is healthy. */
  startSec: number;
}

/**
 * Runs `work` beside a stack as a user starts it, with a home and `settings` (environment variables) of its own; all of
 * it is gone afterwards.
 */
export async function withStack<Result>(
  work: (stack: RunningStack) => Promise<Result>,
  settings: Record<string, string> = {},
): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'reelwright-'));
  const begun = performance.now();
  const own = { REELWRIGHT_HOME: home, REELWRIGHT_PORT: '0', REELWRIGHT_LOG_LEVEL: 'warn' };
  const env = { ...systemEnv(), ...own, ...settings };
  // Its home as the working folder, so that nobody's configuration file is read.
  const cli = spawn(process.execPath, [CLI, 'up', '--json'], { cwd: home, env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await upAt(cli);
    return await work({ url, pid: cli.pid ?? 0, startSec: (performance.now() - begun) / 1000 });
  } finally {
    await stopChild(cli, STOP_MS);
    rmSync(home, { recursive: true, force: true });
  }
}

/** The command says so in one line of JSON as soon as every service is ready. */
function upAt(cli: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    cli.once('error', reject);
    cli.once('close', () => reject(new Error('the stack did not come up')));
    if (!cli.stdout) return;
    createInterface({ input: cli.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { type: string; url?: string; message?: string };
      if (said.type === 'up' && said.url !== undefined) resolve(said.url);
      else if (said.type === 'error') reject(new Error(said.message));
    });
  });
}
