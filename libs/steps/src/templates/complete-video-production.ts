import type { PipelineDefinition } from '#pipeline';
import { aspectInput, durationInput, moreWords, qualityInput, seedInput, styleInput, words } from './common.js';

export const completeVideoProduction: PipelineDefinition = {
  name: 'complete_video_production',
  description:
    'A film from one sentence: a keyframe is drawn and moved while its music is composed, then both are joined.',
  inputs: {
    scene: words('What the film shows.'),
    motion_description: moreWords('How it moves; empty follows the scene.'),
    music: moreWords('Style of the music; empty is derived from the scene.'),
    duration: durationInput(10, 5, 30),
    style: styleInput(),
    quality: qualityInput(),
    aspect: aspectInput(),
    seed: seedInput,
  },
  steps: [
    { id: 'keyframe', type: 't2i', config: {} },
    {
      id: 'animate',
      type: 'i2v',
      config: { motion_prompt: '{{inputs.motion_description || inputs.scene}}' },
      dependsOn: ['keyframe'],
    },
    { id: 'music', type: 'music', config: { style: '{{inputs.music}}' } },
    { id: 'film', type: 'mux', config: {}, dependsOn: ['animate', 'music'] },
  ],
  outputs: ['film'],
};
