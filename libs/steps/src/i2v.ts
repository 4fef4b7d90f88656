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
  model,
  motionSeconds,
  quality,
  RESOLUTIONS,
  seed,
  width,
} from './fields.js';

export const i2v = defineStep({
  type: 'i2v',
  version: '1',
  title: 'Image to video',
  bill: { label: 'I2V' },
  summary: 'Moves a picture: the camera, the weather, what lives in it.',
  config: z.object({
    motion_prompt: z.string().max(20_000).default('').describe('How it moves; unset follows the prompt of the picture'),
    prompt: z.string().max(20_000).default('').describe('What the picture shows'),
    duration: durationSec,
    duration_sec: durationSec.unwrap().optional().describe('Seconds; the same as `duration`, and precedes it'),
    model,
    videos_per_image: z.number().int().min(1).max(1_000).default(1).describe('Videos made, each a task of its own'),
    resolution: z.enum(RESOLUTIONS).optional().describe('Shorter side; unset follows quality'),
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
  variants: {
    of: ['videos_per_image'],
    list: ({ videos_per_image = 1 }) =>
      videos_per_image > 1 ? Array.from({ length: videos_per_image }, () => ({})) : undefined,
  },
  // What says how many there are is no part of the work on one of them.
  complete: (config) => ({
    ...frameSize(config),
    fps: frameRate(config),
    ...(config.duration_sec !== undefined && { duration: config.duration_sec }),
    ...{ model: undefined, videos_per_image: undefined, duration_sec: undefined },
  }),
  units: (config) => config.duration ?? 5,
  seconds: motionSeconds,
  lower: lowerMotion,
});
