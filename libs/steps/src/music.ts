import { z } from 'zod';
import { defineStep } from './define.js';
import { durationSec, lowerSound, quality, seed } from './fields.js';

export const music = defineStep({
  type: 'music',
  version: '1',
  title: 'Music',
  summary: 'Composes and plays a piece of music of a given length.',
  config: z.object({
    style: z
      .string()
      .max(2_000)
      .default('')
      .describe('For example synthwave, ambient, orchestral; unset is derived from the scene'),
    mood: z.string().max(2_000).default('').describe('For example calm, tense, triumphant'),
    scene: z.string().max(20_000).default('').describe('What the music goes with'),
    tempo: z.number().min(40).max(220).optional().describe('Beats a minute; unset follows the style'),
    duration: durationSec,
    quality,
    seed,
  }),
  inputs: {},
  outputs: { audio: { media: 'audio' } },
  resource: 'cpu',
  // The pipeline's style is how it is drawn.
  ownMeaning: ['style'],
  aliases: {
    style: ['music_style', 'music'],
    scene: ['description', 'scene_description', 'prompt', 'character_description', 'character'],
  },
  units: (config) => config.duration ?? 5,
  seconds: (config) => 2 + (config.duration ?? 5) / 10,
  lower: lowerSound,
});
