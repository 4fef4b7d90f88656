import { z } from 'zod';
import { defineStep } from './define.js';
import { quality } from './fields.js';

export const upscaleVideo = defineStep({
  type: 'upscale_video',
  version: '1',
  title: 'Upscale a video',
  summary: 'Makes a video larger without changing what it shows.',
  config: z.object({
    scale: z
      .union([z.literal(2), z.literal(4)])
      .default(2)
      .describe('2 or 4 times the size'),
    quality,
  }),
  inputs: { video: { media: ['video'], required: true, description: 'The video to enlarge' } },
  outputs: { video: { media: 'video' } },
  resource: 'cpu',
  seeded: false,
  quietSeconds: 900,
  seconds: ({ scale = 2 }) => 10 * scale,
  lower: (config) => (config.scale === 4 ? { ...config, scale: 2 } : undefined),
});
