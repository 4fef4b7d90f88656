import { z } from 'zod';
import { defineStep } from './define.js';

export const mux = defineStep({
  type: 'mux',
  version: '1',
  title: 'Add sound',
  summary: 'Joins a video with its music and voices, equally long.',
  config: z.object({
    audio_volume: z.number().min(0).max(2).default(1).describe('1 leaves it as it is'),
    voice_volume: z
      .number()
      .min(0)
      .max(2)
      .default(1)
      .describe('1 leaves voices as they are; music steps back while they speak'),
    fade_out: z.number().min(0).max(10).default(1).describe('Seconds'),
    keep_audio: z.boolean().default(true).describe('Keep the sound the video brings along'),
    loudness: z.boolean().default(true).describe('Level the sound to −16 LUFS'),
  }),
  inputs: {
    video: { media: ['video'], required: true, description: 'The picture' },
    audio: { media: ['audio'], list: true, required: true, description: 'Music and voices' },
  },
  outputs: { video: { media: 'video' } },
  resource: 'cpu',
  seeded: false,
  seconds: () => 2,
});
