import { z } from 'zod';
import { defineStep } from './define.js';
import { height, lowerPicture, pictureSeconds, prompt, PROMPT_ALIASES, quality, seed, style, width } from './fields.js';

export const i2i = defineStep({
  type: 'i2i',
  version: '1',
  title: 'Image to image',
  summary: 'Changes a picture as the words say and keeps the rest.',
  config: z.object({
    prompt,
    strength: z.number().min(0).max(1).default(0.6).describe('0 keeps the picture, 1 follows only the words'),
    style,
    quality,
    width: width.describe('Pixels; unset keeps the size of the picture'),
    height: height.describe('Pixels; unset keeps the size of the picture'),
    seed,
  }),
  inputs: { image: { media: ['image'], required: true, description: 'The picture to change' } },
  outputs: { image: { media: 'image' } },
  resource: 'gpu',
  aliases: { prompt: PROMPT_ALIASES },
  seconds: pictureSeconds,
  lower: lowerPicture,
});
