import type { PipelineDefinition } from '#pipeline';
import { aspectInput, qualityInput, seedInput, styleInput } from './common.js';

export const storyPanels: PipelineDefinition = {
  name: 'story_panels',
  description: 'Comic panels, one for each line of a story.',
  inputs: {
    panels: {
      type: 'list',
      description: 'What each panel shows.',
      default: [
        'a lighthouse keeper looks at the sea at dawn',
        'a storm rolls over the sea towards the lighthouse',
        'a small ship in the storm sees the light at night',
        'the ship is safe in the harbour in the morning sun',
      ],
    },
    style: styleInput('comic'),
    quality: qualityInput(),
    aspect: aspectInput('1:1'),
    seed: seedInput,
  },
  steps: [{ id: 'panel', type: 't2i', map: '{{inputs.panels}}', config: { prompt: '{{item}}' } }],
  outputs: ['panel'],
};
