import { z } from 'zod';
import { defineStep } from './define.js';
import { seed } from './fields.js';

export const shotCount = z.number().int().min(1).max(100).default(6).describe('How many shots');
export const filmSeconds = z.number().min(1).max(7_200).default(30).describe('Seconds of all shots together');
export const look = z.string().max(2_000).default('').describe('How it is to look; goes into every prompt');

export const storyboard = defineStep({
  type: 'storyboard',
  version: '1',
  title: 'Storyboard',
  summary: 'Cuts a story into shots: what is seen, how the camera moves, what is heard.',
  config: z.object({ shots: shotCount, duration: filmSeconds, look, seed }),
  inputs: {
    story: { media: ['text'], required: true, description: 'The story or script' },
    characters: { media: ['json'], list: true, description: 'Who is in it, from characters' },
  },
  outputs: { shots: { media: 'json', list: true }, document: { media: 'json' } },
  resource: 'cpu',
  aliases: { story: ['text', 'script'] },
  lengths: (config) => ({ shots: config.shots }),
  units: (config) => config.shots ?? 6,
  seconds: () => 1,
});
