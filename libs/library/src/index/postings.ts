/** New words are looked through one by one until there are so many. */
const MOST_RECENT = 2_000;

/** Which places a word, or a value of a filter, stands at; places are added in rising order. */
export class Postings {
  readonly #places = new Map<string, number[]>();
  /** Words in order, and those that came since. */
  #sorted: string[] = [];
  #recent: string[] = [];

  add(term: string, place: number): void {
    const places = this.#places.get(term);
    if (places) {
      places.push(place);
      return;
    }
    this.#places.set(term, [place]);
    this.#recent.push(term);
  }

  of(term: string): readonly number[] {
    return this.#places.get(term) ?? [];
  }

  /** The places of all terms that begin so; a place may come several times. */
  beginning(prefix: string): (readonly number[])[] {
    if (this.#recent.length > MOST_RECENT) {
      this.#sorted = [...this.#sorted, ...this.#recent].sort();
      this.#recent = [];
    }
    const lists: (readonly number[])[] = [];
    for (let at = this.#firstFrom(prefix); this.#sorted[at]?.startsWith(prefix); at += 1)
      lists.push(this.of(this.#sorted[at]!));
    for (const term of this.#recent) if (term.startsWith(prefix)) lists.push(this.of(term));
    return lists;
  }

  terms(): Iterable<[string, readonly number[]]> {
    return this.#places;
  }

  #firstFrom(prefix: string): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
