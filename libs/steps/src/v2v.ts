import { z } from 'zod';
import { defineStep } from './define.js';
import { height, lowerPicture, motionSeconds, prompt, PROMPT_ALIASES, quality, seed, style, width } from './fields.js';

export const v2v = defineStep({
  type: 'v2v',
  version: '1',
  title: 'Video to video',
  bill: { label: 'V2V' },
  summary: 'Draws a video again as the words say, and keeps its movement and its sound.',
  config: z.object({
    prompt,
    strength: z.number().min(0).max(1).default(0.6).describe('0 keeps the video, 1 follows only the words'),
    style,
    quality,
    width: width.describe('Pixels; unset keeps the size of the video'),
    height: height.describe('Pixels; unset keeps the size of the video'),
    seed,
  }),
  inputs: { video: { media: ['video'], required: true, description: 'The video to change' } },
  outputs: { video: { media: 'video' } },
  resource: 'gpu',
  aliases: { prompt: PROMPT_ALIASES },
  // How long the video is, is not known before it is there.
  seconds: (config) => motionSeconds(config),
  lower: lowerPicture,
});
