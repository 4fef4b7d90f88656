import { bindScripts } from '#engine';
import type { Keys, Redis } from '#engine';
import { packItem, shortId, unpackItem } from './item.js';
import type { Item, ItemFacts } from './item.js';
import { libraryKeys } from './keys.js';

const SCRIPTS = [
  ...(['library_put', 'library_join', 'library_leave', 'library_mark', 'library_purge', 'library_drop'] as const),
  ...(['library_forget', 'library_changes', 'library_read', 'library_settle', 'library_saved'] as const),
];

/** Items that one script works on at a time. */
const CHUNK = 200;

/** What people change about an item; what is undefined stays. */
export interface MarkChanges {
  favourite?: boolean | undefined;
  pinned?: boolean | undefined;
  /** '' takes back the name it came with. */
  name?: string | undefined;
  addTags?: readonly string[] | undefined;
  removeTags?: readonly string[] | undefined;
  trash?: 'in' | 'out' | undefined;
}

/** What of a change was not done, and why; digests. */
export interface Marked {
  missing: string[];
  /** Pinned, so it did not go into the trash. */
  pinned: string[];
}

export interface Changes {
  /** The number to go on from. */
  next: number;
  /** What was known until now is not enough to go on from: begin anew at 0. */
  gap: boolean;
  /** Items that are there, and the ids of those that are not any more. */
  items: [id: string, item: Item | undefined][];
}

/** The items in Redis: what changes them, and what tells of changes. Every change is one script. */
export class Records {
  readonly keys: ReturnType<typeof libraryKeys>;
  readonly #scripts: Record<(typeof SCRIPTS)[number], (...args: (string | number)[]) => Promise<unknown>>;

  constructor(
    readonly redis: Redis,
    keys: Pick<Keys, 'base' | 'root'>,
  ) {
    this.keys = libraryKeys(keys);
    this.#scripts = bindScripts(redis, keys.base, new URL('./lua/', import.meta.url), SCRIPTS);
  }

  /** What an item is known by in Redis. */
  idOf(digest: string): string {
    return shortId(digest);
  }

  /**
   * Adds items, of a pipeline if there is one; what is there already keeps its record, unless forced. `at` is when they
   * were made: what somebody removed for good comes back only when it was made after that. Returns how many changed.
   */
  async put(
    items: readonly { item: ItemFacts; at: number }[],
    { pipeline = '', force = false }: { pipeline?: string; force?: boolean } = {},
  ): Promise<number> {
    let changed = 0;
    for (const some of chunks(items)) {
      const args = some.flatMap(({ item, at }) => [shortId(item.digest), packItem(item), at]);
      changed += (await this.#scripts.library_put(force ? '1' : '', pipeline, ...args)) as number;
    }
    return changed;
  }

  /** What is there already is part of this pipeline too; returns those of the digests that are not there. */
  async join(pipeline: string, digests: readonly string[]): Promise<string[]> {
    const missing = new Set<string>();
    for (const some of chunks(digests)) {
      const ids = some.map(shortId);
      for (const id of (await this.#scripts.library_join(pipeline, ...ids)) as string[]) missing.add(id);
    }
    return digests.filter((digest) => missing.has(shortId(digest)));
  }

  /** A pipeline no longer has these: what nobody else has or wants leaves the library. Short ids. */
  async leave(pipeline: string, ids: readonly string[]): Promise<void> {
    for (const some of chunks(ids)) await this.#scripts.library_leave(pipeline, ...some);
  }

  async mark(digests: readonly string[], changes: MarkChanges): Promise<Marked> {
    const what = JSON.stringify(fieldsOf(changes));
    const missing = new Set<string>();
    const pinned = new Set<string>();
    for (const some of chunks(digests)) {
      const answer = await this.#scripts.library_mark(what, Date.now(), ...some.map(shortId));
      const [gone, kept] = answer as [string[], string[]];
      for (const id of gone) missing.add(id);
      for (const id of kept) pinned.add(id);
    }
    return {
      missing: digests.filter((digest) => missing.has(shortId(digest))),
      pinned: digests.filter((digest) => pinned.has(shortId(digest))),
    };
  }

  /** Removes for good what is in the trash since before a time; returns the digests. */
  async purge(before: number): Promise<string[]> {
    const flat = (await this.#scripts.library_purge(Date.now(), before, CHUNK)) as string[];
    return flat.flatMap((id, at) => (at % 2 === 0 ? [`${id}${flat[at + 1]!}`] : []));
  }

  /** Their bytes are gone. Short ids. */
  async drop(ids: readonly string[]): Promise<void> {
    for (const some of chunks(ids)) await this.#scripts.library_drop(Date.now(), ...some);
  }

  /** Tells no more of items that went before a time. */
  async forget(before: number): Promise<void> {
    while (((await this.#scripts.library_forget(before, CHUNK)) as number) === CHUNK);
  }

  async changes(after: number, most = 500): Promise<Changes> {
    const answer = await this.#scripts.library_changes(after, most);
    const [next, gap, ...found] = answer as [number, string, ...[string, string, string[]][]];
    return {
      next,
      gap: gap !== '',
      items: found.map(([id, stored, flat]) => [id, stored === '' ? undefined : unpackItem(id, stored, flat)]),
    };
  }

  /** Items by short id; undefined where there is none. */
  async read(ids: readonly string[]): Promise<(Item | undefined)[]> {
    const items: (Item | undefined)[] = [];
    for (const some of chunks(ids)) {
      const answer = (await this.#scripts.library_read(...some)) as [string, string[]][];
      items.push(
        ...answer.map(([stored, flat], at) => (stored === '' ? undefined : unpackItem(some[at]!, stored, flat))),
      );
    }
    return items;
  }

  async get(digest: string): Promise<Item | undefined> {
    const [item] = await this.read([shortId(digest)]);
    return item?.digest === digest ? item : undefined;
  }

  /** Items of which people said something that is not written beside their bytes, each with its last change. */
  async unsaved(): Promise<[id: string, change: string][]> {
    const ids = await this.redis.srandmember(this.keys.unsaved, CHUNK);
    if (ids.length === 0) return [];
    const changes = await this.redis.zmscore(this.keys.changes, ...ids);
    return ids.map((id, at) => [id, changes[at] ?? '']);
  }

  /** They are now, as of these changes. */
  async saved(changes: readonly [id: string, change: string][]): Promise<void> {
    await this.#scripts.library_saved(...changes.flat());
  }

  /** Whether all of a pipeline that is over is listed, as far as this run of it goes. */
  async settle(pipeline: string, run: number): Promise<boolean> {
    return (await this.#scripts.library_settle(pipeline, run)) === 1;
  }
}

function fieldsOf({ favourite, pinned, name, addTags = [], removeTags = [], trash }: MarkChanges) {
  const set: Record<string, string> = {};
  const unset: string[] = [];
  const flag = (field: string, on: boolean | undefined) => {
    if (on === true) set[field] = '1';
    else if (on === false) unset.push(field);
  };
  flag('fav', favourite);
  flag('pin', pinned);
  if (name === '') unset.push('name');
  else if (name !== undefined) set.name = name;
  for (const tag of removeTags) unset.push(`t:${tag}`);
  for (const tag of addTags) set[`t:${tag}`] = '1';
  return { set, unset, trash };
}

function* chunks<T>(all: readonly T[]): Generator<T[]> {
  for (let from = 0; from < all.length; from += CHUNK) yield all.slice(from, from + CHUNK);
}
