import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { systemEnv } from '#config';
import { tempDir } from '#testing';
import { ROOT } from './stack.js';

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The built command, run to its end in a home of its own; the gateway is named by `--url`. */
export async function reelwright(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(process.execPath, [join(ROOT, 'dist/apps/cli/src/main.js'), ...args], {
    env: { ...systemEnv(), REELWRIGHT_HOME: tempDir(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { stdout, stderr, code };
}
