import { z } from 'zod';
import { defineStep } from './define.js';
import { seed } from './fields.js';

export const script = defineStep({
  type: 'script',
  version: '1',
  title: 'Script',
  summary: 'Turns a story into lines to be spoken, each with its speaker.',
  config: z.object({
    narrator: z.string().min(1).max(200).default('Narrator').describe('What the voice that tells it is called'),
    duration: z
      .number()
      .min(1)
      .max(7_200)
      .optional()
      .describe('Seconds it may take to speak; unset keeps the whole story'),
    seed,
  }),
  inputs: { story: { media: ['text'], required: true, description: 'The story' } },
  outputs: {
    lines: { media: 'json', list: true },
    text: { media: 'text' },
    title: { media: 'text' },
    document: { media: 'json' },
  },
  resource: 'cpu',
  aliases: { story: ['text'] },
  seconds: () => 1,
});
