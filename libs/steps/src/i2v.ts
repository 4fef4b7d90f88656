import { z } from 'zod';
import { defineStep } from './define.js';
import {
  aspect,
  durationSec,
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

export const i2v = defineStep({
  type: 'i2v',
  version: '1',
  title: 'Image to video',
  summary: 'Moves a picture: the camera, the weather, what lives in it.',
  config: z.object({
    motion_prompt: z.string().max(20_000).default('').describe('How it moves; unset follows the prompt of the picture'),
    prompt: z.string().max(20_000).default('').describe('What the picture shows'),
    duration: durationSec,
    fps,
    quality,
    aspect,
    width,
    height,
    seed,
  }),
  inputs: {
    image: { media: ['image'], required: true, description: 'The first frame' },
    end_image: { media: ['image'], explicit: true, description: 'The last frame; unset lets the video end as it will' },
  },
  outputs: { video: { media: 'video' } },
  resource: 'gpu',
  aliases: { motion_prompt: ['motion_description'], prompt: ['description', 'scene_description', 'scene'] },
  inherit: {
    motion_prompt: { port: 'image', field: 'prompt' },
    prompt: { port: 'image', field: 'prompt' },
    aspect: { port: 'image', field: 'aspect' },
  },
  complete: (config) => ({ ...frameSize(config), fps: frameRate(config) }),
  units: (config) => config.duration ?? 5,
  seconds: motionSeconds,
  lower: lowerMotion,
});
