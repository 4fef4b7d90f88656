// Whether the npm packages and the build are what the sources say; quick enough to ask every time.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE_FOLDERS = ['apps', 'libs', 'bench', 'test/chaos'];
const SOURCE_FILES = ['package.json', 'package-lock.json', 'nest-cli.json', 'tsconfig.json', '.swcrc'];
const NOT_SOURCES = new Set(['node_modules', 'dist']);
const STAMP = 'dist/.sources';

/** npm keeps what it installed in a lock file of its own; an optional package of another platform is not in it. */
export function packagesAreInstalled(root) {
  const installed = readLock(join(root, 'node_modules/.package-lock.json'));
  if (!installed || !existsSync(join(root, 'node_modules/.bin/jest'))) return false;
  const wanted = readLock(join(root, 'package-lock.json')) ?? {};
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === version : Boolean(optional || devOptional);
  });
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** A digest of name, size and time of every source: a removed or restored file counts as a change as well. */
export function sourcesFingerprint(root) {
  const hash = createHash('sha256');
  const add = (path) => {
    const facts = statSync(join(root, path), { throwIfNoEntry: false });
    if (facts) hash.update(`${path}\0${facts.size}\0${facts.mtimeMs}\n`);
  };
  const walk = (folder) => {
    if (!existsSync(join(root, folder))) return;
    const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (NOT_SOURCES.has(entry.name)) continue;
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (!entry.name.endsWith('.test.ts')) add(path);
    }
  };
  SOURCE_FILES.forEach(add);
  SOURCE_FOLDERS.forEach(walk);
  return hash.digest('hex');
}

export function isBuilt(root) {
  const stamp = join(root, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesFingerprint(root);
}

/** `fingerprint` is from before the build, so that what changed meanwhile is built next time. */
export function markBuilt(root, fingerprint) {
  writeFileSync(join(root, STAMP), fingerprint);
}
