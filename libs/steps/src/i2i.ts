import { z } from 'zod';
import { defineStep } from './define.js';
import {
  aspectRatio,
  frameSize,
  height,
  lowerPicture,
  model,
  pictureSeconds,
  prompt,
  PROMPT_ALIASES,
  quality,
  seed,
  style,
  width,
} from './fields.js';
import { pictureVariants, setMode } from './set-mode.js';

export const i2i = defineStep({
  type: 'i2i',
  version: '1',
  title: 'Image to image',
  bill: { label: 'I2I' },
  summary: 'Changes a picture as the words say and keeps the rest.',
  config: z.object({
    prompt,
    strength: z.number().min(0).max(1).default(0.6).describe('0 keeps the picture, 1 follows only the words'),
    model,
    images_per_prompt: z.number().int().min(1).max(1_000).default(1).describe('Pictures made, each a task of its own'),
    set_mode: setMode,
    variation: z.string().max(2_000).optional().describe('Added to the prompt; set mode gives each picture its own'),
    take: z.number().int().min(1).optional().describe('Which of several alike this is; each looks a little different'),
    style,
    quality,
    aspect_ratio: aspectRatio,
    width: width.describe('Pixels; unset keeps the size of the picture'),
    height: height.describe('Pixels; unset keeps the size of the picture'),
    seed,
  }),
  inputs: { image: { media: ['image'], required: true, description: 'The picture to change' } },
  outputs: { image: { media: 'image' } },
  resource: 'gpu',
  aliases: { prompt: PROMPT_ALIASES },
  variants: {
    of: ['set_mode', 'images_per_prompt'],
    list: (config) => pictureVariants(config.set_mode, config.images_per_prompt ?? 1),
  },
  // What says how many there are is no part of the work on one of them.
  complete: ({ prompt: words, variation, aspect_ratio, ...config }) => ({
    ...(words !== undefined && variation && { prompt: `${words}, ${variation}` }),
    ...(aspect_ratio && frameSize({ ...config, aspect: aspect_ratio })),
    ...{ model: undefined, images_per_prompt: undefined, set_mode: undefined, variation: undefined },
  }),
  seconds: pictureSeconds,
  lower: lowerPicture,
});
