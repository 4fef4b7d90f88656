/** What a manifest may write into inputs of nodes. */
export const VALUE_NAMES = [
  'prompt',
  'negative_prompt',
  'seed',
  'steps',
  'strength',
  'width',
  'height',
  'latent_width',
  'latent_height',
  'frames',
  'seconds',
  'latent_seconds',
  'tags',
  'bpm',
  'canny_low',
  'canny_high',
  'union_type',
  'prefix',
] as const;
export type ValueName = (typeof VALUE_NAMES)[number];
