import type { Link } from './links';

/** Tasks by step, as far as they are known. */
export type Counts = ReadonlyMap<string, number>;

/**
 * What stands on a connection where numbers change: `3 × 5 → 15` where 3 become 15, `15 → 1` where many are gathered,
 * `15` where each is followed. Nothing where there is one of each.
 */
export function countLabel(
  { from, to, how }: Link,
  counts: Counts,
  lengths: ReadonlyMap<string, number>,
): string | undefined {
  const after = counts.get(to.step);
  const before = from.step === undefined ? lengths.get(from.port) : counts.get(from.step);
  if (after === undefined || before === undefined || how === 'order' || how === 'mention') return undefined;
  if (before === 1 && after === 1) return undefined;
  if (before === after) return String(after);
  // One value for all of them is no number that becomes another.
  if (from.step === undefined && how !== 'item' && how !== 'each') return undefined;
  if (after > before && before > 1 && after % before === 0) return `${before} × ${after / before} → ${after}`;
  return `${before} → ${after}`;
}
