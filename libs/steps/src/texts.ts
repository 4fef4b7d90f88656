import { z } from 'zod';

/** What the text steps hand on: values that later steps map over and read fields of. */

const line = z.string().min(1).max(20_000);
const short = z.string().max(400);

export const SHOT_SIZES = ['wide', 'medium', 'close'] as const;
export const CAMERA_MOVES = [
  'static',
  'push in',
  'pull back',
  'pan left',
  'pan right',
  'crane up',
  'crane down',
  'orbit',
] as const;

/** Somebody or something in a story. */
export const character = z.object({
  name: short.min(1).describe('What they are called'),
  role: short.describe('Their part in the story, such as hero, companion or rival'),
  description: line.describe('Who they are, in a sentence or two'),
  appearance: line.describe('What is seen of them: age, build, hair, face'),
  outfit: short.describe('What they wear; empty for who wears nothing'),
  voice: short.describe('How they sound, in a few words'),
  portrait_prompt: line.describe('A prompt for their portrait: front-facing, centred, good light'),
});
export type Character = z.infer<typeof character>;

/** One line of a script. */
export const scriptLine = z.object({
  speaker: short.min(1).describe('Who speaks; Narrator for the voice that tells it'),
  text: line.describe('What is said, ready to be spoken'),
  kind: z.enum(['narration', 'dialogue']).describe('narration tells, dialogue is said by somebody in the story'),
});
export type ScriptLine = z.infer<typeof scriptLine>;

/** One shot of a film. */
export const shot = z.object({
  number: z.number().int().min(1).describe('From 1, in the order they are seen'),
  start: z.number().min(0).describe('Seconds from the beginning'),
  duration: z.number().min(0.5).max(300).describe('Seconds'),
  shot_size: z.enum(SHOT_SIZES).describe('How much of the subject is in the picture'),
  camera_move: z.enum(CAMERA_MOVES).describe('How the camera moves'),
  camera: short.min(1).describe('A letter; shots with the same one are taken from the same place'),
  image_prompt: line.describe('A complete prompt for the first frame: subject, place, light, shot size'),
  motion_prompt: line.describe('A prompt for the motion: camera and what moves in the picture'),
  narration: z.string().max(20_000).describe('What is heard during the shot; may be empty'),
  characters: z.array(short).describe('Names of those in it'),
});
export type Shot = z.infer<typeof shot>;

/** A place the camera stands, and the shots taken from there. */
export const camera = z.object({
  id: short.min(1).describe('The letter its shots carry'),
  parent: short.nullable().describe('The camera it is a closer or other view of; null for the first'),
  shot_size: z.enum(SHOT_SIZES).describe('How much of the subject is in the picture'),
  shots: z.array(z.number().int().min(1)).min(1).describe('Numbers of its shots'),
  reference_shot: z.number().int().min(1).describe('The shot whose first frame the others reuse'),
  reference_prompt: line.describe('The prompt of that frame'),
});
export type Camera = z.infer<typeof camera>;

/** What somebody, or something, sees in a picture. */
export const sight = z.object({
  description: line.describe('What the picture shows'),
  score: z.number().min(0).max(100).describe('0 is unusable, 100 is perfect'),
  tags: z.array(short).describe('Single words for it'),
  issues: z.array(short).describe('What is wrong with it; may be empty'),
});
export type Sight = z.infer<typeof sight>;

/** What each text step is to come up with, by step type: a provider's answer has to fit. */
export const ANSWERS = {
  prompt_enhance: z.object({
    prompts: z.array(line).min(1).describe('All variations of the first prompt, then all of the second, and so on'),
  }),
  story: z.object({ title: short.min(1), text: line.describe('The story; an empty line between paragraphs') }),
  script: z.object({ title: short.min(1), lines: z.array(scriptLine).min(1) }),
  revise: z.object({ text: line.describe('The whole text, revised') }),
  characters: z.object({ characters: z.array(character) }),
  storyboard: z.object({ shots: z.array(shot).min(1) }),
  camera_tree: z.object({ cameras: z.array(camera).min(1) }),
  shotlist: z.object({ shots: z.array(shot).min(1) }),
  vision: sight,
} as const;

export type TextStep = keyof typeof ANSWERS;
export type Answer<Step extends TextStep> = z.infer<(typeof ANSWERS)[Step]>;
export const TEXT_STEPS = Object.keys(ANSWERS) as TextStep[];
export const isTextStep = (step: string): step is TextStep => Object.hasOwn(ANSWERS, step);

/** Prompts that come out of `prompt_enhance`. */
export function promptCount({ input_prompts, variations_per_prompt }: Record<string, unknown>): number {
  const inputs = Array.isArray(input_prompts) ? input_prompts.length : typeof input_prompts === 'string' ? 1 : 0;
  return Math.max(1, inputs) * (typeof variations_per_prompt === 'number' ? variations_per_prompt : 1);
}

export const STORY_LENGTHS = ['short', 'medium', 'long'] as const;
export type StoryLength = (typeof STORY_LENGTHS)[number];
export const STORY_WORDS: Record<StoryLength, number> = { short: 90, medium: 200, long: 420 };
