// One setup at a time for one working copy.
import { createHash } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const POLL_MS = { first: 50, most: 500 };

/** Runs the work alone; calls `onWait` once if somebody else is at it. A lock whose owner is gone is taken over. */
export async function withLock(root, onWait, work) {
  const path = lockPath(root);
  const release = () => rmSync(path, { force: true });
  let told = false;
  for (let pause = POLL_MS.first; !take(path); pause = Math.min(pause * 2, POLL_MS.most)) {
    if (!told) onWait();
    told = true;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function lockPath(root) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  return join(tmpdir(), `reelwright-setup-${userInfo().uid}-${name}.lock`);
}

function take(path) {
  if (create(path)) return true;
  const owner = read(path);
  if (owner === undefined || isAlive(owner)) return false;
  return discard(path, owner) && create(path);
}

/** Written elsewhere and linked into place, so that nobody ever reads an empty lock. */
function create(path) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Whoever moves it away first may discard it; if it was a new owner's after all it is put back. */
function discard(path, owner) {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return false;
  }
  const right = read(aside) === owner;
  if (right) rmSync(aside, { force: true });
  else renameSync(aside, path);
  return right;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
