import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export const hasExited = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Resolves when the child has ended, also when it never started. */
export async function exited(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasExited(child)) return;
  await once(child, 'exit');
}

/** Asks the child to end, and ends it and its process group `graceMs` later if it has not; resolves when it is gone. */
export async function stopChild(
  child: ChildProcess,
  graceMs: number,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  if (child.pid === undefined || hasExited(child)) return;
  const gone = exited(child);
  child.kill(signal);
  const timer = setTimeout(() => killGroup(child), graceMs);
  await gone;
  clearTimeout(timer);
}

/** Ends the child at once, with what it started when it leads a process group of its own. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || hasExited(child)) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
