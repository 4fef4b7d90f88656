import type { PipelineDefinition } from '#pipeline';
import { aspectInput, durationInput, moreWords, qualityInput, seedInput, styleInput, words } from './common.js';

export const textToAnimatedImage: PipelineDefinition = {
  name: 'text_to_animated_image',
  description: 'A picture from words, then the same picture moving.',
  inputs: {
    description: words('What the picture shows.'),
    motion_description: moreWords('How it moves; empty follows the description.'),
    duration: durationInput(4, 1, 30),
    style: styleInput(),
    quality: qualityInput(),
    aspect: aspectInput(),
    seed: seedInput,
  },
  steps: [
    { id: 'image', type: 't2i', config: {} },
    {
      id: 'animate',
      type: 'i2v',
      config: { motion_prompt: '{{inputs.motion_description || inputs.description}}' },
      dependsOn: ['image'],
    },
  ],
  outputs: ['animate', 'image'],
};
