import { z } from 'zod';
import { defineStep } from './define.js';
import { seed } from './fields.js';

export const cameraTree = defineStep({
  type: 'camera_tree',
  version: '1',
  title: 'Camera tree',
  summary: 'Finds which shots are taken from the same place, so that they can share a first frame.',
  config: z.object({ seed }),
  inputs: { shots: { media: ['json'], list: true, required: true, description: 'Shots, from storyboard or shotlist' } },
  outputs: { cameras: { media: 'json', list: true }, document: { media: 'json' } },
  resource: 'cpu',
  seconds: () => 1,
});
