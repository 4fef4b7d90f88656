import type { PipelineDefinition } from '#pipeline';
import { aspectInput, durationInput, moreWords, qualityInput, seedInput, styleInput, words } from './common.js';

export const socialMediaVideo: PipelineDefinition = {
  name: 'social_media_video',
  description: 'A short upright clip with music, ready to post.',
  inputs: {
    description: words('What the clip shows.'),
    motion_description: moreWords('How it moves.', 'slow push in'),
    music: moreWords('Style of the music.', 'upbeat electronic'),
    duration: durationInput(5, 3, 30),
    style: styleInput(),
    quality: qualityInput(),
    aspect: aspectInput('9:16'),
    seed: seedInput,
  },
  steps: [
    { id: 'keyframe', type: 't2i', config: {} },
    { id: 'animate', type: 'i2v', config: {}, dependsOn: ['keyframe'] },
    { id: 'music', type: 'music', config: {} },
    { id: 'clip', type: 'mux', config: { fade_out: 0.5 }, dependsOn: ['animate', 'music'] },
  ],
  outputs: ['clip'],
};
