import type { Graph } from './graph.js';

interface NodeState {
  value?: number;
  max?: number;
  state?: string;
}

/** Sampling takes nearly all of the time, decoding most of the rest. */
const weightOf = (type: string) => (/Sampler(?!Select)/.test(type) ? 30 : /Decode|Upscale/.test(type) ? 4 : 1);

/** How far a prompt is, 0 to 1, from what the server tells about its nodes; it never goes back. */
export class Progress {
  readonly #weights: Map<string, number>;
  readonly #total: number;
  readonly #done = new Map<string, number>();
  #current: string | undefined;
  #fraction = 0;

  constructor(graph: Graph) {
    this.#weights = new Map(Object.entries(graph).map(([id, node]) => [id, weightOf(node.class_type)]));
    this.#total = [...this.#weights.values()].reduce((sum, weight) => sum + weight, 0);
  }

  get fraction(): number {
    return this.#fraction;
  }

  /** @returns whether it went on */
  hear(name: string, data: Record<string, unknown>): boolean {
    if (name === 'execution_cached' && Array.isArray(data.nodes)) for (const node of data.nodes) this.#set(node, 1);
    if (name === 'executing') this.#executing(typeof data.node === 'string' ? data.node : undefined);
    if (name === 'progress') this.#set(data.node, Number(data.value) / Number(data.max));
    if (name === 'progress_state')
      for (const [node, state] of Object.entries((data.nodes ?? {}) as Record<string, NodeState>))
        this.#set(node, state.state === 'finished' ? 1 : Number(state.value) / Number(state.max));
    let sum = 0;
    for (const [node, part] of this.#done) sum += part * this.#weights.get(node)!;
    const before = this.#fraction;
    this.#fraction = Math.max(before, Math.min(1, sum / this.#total));
    return this.#fraction > before;
  }

  /** A node that begins ends the one before it, where the server does not say so itself. */
  #executing(node: string | undefined): void {
    if (this.#current !== undefined && this.#current !== node) this.#set(this.#current, 1);
    this.#current = node;
  }

  #set(node: unknown, part: number): void {
    if (typeof node !== 'string' || !this.#weights.has(node) || !Number.isFinite(part)) return;
    this.#done.set(node, Math.min(1, Math.max(part, this.#done.get(node) ?? 0)));
  }
}
