/** What is chosen, and where a range of it begins. Digests. */
export interface Selection {
  chosen: ReadonlySet<string>;
  anchor?: string;
}

export const NONE: Selection = { chosen: new Set() };

export function toggle({ chosen }: Selection, digest: string): Selection {
  const next = new Set(chosen);
  if (!next.delete(digest)) next.add(digest);
  return { chosen: next, anchor: digest };
}

/** All from where the last one was chosen to this one, both included, in the order they are shown. */
export function extend(selection: Selection, order: readonly string[], digest: string): Selection {
  const from = order.indexOf(selection.anchor ?? digest);
  const to = order.indexOf(digest);
  if (from < 0 || to < 0) return toggle(selection, digest);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { chosen: new Set([...selection.chosen, ...range]), anchor: selection.anchor ?? digest };
}

export const choose = (digests: readonly string[]): Selection => ({ chosen: new Set(digests) });

/** What is no longer there is no longer chosen. */
export function without({ chosen }: Selection, gone: ReadonlySet<string>): Selection {
  return { chosen: new Set([...chosen].filter((digest) => !gone.has(digest))) };
}
