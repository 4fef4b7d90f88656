import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SHOT_SIZES, CAMERA_MOVES } from '#steps';
import { PLACES } from '../picture/scene/scene.js';

/** The words the writer puts together; all of them are data, in the folder of this file. */
const words = z.array(z.string().min(1)).min(1);
const byTone = z.record(z.string(), words);

const place = z.strictObject({
  at: z.string(),
  scene: z.string(),
  keeper: z.string(),
  details: words,
  troubles: z.array(z.strictObject({ noun: z.string(), light: z.string(), text: z.string() })).min(1),
  turns: words,
  ends: words,
  companion: z.strictObject({ name: z.string(), is: z.string(), looks: z.string() }),
});

const story = z.strictObject({
  names: z.strictObject({ woman: words, man: words, other: words }),
  keepers: z.record(z.string(), z.string()),
  ...{ ages: words, hair: z.strictObject({ young: words, old: words }), outfits: words, skin: words },
  voices: z.strictObject({ woman: words, man: words, other: words }),
  ...{ opening: words, opening_creature: words, wish: words, low: words, companion: words, reply: words },
  ...{ ending: words, titles: words, longer: words },
  tones: byTone,
  tone_words: byTone,
});

const prompts = z.strictObject({
  ...{ lighting: words, lens: words, composition: words, mood: words, detail: words },
  ...{ outfits: words, poses: words, expressions: words },
  ...{ camera_motion: words, subject_motion: words, object_motion: words, air_motion: words, pace: words },
});

const size = z.enum(SHOT_SIZES);
const framing = z.strictObject({ size, words: z.string(), moves: z.array(z.enum(CAMERA_MOVES)).min(1) });
const shots = z.strictObject({
  cycle: z.array(framing).min(1),
  last: framing,
  lights: z.strictObject({ begin: words, middle: words, end: words }),
  motion: z.record(size, words),
});

const revision = z.strictObject({
  ...{ asides: words, drama: words, darker: words, happier: words, detail: words },
  plain: z.array(z.tuple([z.string(), z.string()])),
});

function read<T>(name: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(new URL(`./data/${name}.json`, import.meta.url), 'utf8')));
}

export const PLACE_WORDS = read('places', z.record(z.enum(PLACES), place));
export const STORY_WORDS = read('story', story);
export const PROMPT_WORDS = read('prompts', prompts);
export const SHOT_WORDS = read('shots', shots);
export const REVISION_WORDS = read('revision', revision);
