import { z } from 'zod';

/** What a photo set varies, with the words each value adds to the prompt. Outfits are free text. */
const ANGLES = {
  front: 'front view, facing the camera',
  side: 'side view, in profile',
  '3/4': 'three-quarter view',
  back: 'back view, seen from behind',
};
const LIGHTING = {
  studio: 'studio light, softbox, plain backdrop',
  natural: 'natural daylight',
  dramatic: 'dramatic low-key light, deep shadows',
  soft: 'soft diffused light',
};
const EXPRESSIONS = ['smiling', 'calm', 'sad', 'angry', 'surprised'];
const POSES = ['standing', 'walking', 'running', 'sitting', 'dancing'];

type Angle = keyof typeof ANGLES;
type Light = keyof typeof LIGHTING;

const text = z.string().min(1).max(500);
const texts = z.array(text).max(100).default([]);
const variations = z.union([
  z.strictObject({
    angles: z.array(z.enum(Object.keys(ANGLES) as [Angle, ...Angle[]])).default([]),
    expressions: texts,
    poses: texts,
    outfits: texts,
    lighting: z.array(z.enum(Object.keys(LIGHTING) as [Light, ...Light[]])).default([]),
  }),
  z.array(z.enum(['angles', 'expressions', 'poses', 'lighting'])),
]);
type Variations = z.infer<typeof variations>;

export const setMode = z
  .strictObject({
    enabled: z.boolean().default(false),
    variations: variations
      .default([])
      .describe('Lists by kind: angles, expressions, poses, outfits, lighting; or names of kinds, for all of each'),
    combine: z
      .enum(['each', 'all'])
      .default('each')
      .describe('each: one picture for each value; all: one for each combination of values of different kinds'),
    count_per_variation: z.number().int().min(1).max(100).default(1).describe('Pictures of each'),
  })
  .optional()
  .describe('A set: one picture for each variation, instead of images_per_prompt');
export type SetMode = z.infer<typeof setMode>;

/** Words of the values chosen, by kind. */
function wordsByKind(chosen: Variations): string[][] {
  if (Array.isArray(chosen)) {
    const all = { angles: Object.values(ANGLES), expressions: EXPRESSIONS.map(expression), poses: POSES };
    const lists: Record<string, string[]> = { ...all, lighting: Object.values(LIGHTING) };
    return chosen.map((kind) => lists[kind] ?? []);
  }
  return [
    chosen.angles.map((angle) => ANGLES[angle]),
    chosen.expressions.map(expression),
    chosen.poses,
    chosen.outfits.map((outfit) => `wearing ${outfit}`),
    chosen.lighting.map((light) => LIGHTING[light]),
  ];
}

/** Words of each picture, in the order of the kinds. */
function wordsOf({ variations: chosen, combine }: NonNullable<SetMode>): string[] {
  const kinds = wordsByKind(chosen).filter((words) => words.length > 0);
  if (combine === 'each' || kinds.length === 0) return kinds.flat();
  return kinds.reduce((before, words) => before.flatMap((first) => words.map((word) => `${first}, ${word}`)));
}

const expression = (name: string) => `${name} expression`;

/** One entry of settings for each picture; undefined where there is just one. */
export function pictureVariants(mode: SetMode, images: number): Record<string, unknown>[] | undefined {
  if (mode?.enabled) {
    return wordsOf(mode).flatMap((variation) =>
      takes(mode.count_per_variation).map((take) => ({ variation, ...take })),
    );
  }
  return images > 1 ? takes(images) : undefined;
}

/** The first is as it would be alone. */
const takes = (count: number): { take?: number }[] =>
  Array.from({ length: count }, (_, take) => (take === 0 ? {} : { take }));
