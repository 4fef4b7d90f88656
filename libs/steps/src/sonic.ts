import { z } from 'zod';
import { defineStep } from './define.js';
import {
  aspect,
  fps,
  frameRate,
  frameSize,
  height,
  lowerMotion,
  motionSeconds,
  quality,
  seed,
  width,
} from './fields.js';

export const sonic = defineStep({
  type: 'sonic',
  version: '1',
  title: 'Talking head',
  summary: 'Makes a portrait speak: mouth and head follow the sound, which the video carries.',
  config: z.object({
    prompt: z.string().max(20_000).default('').describe('Who speaks and how; unset follows the prompt of the portrait'),
    liveliness: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('How much the head moves: 0 only speaks, 1 is very lively'),
    fps,
    quality,
    aspect,
    width,
    height,
    seed,
  }),
  inputs: {
    image: { media: ['image'], required: true, description: 'The portrait: one face, from the front' },
    audio: { media: ['audio'], required: true, description: 'What is said; the video is as long' },
  },
  outputs: { video: { media: 'video' } },
  resource: 'gpu',
  aliases: { image: ['portrait'], audio: ['voice', 'speech'] },
  inherit: { prompt: { port: 'image', field: 'prompt' }, aspect: { port: 'image', field: 'aspect' } },
  complete: (config) => ({ ...frameSize(config), fps: frameRate(config) }),
  // How long the sound is, is not known before it is there.
  seconds: (config) => motionSeconds({ ...config, duration: 10 }),
  lower: lowerMotion,
});
