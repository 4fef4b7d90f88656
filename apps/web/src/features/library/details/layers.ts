export interface Edge {
  from: string;
  to: string;
  port: string;
}

/** A row of the picture: what is so many works before (less than 0) or after the one in the middle. */
export interface Layer {
  depth: number;
  digests: string[];
  /** There are more than is shown. */
  more: number;
}

const MOST_IN_ROW = 4;

/** Who was made from whom, in rows from the oldest to the newest; each is as far away as its longest way. */
export function layersOf(focus: string, edges: readonly Edge[]): Layer[] {
  const depths = new Map([[focus, 0]]);
  walk(focus, (digest) => edges.filter(({ to }) => to === digest).map(({ from }) => from), -1, depths);
  walk(focus, (digest) => edges.filter(({ from }) => from === digest).map(({ to }) => to), 1, depths);
  const rows = Map.groupBy(depths.keys(), (digest) => depths.get(digest)!);
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([depth, digests]) => ({
      depth,
      digests: digests.slice(0, MOST_IN_ROW),
      more: Math.max(0, digests.length - MOST_IN_ROW),
    }));
}

/** Works are never made from what comes after them; what says so all the same is not followed for ever. */
const FARTHEST = 12;

function walk(from: string, next: (digest: string) => string[], step: 1 | -1, depths: Map<string, number>): void {
  let edge = [from];
  for (let depth = step; edge.length > 0 && Math.abs(depth) <= FARTHEST; depth += step) {
    edge = [...new Set(edge.flatMap(next))].filter((digest) => {
      const known = depths.get(digest);
      return digest !== from && (known === undefined || Math.sign(known) === step);
    });
    for (const digest of edge) depths.set(digest, depth);
  }
}
