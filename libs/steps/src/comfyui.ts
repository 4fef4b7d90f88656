import { z } from 'zod';
import { defineStep } from './define.js';
import { seed } from './fields.js';

const optional = (media: 'image' | 'video' | 'audio', description: string, explicit = false) => ({
  media: [media],
  ...(explicit && { explicit }),
  description,
});

export const comfyui = defineStep({
  type: 'comfyui',
  version: '1',
  title: 'ComfyUI workflow',
  summary: 'Runs a workflow of your own on ComfyUI.',
  config: z.object({
    workflow: z.string().min(1).max(100).describe('Its name in the folder of workflows'),
    values: z
      .record(z.string(), z.union([z.string().max(20_000), z.number(), z.boolean()]))
      .default({})
      .describe('Its inputs by name, such as prompt or steps; unset ones stay as in the workflow'),
    seed,
  }),
  inputs: {
    image: optional('image', 'For the first picture it loads'),
    video: optional('video', 'For the first video it loads'),
    audio: optional('audio', 'For the first sound it loads'),
    image_2: optional('image', 'For the second picture', true),
    image_3: optional('image', 'For the third picture', true),
    video_2: optional('video', 'For the second video', true),
    audio_2: optional('audio', 'For the second sound', true),
  },
  outputs: { image: { media: 'image' }, video: { media: 'video' }, audio: { media: 'audio' } },
  resource: 'gpu',
  needs: 'it takes a ComfyUI server (COMFYUI_URLS) and a workflow (reelwright workflow add)',
  // What a workflow does and how long that takes is not known before it has run.
  quietSeconds: 900,
  seconds: () => 60,
});
