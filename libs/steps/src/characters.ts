import { z } from 'zod';
import { defineStep } from './define.js';
import { seed } from './fields.js';

export const characters = defineStep({
  type: 'characters',
  version: '1',
  title: 'Characters',
  summary: 'Lists who is in a story, what they look like and how they sound.',
  config: z.object({
    count: z.number().int().min(1).max(20).default(3).describe('How many at most'),
    seed,
  }),
  inputs: { story: { media: ['text'], required: true, description: 'The story or script' } },
  outputs: { characters: { media: 'json', list: true }, document: { media: 'json' } },
  resource: 'cpu',
  aliases: { story: ['text', 'script'] },
  lengths: (config) => ({ characters: config.count }),
  units: (config) => config.count ?? 3,
  seconds: () => 1,
});
