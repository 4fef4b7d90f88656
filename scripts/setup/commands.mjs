// Runs commands quietly: what they print is shown only when they fail.
import { spawn } from 'node:child_process';

const SHOWN_LINES = 40;

export class SetupError extends Error {}

export const say = (text) => process.stderr.write(`${text}\n`);

/** One line when it begins, one when it is done. */
export async function step(name, work) {
  const begun = Date.now();
  say(`• ${name} …`);
  const result = await work();
  say(`✓ ${name}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}

/** Resolves to `{ ok, output }`; a missing program counts as a failure. */
export function attempt(command, { cwd, env = process.env } = {}) {
  return new Promise((resolve) => {
    const [program, ...args] = command;
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.once('error', (error) => resolve({ ok: false, output: error.message }));
    child.once('close', (code) => resolve({ ok: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

/** Throws SetupError with the last of what it printed. */
export async function mustRun(command, options) {
  const { ok, output } = await attempt(command, options);
  if (ok) return;
  throw new SetupError(`${lastLines(output)}\n\nThis command failed: ${command.join(' ')}`);
}

export const lastLines = (output) => output.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
