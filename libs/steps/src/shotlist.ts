import { z } from 'zod';
import { defineStep } from './define.js';
import { seed } from './fields.js';
import { filmSeconds, look, shotCount } from './storyboard.js';

export const shotlist = defineStep({
  type: 'shotlist',
  version: '1',
  title: 'Shot list',
  summary: 'Cuts a script into shots that last as long as their lines.',
  config: z.object({ shots: shotCount, duration: filmSeconds, look, seed }),
  inputs: {
    script: { media: ['text'], required: true, description: 'The script' },
    characters: { media: ['json'], list: true, description: 'Who is in it, from characters' },
  },
  outputs: { shots: { media: 'json', list: true }, document: { media: 'json' } },
  resource: 'cpu',
  aliases: { script: ['text', 'story', 'narration'] },
  lengths: (config) => ({ shots: config.shots }),
  units: (config) => config.shots ?? 6,
  seconds: () => 1,
});
