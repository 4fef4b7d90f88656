import { z } from 'zod';
import { defineStep } from './define.js';

export const vision = defineStep({
  type: 'vision',
  version: '1',
  title: 'Vision',
  summary: 'Looks at a picture: says what it shows and how good it is.',
  config: z.object({
    question: z.string().max(5_000).default('').describe('What to look for; unset describes and scores the whole'),
    prompt: z.string().max(20_000).default('').describe('What the picture should show; it is scored against that'),
  }),
  inputs: { image: { media: ['image'], required: true, description: 'The picture' } },
  outputs: {
    text: { media: 'text' },
    score: { media: 'json' },
    sight: { media: 'json' },
    document: { media: 'json' },
  },
  resource: 'cpu',
  seeded: false,
  inherit: { prompt: { port: 'image', field: 'prompt' } },
  ownMeaning: ['prompt'],
  seconds: () => 1,
});
