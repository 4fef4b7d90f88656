import pc from 'picocolors';
import { type CheckResult, type CheckStatus, isHealthy } from './checks.js';

const MARKS: Record<CheckStatus, string> = { ok: '✓', warn: '!', fail: '✗' };

/** A line per check, with what to do below it; colours only where they are wanted. */
export function renderChecks(results: readonly CheckResult[], { color }: { color: boolean }): string {
  const colors = pc.createColors(color);
  const paint = { ok: colors.green, warn: colors.yellow, fail: colors.red };
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.flatMap(({ name, status, found, fix }) => {
    const line = `${paint[status](MARKS[status])} ${name.padEnd(width)}  ${found}`;
    const below = fix?.split('\n').map((text) => `  ${' '.repeat(width)}  ${colors.dim(text)}`);
    return [line, ...(below ?? [])];
  });
  return [...lines, '', verdict(results)].join('\n');
}

function verdict(results: readonly CheckResult[]): string {
  const failed = results.filter(({ status }) => status === 'fail').map(({ name }) => name);
  return failed.length === 0 ? 'Ready.' : `Not ready: ${failed.join(', ')}.`;
}

/** For scripts: `{ok, checks}`. */
export function checksAsJson(results: readonly CheckResult[]): string {
  return JSON.stringify({ ok: isHealthy(results), checks: results }, null, 2);
}
