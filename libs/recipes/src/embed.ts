import { boxes } from './boxes.js';
import { MOST_TEXT } from './format.js';
import type { Format } from './format.js';
import { jpeg } from './jpeg.js';
import { png } from './png.js';
import { parsedRecipe, portableText } from './portable.js';
import type { PortableRecipe } from './portable.js';
import { Spliced } from './source.js';
import type { Source } from './source.js';
import { webp } from './webp.js';

const FORMATS = new Map<string, Format>([
  ...([
    ['image/png', png],
    ['image/jpeg', jpeg],
    ['image/webp', webp],
  ] as const),
  ...(['video/mp4', 'video/quicktime', 'audio/mp4'] as const).map((mime) => [mime, boxes] as const),
]);

/** Whether files of this kind can carry a recipe. */
export const carriesRecipe = (mime: string): boolean => FORMATS.has(mime);

/**
 * The file with its recipe in it. Undefined where it is left as it is: kinds that carry none, a file that has one or is
 * signed (C2PA), one whose parts do not fit together, and a recipe that is too long even without its pipeline.
 */
export async function embedded(source: Source, mime: string, recipe: PortableRecipe): Promise<Spliced | undefined> {
  const format = FORMATS.get(mime);
  if (!format) return undefined;
  const { pipeline: _pipeline, ...alone } = recipe;
  for (const text of [portableText(recipe), portableText(alone)]) {
    const splices = Buffer.byteLength(text) <= MOST_TEXT ? await format.write(source, text) : undefined;
    if (splices) return new Spliced(source.bytes, splices);
  }
  return undefined;
}

/** The recipe a file carries, judged as what a stranger says; undefined where there is none. */
export async function recipeIn(source: Source, mime: string): Promise<PortableRecipe | undefined> {
  const text = await FORMATS.get(mime)?.read(source);
  return text === undefined ? undefined : parsedRecipe(text);
}
