import { z } from 'zod';
import { defineStep } from './define.js';
import { seed } from './fields.js';

export const revise = defineStep({
  type: 'revise',
  version: '1',
  title: 'Revise',
  summary: 'Changes a story or script as the instruction says.',
  config: z.object({
    instruction: z.string().min(1).max(5_000).describe('For example: shorter; funnier; replace the fox with a wolf'),
    seed,
  }),
  inputs: { text: { media: ['text'], required: true, description: 'The story or script' } },
  outputs: { text: { media: 'text' }, lines: { media: 'json', list: true }, document: { media: 'text' } },
  resource: 'cpu',
  aliases: { text: ['story', 'script'], instruction: ['revision', 'notes'] },
  seconds: () => 1,
});
