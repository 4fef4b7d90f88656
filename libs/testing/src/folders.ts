import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterFile } from './hooks.js';

/** A new empty folder, removed when the test file is done. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'reelwright-test-'));
  afterFile(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
