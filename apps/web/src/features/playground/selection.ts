/** What is chosen, and where a range begins that is chosen with shift. */
export interface Selection {
  keys: ReadonlySet<string>;
  from?: string;
}

export const NOTHING: Selection = { keys: new Set() };

/**
 * Chooses one or leaves it out; with `range` all between the last one and it are chosen. `order` is that on the screen.
 * Pure.
 */
export function chosen({ keys, from }: Selection, key: string, order: readonly string[], range: boolean): Selection {
  const after = new Set(keys);
  if (range && from !== undefined) {
    const [first = 0, last = 0] = [order.indexOf(from), order.indexOf(key)].sort((a, b) => a - b);
    for (const one of order.slice(Math.max(0, first), last + 1)) after.add(one);
  } else if (!after.delete(key)) {
    after.add(key);
  }
  return { keys: after, from: key };
}

/** Without what is no longer there. */
export const kept = ({ keys }: Selection, order: readonly string[]): string[] => order.filter((key) => keys.has(key));
