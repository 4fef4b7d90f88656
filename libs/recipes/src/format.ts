import type { Source, Splice } from './source.js';

/** A recipe longer than this is not written, and not read. Bytes of UTF-8. */
export const MOST_TEXT = 256 * 1024;

/** Files with more parts than this are left alone; a film in pieces of a second has two for each. */
export const MOST_PARTS = 50_000;

/** How a kind of file holds text that viewers leave alone. */
export interface Format {
  /** What has to change; undefined where the file must not, or cannot, be changed. */
  write(source: Source, text: string): Promise<Splice[] | undefined>;
  /** The text that was written; undefined where there is none. */
  read(source: Source): Promise<string | undefined>;
}
