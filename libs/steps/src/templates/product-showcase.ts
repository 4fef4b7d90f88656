import type { PipelineDefinition } from '#pipeline';
import { aspectInput, durationInput, moreWords, qualityInput, seedInput, styleInput, words } from './common.js';

export const productShowcase: PipelineDefinition = {
  name: 'product_showcase',
  description: 'A product on a plinth in a studio, with the camera going round it.',
  inputs: {
    product: words('What the product is.'),
    background: moreWords('Where it stands.', 'studio background, soft light'),
    motion_description: moreWords('How it moves.', 'slow orbit around the product'),
    music: moreWords('Style of the music.', 'minimal electronic'),
    duration: durationInput(6, 3, 30),
    style: styleInput('3d_render'),
    quality: qualityInput('high'),
    aspect: aspectInput(),
    seed: seedInput,
  },
  steps: [
    {
      id: 'photo',
      type: 't2i',
      config: { prompt: 'product photo of {{inputs.product}} on a plinth, {{inputs.background}}' },
    },
    { id: 'rotate', type: 'i2v', config: {}, dependsOn: ['photo'] },
    { id: 'music', type: 'music', config: { scene: '{{inputs.product}}' } },
    { id: 'film', type: 'mux', config: {}, dependsOn: ['rotate', 'music'] },
  ],
  outputs: ['film', 'photo'],
};
