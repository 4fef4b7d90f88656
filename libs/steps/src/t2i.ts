import { z } from 'zod';
import { defineStep } from './define.js';
import {
  aspect,
  frameSize,
  height,
  lowerPicture,
  pictureSeconds,
  prompt,
  PROMPT_ALIASES,
  quality,
  seed,
  style,
  width,
} from './fields.js';

export const t2i = defineStep({
  type: 't2i',
  version: '1',
  title: 'Text to image',
  bill: { label: 'T2I' },
  summary: 'Draws a picture from words.',
  config: z.object({
    prompt,
    negative_prompt: z.string().max(5_000).default('').describe('What not to show'),
    style,
    quality,
    aspect,
    width,
    height,
    seed,
  }),
  inputs: {},
  outputs: { image: { media: 'image' } },
  resource: 'gpu',
  aliases: { prompt: PROMPT_ALIASES },
  complete: frameSize,
  seconds: pictureSeconds,
  lower: lowerPicture,
});
