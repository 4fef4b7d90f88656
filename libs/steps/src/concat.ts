import { z } from 'zod';
import { defineStep } from './define.js';

export const concat = defineStep({
  type: 'concat',
  version: '1',
  title: 'Join videos',
  summary: 'Plays videos one after another.',
  config: z.object({
    transition: z.enum(['cut', 'crossfade', 'fade_black']).default('cut').describe('What happens between two videos'),
    transition_sec: z.number().min(0).max(5).default(0.5).describe('Seconds'),
  }),
  inputs: { videos: { media: ['video'], list: true, required: true, description: 'The videos, in order' } },
  outputs: { video: { media: 'video' } },
  resource: 'cpu',
  seeded: false,
  seconds: () => 3,
});
