import { z } from 'zod';
import { defineStep } from './define.js';
import { lowerSound, quality, seed } from './fields.js';

export const voice = defineStep({
  type: 'voice',
  version: '1',
  title: 'Voice',
  summary: 'Speaks a text.',
  config: z.object({
    text: z.string().max(20_000).describe('What to say'),
    voice: z
      .string()
      .max(200)
      .default('auto')
      .describe("A character's name or a voice; the same name always sounds the same"),
    language: z.string().max(20).default('en').describe('Language code'),
    speed: z.number().min(0.5).max(2).default(1).describe('1 is normal'),
    pitch: z.number().min(-12).max(12).default(0).describe('Semitones up or down'),
    quality,
    seed,
  }),
  inputs: {},
  outputs: { audio: { media: 'audio' } },
  resource: 'cpu',
  aliases: { text: ['narration', 'script', 'speech'], voice: ['narrator'] },
  units: (config) => (config.text ?? '').length,
  seconds: (config) => 1 + (config.text ?? '').length / 400,
  lower: lowerSound,
});
