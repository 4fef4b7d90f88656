import { z } from 'zod';
import { defineStep } from './define.js';
import {
  aspect,
  CONTROLS,
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

export const controlnet = defineStep({
  type: 'controlnet',
  version: '1',
  title: 'Controlled image',
  summary: 'Draws a picture from words along the lines of a control picture.',
  config: z.object({
    prompt,
    control_kind: z.enum(CONTROLS).default('canny').describe('What the control picture holds'),
    strength: z.number().min(0).max(1).default(0.8).describe('How closely the control is followed'),
    style,
    quality,
    aspect,
    width,
    height,
    seed,
  }),
  inputs: { control: { media: ['image'], required: true, description: 'The control picture, from preprocess' } },
  outputs: { image: { media: 'image' } },
  resource: 'gpu',
  aliases: { prompt: PROMPT_ALIASES },
  inherit: { control_kind: { port: 'control', field: 'kind' } },
  complete: frameSize,
  seconds: pictureSeconds,
  lower: lowerPicture,
});
