import type { Readable } from 'node:stream';

export interface StoredBytes {
  /** Lower-case hex SHA-256 of the bytes. */
  digest: string;
  bytes: number;
}

export interface StoredFacts extends StoredBytes {
  /** When the bytes were last put; putting equal bytes again refreshes it. */
  storedAt: Date;
}

/** The bytes from `start` to `end`, both included, as in an HTTP Range; default: all of them. */
export interface ByteRange {
  start?: number;
  end?: number;
}

export interface PublishedFile {
  /** A plain file name inside the published folder. */
  name: string;
  digest: string;
  /** A writable copy of its own instead of a read-only link into the store; for files that people edit. */
  editable?: boolean;
}

/** How an artifact was made: canonical, JSON-serialisable data. */
export type Recipe = Record<string, unknown>;

/**
 * Keeps bytes by their digest. What is stored never changes and is never seen half-written.
 * A digest that is not 64 lower-case hex digits is refused with `invalid_input`; a full disk with `disk_full`.
 */
export interface ArtifactStore {
  /** Stores a file's bytes. `move` gives the file up to the store, which is cheaper; it is gone afterwards. */
  putFile(path: string, options?: { move?: boolean }): Promise<StoredBytes>;
  putBytes(bytes: Uint8Array): Promise<StoredBytes>;
  has(digest: string): Promise<boolean>;
  /** As `has`, and refreshes `storedAt`, so that what is about to be referred to is not collected. */
  touch(digest: string): Promise<boolean>;
  /** `undefined` where the store has no such bytes. */
  stat(digest: string): Promise<StoredFacts | undefined>;
  /** The stream fails with ENOENT where the store has no such bytes. */
  read(digest: string, range?: ByteRange): Readable;
  /** Reads the bytes again; `false` where they are missing or damaged. */
  verify(digest: string): Promise<boolean>;
  /** Replaces the recipe kept beside the bytes. */
  putRecipe(digest: string, recipe: Recipe): Promise<void>;
  getRecipe(digest: string): Promise<Recipe | undefined>;
  /**
   * Keeps something small beside the bytes, such as a thumbnail, which goes when they go. Replaces what has that name:
   * lower-case letters, digits, dots and dashes. Throws `invalid_input` where the store has no such bytes.
   */
  putBeside(digest: string, name: string, bytes: Uint8Array): Promise<void>;
  getBeside(digest: string, name: string): Promise<Buffer | undefined>;
  /** All that is stored, in no useful order; one folder at a time is held in memory. */
  list(): AsyncIterable<StoredBytes>;
  /** Removes bytes, recipe and what is kept beside them; `false` where there was nothing. */
  remove(digest: string): Promise<boolean>;
  /** A local file that holds the bytes, for tools that need a path; it must not be changed. */
  pathOf(digest: string): string;
  /**
   * Makes `dir` hold exactly `files`, all or nothing; publishing the same again changes nothing.
   * Where `dir` holds something else it is refused with `invalid_input`, or exchanged with `replace`.
   */
  publish(dir: string, files: readonly PublishedFile[], options?: { replace?: boolean }): Promise<void>;
  /** Removes what interrupted writes left behind; returns how many files. */
  sweepTemp(olderThanMs: number): Promise<number>;
  /** Bytes of all that is stored, as all processes that share the store see it; recipes do not count. */
  usedBytes(): Promise<number>;
  /** Free bytes on the disk of the store. */
  freeBytes(): Promise<number>;
}
