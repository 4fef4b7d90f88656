import { z } from 'zod';
import { defineStep } from './define.js';
import { pictureSeconds } from './fields.js';

export const upscale = defineStep({
  type: 'upscale',
  version: '1',
  title: 'Upscale',
  summary: 'Makes a picture larger without changing what it shows.',
  config: z.object({
    scale: z
      .union([z.literal(2), z.literal(4)])
      .default(2)
      .describe('2 or 4 times the size'),
  }),
  inputs: { image: { media: ['image'], required: true, description: 'The picture to enlarge' } },
  outputs: { image: { media: 'image' } },
  resource: 'gpu',
  // Large pictures are worked on in one go, without a sign of how far it is.
  quietSeconds: 900,
  seconds: () => pictureSeconds({ quality: 'high' }),
  lower: (config) => (config.scale === 4 ? { ...config, scale: 2 } : undefined),
});
