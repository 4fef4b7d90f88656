import type { Keys } from '#engine';

/**
 * The library's keys, under the engine's base. `<id>` is a short digest, see item.ts.
 *
 * | key | type | holds |
 * | --- | --- | --- |
 * | `library:i:<id>` | string | an item: JSON of its record, a line feed, the pipelines it is in |
 * | `library:m:<id>` | hash | what people said of it: fav, pin, name, trash (since when), and `t:<tag>` for each tag |
 * | `library:changes` | sorted set | items by the number of their last change, those that went included |
 * | `library:seq`, `library:horizon` | number | the last change; up to which one items that went are forgotten |
 * | `library:dead` | sorted set | items that went, by when |
 * | `library:unsaved` | set | items of which people said something that does not stand beside their bytes yet |
 * | `library:trash` | sorted set | items in the trash, by since when |
 * | `library:gone` | sorted set | items that somebody removed for good, by when: their bytes are kept for living pipelines only |
 * | `unlisted` | set | pipelines with outputs that may not be items yet; written by the engine |
 * | `library:cursor` | hash | how far a living pipeline's commit log was looked at, `<run>\|<entries>` |
 * | `library:of:<pipeline>` | set | the items that came from it |
 * | `library:searches` | hash | saved searches: JSON by name |
 * | `library:rebuild` | hash | what became of the last rebuild |
 * | `library:listing`, `library:rebuilding` | string | somebody is at it (expires) |
 */
export const libraryKeys = (keys: Pick<Keys, 'root'>) => ({
  item: (id: string) => keys.root(`library:i:${id}`),
  marks: (id: string) => keys.root(`library:m:${id}`),
  of: (pid: string) => keys.root(`library:of:${pid}`),
  changes: keys.root('library:changes'),
  seq: keys.root('library:seq'),
  unsaved: keys.root('library:unsaved'),
  trash: keys.root('library:trash'),
  gone: keys.root('library:gone'),
  dead: keys.root('library:dead'),
  unlisted: keys.root('unlisted'),
  cursor: keys.root('library:cursor'),
  searches: keys.root('library:searches'),
  rebuild: keys.root('library:rebuild'),
  listing: keys.root('library:listing'),
  rebuilding: keys.root('library:rebuilding'),
});
