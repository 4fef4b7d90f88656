// Runs every check, also after one has failed, and says at the end which did. A check is an npm script of that name.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const CHECKS = ['typecheck', 'lint', 'format:check', 'imports', 'unused', 'generate:check'];
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const failed = CHECKS.filter((name) => name in scripts).filter((name) => {
  const begun = Date.now();
  const { status } = spawnSync('npm', ['run', '--silent', name], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  console.log(`${status === 0 ? '✓' : '✗'} ${name}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  return status !== 0;
});
if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
process.exit(failed.length > 0 ? 1 : 0);
