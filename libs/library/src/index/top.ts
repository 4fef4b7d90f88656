import type { LibraryOrder, Position } from './query.js';

interface Candidate extends Position {
  place: number;
}

/** Keeps the first few of many by their order, without sorting them all. */
export class Top {
  /** A heap with the worst of the kept at its root. */
  readonly #heap: Candidate[] = [];
  readonly #sign: number;

  constructor(
    private readonly most: number,
    { descending }: Pick<LibraryOrder, 'descending'>,
    /** Only what comes after it counts. */
    private readonly after: Position | undefined,
  ) {
    this.#sign = descending ? -1 : 1;
  }

  /** Whether it would be kept, by its value alone; saves looking up what it is called. */
  wants(value: number): boolean {
    if (this.after && this.#sign * (value - this.after.value) < 0) return false;
    return this.#heap.length < this.most || this.#sign * (value - this.#heap[0]!.value) <= 0;
  }

  add(candidate: Candidate): void {
    if (this.after && this.#compare(candidate, this.after) <= 0) return;
    const heap = this.#heap;
    if (heap.length < this.most) {
      heap.push(candidate);
      this.#rise(heap.length - 1);
    } else if (this.#compare(candidate, heap[0]!) < 0) {
      heap[0] = candidate;
      this.#sink();
    }
  }

  /** Those kept, the first one first. */
  sorted(): Candidate[] {
    return [...this.#heap].sort((a, b) => this.#compare(a, b));
  }

  #compare(a: Position, b: Position): number {
    if (a.value !== b.value) return this.#sign * (a.value - b.value);
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  }

  #rise(from: number): void {
    const heap = this.#heap;
    for (let at = from; at > 0;) {
      const above = (at - 1) >> 1;
      if (this.#compare(heap[at]!, heap[above]!) <= 0) return;
      [heap[at], heap[above]] = [heap[above]!, heap[at]!];
      at = above;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let at = 0; ;) {
      let worst = at;
      for (let child = 2 * at + 1; child <= 2 * at + 2 && child < heap.length; child++)
        if (this.#compare(heap[child]!, heap[worst]!) > 0) worst = child;
      if (worst === at) return;
      [heap[at], heap[worst]] = [heap[worst]!, heap[at]!];
      at = worst;
    }
  }
}
