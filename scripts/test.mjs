// Runs the test tiers one after the other and adds up what they say: test.mjs [unit] [integration] [e2e] [-- <jest args…>]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const TIERS = ['unit', 'integration', 'e2e'];
/** The last line again, for whoever runs this under npm. */
const SUMMARY = join(ROOT, 'out', 'test-summary.txt');

const args = process.argv.slice(2);
const tiers = TIERS.filter((tier) => args.includes(tier));
const jestArgs = args.filter((arg) => !TIERS.includes(arg) && arg !== '--');
const scratch = mkdtempSync(join(tmpdir(), 'reelwright-jest-'));

const totals = { passed: 0, failed: 0 };
for (const tier of tiers.length > 0 ? tiers : TIERS) {
  const { passed, failed } = await runTier(tier);
  totals.passed += passed;
  totals.failed += failed;
}
rmSync(scratch, { recursive: true });
const line = `${totals.passed} passed, ${totals.failed} failed`;
mkdirSync(join(ROOT, 'out'), { recursive: true });
writeFileSync(SUMMARY, `${line}\n`);
process.stdout.write(`${line}\n`, () => process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0));

async function runTier(tier) {
  const report = join(scratch, `${tier}.json`);
  const jest = [
    '--experimental-vm-modules',
    '--no-warnings=ExperimentalWarning',
    join(ROOT, 'node_modules/jest/bin/jest.js'),
  ];
  const options = ['--selectProjects', tier, '--passWithNoTests', '--json', '--outputFile', report];
  const child = spawn(process.execPath, [...jest, ...options, ...jestArgs], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  return readReport(report, code);
}

/** A file that could not be loaded has no tests that could fail, so it counts as one itself; so does a run without a report. */
function readReport(path, code) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(path, 'utf8'));
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
  } catch {
    return { passed: 0, failed: code === 0 ? 0 : 1 };
  }
}
