import { z } from 'zod';
import { defineStep } from './define.js';
import { CONTROLS, pictureSeconds } from './fields.js';

export const preprocess = defineStep({
  type: 'preprocess',
  version: '1',
  title: 'Preprocess',
  summary: 'Extracts a control picture: edges, depth, lines or poses.',
  config: z.object({
    kind: z.enum(CONTROLS).default('canny').describe('What to extract'),
    low: z.number().min(0).max(255).default(100).describe('Canny: below this gradient nothing is an edge'),
    high: z.number().min(0).max(255).default(200).describe('Canny: above this gradient everything is an edge'),
  }),
  inputs: { image: { media: ['image'], required: true, description: 'The picture to read' } },
  outputs: { image: { media: 'image' } },
  resource: 'gpu',
  // Large pictures are worked on in one go, without a sign of how far it is.
  quietSeconds: 900,
  seconds: () => pictureSeconds({}),
});
