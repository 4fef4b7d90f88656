import { z } from 'zod';
import { defineStep } from './define.js';
import { pictureSeconds, quality, seed } from './fields.js';

export const hires = defineStep({
  type: 'hires',
  version: '1',
  title: 'High resolution',
  summary: 'Draws a picture again, larger and with more detail.',
  config: z.object({
    scale: z.number().min(1).max(4).default(2).describe('How many times wider and higher'),
    strength: z.number().min(0).max(1).default(0.4).describe('How much new detail may appear'),
    quality,
    seed,
  }),
  inputs: { image: { media: ['image'], required: true, description: 'The picture to refine' } },
  outputs: { image: { media: 'image' } },
  resource: 'gpu',
  // Large pictures are worked on in one go, without a sign of how far it is.
  quietSeconds: 900,
  seconds: (config) => pictureSeconds(config) * (config.scale ?? 2),
  lower: ({ scale = 2, ...rest }) =>
    scale > 1.25 ? { ...rest, scale: Math.max(1, Math.round(scale * 75) / 100) } : undefined,
});
