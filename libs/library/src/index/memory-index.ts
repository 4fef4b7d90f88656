import { shortId } from '../item.js';
import type { Item } from '../item.js';
import { Postings } from './postings.js';
import { FACETS } from './query.js';
import type { Facet, FacetCounts, LibraryOrder, LibraryQuery, Matches, Position, Sort } from './query.js';
import { Top } from './top.js';
import { wordsOf } from './words.js';

const [ALIVE, TRASHED, FAVOURITE, PINNED] = [1, 2, 4, 8];

/** Rebuilt when more than half of its places, and at least so many, are of items that changed or went. */
const FEW_DEAD = 2_000;

/** Words of a query that count; more would be no search. */
const MOST_TERMS = 24;

const VALUES: Record<Facet, (item: Item) => readonly (string | undefined)[]> = {
  kind: (item) => [item.kind],
  source: (item) => [item.source],
  stepType: (item) => [item.stepType],
  provider: (item) => [item.provider],
  model: (item) => [item.model],
  tag: (item) => item.tags,
};

const NUMBERS: Record<Sort, (item: Item) => number> = {
  created: (item) => item.createdAt,
  bytes: (item) => item.bytes,
  duration: (item) => item.durationSec ?? 0,
  cost: (item) => item.cost ?? 0,
};
const SORTED_BY = Object.keys(NUMBERS) as Sort[];

/**
 * Finds items in memory: which places each word and each value of a filter stand at, and what they are sorted by as
 * plain numbers. An item that changes gets a new place. It is told of every change, in any order of items.
 */
export class MemoryIndex {
  readonly #places = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #flags: number[] = [];
  readonly #numbers = columns();
  readonly #words = new Postings();
  readonly #values = new Postings();
  readonly #facets = newFacets();
  #dead = 0;

  get size(): number {
    return this.#places.size;
  }

  set(item: Item): void {
    const id = shortId(item.digest);
    this.delete(id);
    const place = this.#ids.length;
    this.#places.set(id, place);
    this.#ids.push(id);
    this.#flags.push(
      ALIVE |
        (item.trashedAt === undefined ? 0 : TRASHED) |
        (item.favourite ? FAVOURITE : 0) |
        (item.pinned ? PINNED : 0),
    );
    for (const name of SORTED_BY) this.#numbers[name].push(NUMBERS[name](item));
    for (const word of wordsOf([item.name, ...item.tags, item.prompt ?? ''].join(' '))) this.#words.add(word, place);
    for (const name of FACETS)
      for (const value of VALUES[name](item)) if (value !== undefined) this.#facets[name].add(value, place);
    for (const pid of item.pipelines) this.#values.add(`pipeline ${pid}`, place);
    for (const input of item.inputs ?? []) this.#values.add(`from ${input}`, place);
  }

  /** By short id; nothing happens where there is none. */
  delete(id: string): void {
    const place = this.#places.get(id);
    if (place === undefined) return;
    this.#places.delete(id);
    this.#flags[place] = 0;
    this.#dead += 1;
  }

  /** Whether so much of it is out of date that it is worth building anew. */
  get isWorn(): boolean {
    return this.#dead > FEW_DEAD && this.#dead > this.#places.size;
  }

  find(query: LibraryQuery, order: LibraryOrder, limit: number, after?: Position): Matches {
    const top = new Top(limit + 1, order, after);
    const values = this.#numbers[order.sort];
    let total = 0;
    // Places are about in the order of creation: where the first ones come first, few of the others are kept.
    this.#each(query, order.descending, (place) => {
      total += 1;
      const value = values[place]!;
      if (top.wants(value)) top.add({ value, id: this.#ids[place]!, place });
    });
    const found = top.sorted();
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const next = found.length > limit && last ? { value: last.value, id: last.id } : undefined;
    return { ids: page.map(({ id }) => id), total, next };
  }

  count(query: LibraryQuery): FacetCounts {
    const matched = new Uint8Array(this.#ids.length);
    this.#each(query, false, (place) => (matched[place] = 1));
    const counts = Object.fromEntries(FACETS.map((name) => [name, {}])) as FacetCounts;
    for (const name of FACETS) {
      for (const [value, places] of this.#facets[name].terms()) {
        let count = 0;
        for (const place of places) count += matched[place]!;
        if (count > 0) counts[name][value] = count;
      }
    }
    return counts;
  }

  /** What was made from an item, the newest first; short ids. */
  madeFrom(id: string, most: number): string[] {
    const places = this.#values.of(`from ${id}`).filter((place) => this.#flags[place]! & ALIVE);
    return places
      .slice(-most)
      .reverse()
      .map((place) => this.#ids[place]!);
  }

  #each(query: LibraryQuery, backwards: boolean, found: (place: number) => void): void {
    const fits = this.#fitting(query);
    const [from, to] = [query.from ?? -Infinity, query.to ?? Infinity];
    const created = this.#numbers.created;
    const clauses = this.#clauses(query);
    const seen = clauses.length === 0 ? undefined : this.#seen(clauses);
    const { digest = '' } = query;
    const length = this.#ids.length;
    for (let count = 0; count < length; count++) {
      const place = backwards ? length - 1 - count : count;
      if (seen && seen[place] !== clauses.length) continue;
      if (!fits(this.#flags[place]!) || !this.#ids[place]!.startsWith(digest)) continue;
      if (created[place]! >= from && created[place]! <= to) found(place);
    }
  }

  #fitting({ trashed = false, favourite, pinned }: LibraryQuery): (flags: number) => boolean {
    let [mask, wanted] = [ALIVE | TRASHED, ALIVE | (trashed ? TRASHED : 0)];
    const ask = (flag: number, on: boolean | undefined) => {
      if (on === undefined) return;
      mask |= flag;
      if (on) wanted |= flag;
    };
    ask(FAVOURITE, favourite);
    ask(PINNED, pinned);
    return (flags) => (flags & mask) === wanted;
  }

  /** What has to be fulfilled: of the lists of each clause, one has to have the place. */
  #clauses(query: LibraryQuery): (readonly number[])[][] {
    const words = wordsOf(query.text ?? '', MOST_TERMS).map((word) => this.#words.beginning(word));
    const tags = (query.tag ?? []).map((tag) => [this.#facets.tag.of(tag)]);
    const pipelines = query.pipeline?.map((pid) => this.#values.of(`pipeline ${pid}`));
    const filters = FACETS.filter((name) => name !== 'tag' && query[name] !== undefined && query[name].length > 0);
    const values = filters.map((name) => query[name]!.map((value) => this.#facets[name].of(value)));
    return [...words, ...tags, ...values, ...(pipelines && pipelines.length > 0 ? [pipelines] : [])];
  }

  /** For each place, how many of the clauses it fulfils, as long as none before was missed. */
  #seen(clauses: (readonly number[])[][]): Uint8Array {
    const seen = new Uint8Array(this.#ids.length);
    for (const [before, lists] of clauses.entries())
      for (const places of lists) for (const place of places) if (seen[place] === before) seen[place] = before + 1;
    return seen;
  }
}

const columns = (): Record<Sort, number[]> => ({ created: [], bytes: [], duration: [], cost: [] });

const newFacets = (): Record<Facet, Postings> => ({
  ...{ kind: new Postings(), source: new Postings(), stepType: new Postings() },
  ...{ provider: new Postings(), model: new Postings(), tag: new Postings() },
});
