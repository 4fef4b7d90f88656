import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Takes the lock for this process: the function that releases it, or `undefined` while another living process has it.
 * A lock whose owner is gone is taken over, also when its process id has been given to another program since.
 */
export function takeLock(path: string): (() => void) | undefined {
  if (!create(path) && !(discardStale(path) && create(path))) return undefined;
  return () => rmSync(path, { force: true });
}

/** Written elsewhere and linked into place, so that nobody ever reads an empty lock. */
function create(path: string): boolean {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, identity(process.pid) ?? '');
  try {
    linkSync(own, path);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Whoever moves it away first may discard it; if it was a new owner's after all it is put back. */
function discardStale(path: string): boolean {
  const owner = read(path);
  if (owner === undefined) return true;
  if (owner !== '' && identity(Number.parseInt(owner, 10)) === owner) return false;
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return false;
  }
  if (read(aside) !== owner) {
    renameSync(aside, path);
    return false;
  }
  rmSync(aside, { force: true });
  return true;
}

export const isAlive = (pid: number): boolean => identity(pid) !== undefined;

/** The process id with, on Linux, the time the process began; `undefined` where there is no such process. */
function identity(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  // The second field is the program's name in brackets, and may hold anything; the time is the 22nd.
  const began = read(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')[19];
  return began === undefined ? String(pid) : `${pid} ${began}`;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
