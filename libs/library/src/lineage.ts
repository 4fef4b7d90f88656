import type { ArtifactStore } from '#artifacts';
import { inputsOf } from './item.js';
import type { Item } from './item.js';
import type { MemoryIndex } from './index/memory-index.js';
import type { Records } from './records.js';

/** More would be no picture of anything. */
const MOST_NODES = 300;

export interface LineageEdge {
  /** What it was made from, and what was made; digests. */
  from: string;
  to: string;
  /** Which input of the work it was. */
  port: string;
}

export interface Lineage {
  /** Each with its item; undefined where it is not in the library. */
  nodes: { digest: string; item: Item | undefined }[];
  edges: LineageEdge[];
  /** There is more than is told. */
  truncated: boolean;
}

/** How something was made, down to what people brought, and what was made from it, each so many works far. */
export async function lineageOf(
  digest: string,
  depth: number,
  parts: { store: Pick<ArtifactStore, 'getRecipe'>; records: Records; index: MemoryIndex },
): Promise<Lineage> {
  const walk = new Walk(parts);
  await walk.go(digest, depth, (from) => walk.before(from));
  await walk.go(digest, depth, (from) => walk.after(from));
  const digests = [...walk.found];
  const items = await parts.records.read(digests.map((each) => parts.records.idOf(each)));
  return {
    nodes: digests.map((each, at) => ({ digest: each, item: items[at] })),
    edges: walk.edges,
    truncated: walk.truncated,
  };
}

class Walk {
  readonly found = new Set<string>();
  readonly edges: LineageEdge[] = [];
  truncated = false;

  constructor(
    private readonly parts: { store: Pick<ArtifactStore, 'getRecipe'>; records: Records; index: MemoryIndex },
  ) {}

  /** Breadth first, so that what is left out is what is farthest. */
  async go(start: string, depth: number, next: (digest: string) => Promise<LineageEdge[]>): Promise<void> {
    this.found.add(start);
    const seen = new Set([start]);
    let edge = [start];
    for (let far = 0; far < depth && edge.length > 0; far++) {
      const edges = (await Promise.all(edge.map(next))).flat();
      edge = [];
      for (const each of edges) {
        const other = seen.has(each.from) ? each.to : each.from;
        if (!this.#add(other)) continue;
        this.edges.push(each);
        if (!seen.has(other)) edge.push(other);
        seen.add(other);
      }
    }
    if (edge.length > 0 && (await Promise.all(edge.map(next))).some((more) => more.length > 0)) this.truncated = true;
  }

  #add(digest: string): boolean {
    if (this.found.size >= MOST_NODES && !this.found.has(digest)) {
      this.truncated = true;
      return false;
    }
    this.found.add(digest);
    return true;
  }

  async before(to: string): Promise<LineageEdge[]> {
    const inputs = inputsOf(await this.parts.store.getRecipe(to));
    return inputs.map(({ port, digest }) => ({ from: digest, to, port }));
  }

  async after(from: string): Promise<LineageEdge[]> {
    const { index, records, store } = this.parts;
    const items = await records.read(index.madeFrom(records.idOf(from), MOST_NODES));
    const made = await Promise.all(
      items.map(async (item) => {
        const inputs = item ? inputsOf(await store.getRecipe(item.digest)) : [];
        return inputs.flatMap(({ port, digest }) => (digest === from ? [{ from, to: item!.digest, port }] : []));
      }),
    );
    return made.flat();
  }
}
