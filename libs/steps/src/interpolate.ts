import { z } from 'zod';
import { defineStep } from './define.js';
import { quality } from './fields.js';

export const interpolate = defineStep({
  type: 'interpolate',
  version: '1',
  title: 'Smoother motion',
  summary: 'Puts new frames between those of a video; it stays as long.',
  config: z.object({
    multiplier: z
      .union([z.literal(2), z.literal(4)])
      .default(2)
      .describe('2 or 4 times as many frames a second, 120 at most'),
    quality,
  }),
  inputs: { video: { media: ['video'], required: true, description: 'The video to make smoother' } },
  outputs: { video: { media: 'video' } },
  resource: 'cpu',
  seeded: false,
  quietSeconds: 900,
  seconds: ({ multiplier = 2 }) => 20 * multiplier,
});
