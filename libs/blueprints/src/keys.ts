import type { Keys } from '#engine';

/**
 * The blueprints' keys, under the engine's base.
 *
 * | key | type | holds |
 * | --- | --- | --- |
 * | `blueprints` | sorted set | names of those that are there, by their last change |
 * | `blueprints:trash` | sorted set | names of those that were deleted, by when |
 * | `blueprint:<name>` | hash | description, latest (version), revision, created, updated, deleted; milliseconds since 1970 |
 * | `blueprint:<name>:versions` | hash | by number: JSON of a version, which never changes |
 * | `blueprint:<name>:presets` | hash | by name: JSON of a preset with its revision; also of templates |
 */
export const blueprintKeys = (keys: Pick<Keys, 'root'>) => ({
  all: keys.root('blueprints'),
  trash: keys.root('blueprints:trash'),
  one: (name: string) => keys.root(`blueprint:${name}`),
  versions: (name: string) => keys.root(`blueprint:${name}:versions`),
  presets: (name: string) => keys.root(`blueprint:${name}:presets`),
});
