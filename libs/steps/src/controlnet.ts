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

const strength = (what: string) => z.number().min(0).max(1).default(0.8).describe(`How closely ${what} is followed`);

/** A control that is a plain picture is read first. */
const extraction = (kind: string) => ({
  ...{ step: 'preprocess', input: 'image', output: 'image' },
  ...{ fields: { kind }, option: 'prepare' },
});

export const controlnet = defineStep({
  type: 'controlnet',
  version: '1',
  title: 'Controlled image',
  summary: 'Draws a picture from words along the lines of a control picture.',
  config: z.object({
    prompt,
    control_kind: z.enum(CONTROLS).default('canny').describe('What the control picture holds'),
    strength: strength('the control'),
    prepare: z
      .enum(['auto', 'always', 'never'])
      .default('auto')
      .describe('Extract the control first: auto from a picture that a step made, always also from an input'),
    control_kind_2: z.enum(CONTROLS).default('canny').describe('What the second control picture holds'),
    strength_2: strength('the second control'),
    control_kind_3: z.enum(CONTROLS).default('canny').describe('What the third control picture holds'),
    strength_3: strength('the third control'),
    style,
    quality,
    aspect,
    width,
    height,
    seed,
  }),
  inputs: {
    control: { media: ['image'], required: true, description: 'The control picture, from preprocess' },
    control_2: { media: ['image'], explicit: true, description: 'A second control, followed as well' },
    control_3: { media: ['image'], explicit: true, description: 'A third one' },
  },
  outputs: { image: { media: 'image' } },
  resource: 'gpu',
  prepare: {
    control: extraction('control_kind'),
    control_2: extraction('control_kind_2'),
    control_3: extraction('control_kind_3'),
  },
  aliases: { prompt: PROMPT_ALIASES },
  inherit: {
    control_kind: { port: 'control', field: 'kind' },
    control_kind_2: { port: 'control_2', field: 'kind' },
    control_kind_3: { port: 'control_3', field: 'kind' },
  },
  complete: frameSize,
  seconds: pictureSeconds,
  lower: lowerPicture,
});
