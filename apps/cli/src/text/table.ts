import { displayWidth, padEnd, truncate } from './width.js';

/** Rows as aligned columns, two spaces apart; the last column is cut where the terminal ends. Pure. */
export function table(rows: readonly (readonly string[])[], width = Number.POSITIVE_INFINITY): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(0, ...rows.map((row) => (at === row.length - 1 ? 0 : displayWidth(row[at] ?? '')))),
  );
  return rows.map((row) => {
    const line = row.map((cell, at) => (at === row.length - 1 ? cell : padEnd(cell, widths[at] ?? 0))).join('  ');
    return truncate(line, width).trimEnd();
  });
}

/** Each line begins with `margin` spaces. */
export const indent = (lines: readonly string[], margin = 2): string[] =>
  lines.map((line) => (line === '' ? line : ' '.repeat(margin) + line));
