import type { PipelineDefinition } from '#pipeline';
import { aspectInput, durationInput, moreWords, qualityInput, seedInput, styleInput, words } from './common.js';

export const characterAnimation: PipelineDefinition = {
  name: 'character_animation',
  description: 'An anime character, drawn and brought to life.',
  inputs: {
    character_description: words('Who it is and what they wear.'),
    motion_description: moreWords('What they do.', 'gentle breathing, hair in the wind, slow push in'),
    duration: durationInput(4, 1, 30),
    style: styleInput('anime'),
    quality: qualityInput(),
    aspect: aspectInput('3:4'),
    seed: seedInput,
  },
  steps: [
    { id: 'character', type: 't2i', config: {} },
    { id: 'animate', type: 'i2v', config: {}, dependsOn: ['character'] },
  ],
  outputs: ['animate', 'character'],
};
