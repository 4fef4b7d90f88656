import { z } from 'zod';
import { defineStep } from './define.js';
import { PROMPT_ALIASES, seed } from './fields.js';
import { STORY_LENGTHS } from './texts.js';

export const story = defineStep({
  type: 'story',
  version: '1',
  title: 'Story',
  summary: 'Tells a story from an idea: a beginning, a middle and an end.',
  config: z.object({
    idea: z.string().min(1).max(20_000).describe('What it is about, in a line or more'),
    length: z.enum(STORY_LENGTHS).default('medium').describe('short is about 90 words, medium 200, long 420'),
    tone: z.string().max(400).default('').describe('For example warm, tense, funny; unset follows the idea'),
    seed,
  }),
  inputs: {},
  outputs: { text: { media: 'text' }, title: { media: 'text' }, document: { media: 'text' } },
  resource: 'cpu',
  aliases: { idea: [...PROMPT_ALIASES, 'prompt'], length: ['story_length'], tone: ['mood'] },
  seconds: () => 1,
});
