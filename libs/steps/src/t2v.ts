import { z } from 'zod';
import { defineStep } from './define.js';
import {
  aspect,
  durationSec,
  fps,
  frameRate,
  frameSize,
  height,
  motionSeconds,
  prompt,
  PROMPT_ALIASES,
  quality,
  seed,
  style,
  width,
} from './fields.js';

export const t2v = defineStep({
  type: 't2v',
  version: '1',
  title: 'Text to video',
  summary: 'Makes a moving picture from words.',
  config: z.object({
    prompt,
    motion_prompt: z.string().max(20_000).default('').describe('How it moves; unset follows the prompt'),
    style,
    duration: durationSec,
    fps,
    quality,
    aspect,
    width,
    height,
    seed,
  }),
  inputs: {},
  outputs: { video: { media: 'video' } },
  resource: 'gpu',
  aliases: { prompt: PROMPT_ALIASES, motion_prompt: ['motion_description'] },
  complete: (config) => ({ ...frameSize(config), fps: frameRate(config) }),
  units: (config) => config.duration ?? 5,
  seconds: motionSeconds,
});
