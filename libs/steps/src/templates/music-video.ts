import type { PipelineDefinition } from '#pipeline';
import { aspectInput, durationInput, moreWords, qualityInput, seedInput, styleInput, words } from './common.js';

export const musicVideo: PipelineDefinition = {
  name: 'music_video',
  description: 'Several shots of one scene cut to a piece of music.',
  inputs: {
    description: words('What the video shows.'),
    motion_description: moreWords('How it moves; empty lets each shot choose.'),
    music: moreWords('Style of the music.', 'ambient'),
    shots: { type: 'number', default: 6, min: 2, max: 30, description: 'How many shots.' },
    duration: durationInput(30, 5, 180),
    style: styleInput(),
    quality: qualityInput(),
    aspect: aspectInput(),
    seed: seedInput,
  },
  steps: [
    { id: 'keyframe', type: 't2i', config: {}, count: '{{inputs.shots}}' },
    { id: 'shot', type: 'i2v', config: { duration: '{{inputs.duration / inputs.shots}}' }, dependsOn: ['keyframe'] },
    { id: 'cut', type: 'concat', config: {}, dependsOn: ['shot'] },
    { id: 'music', type: 'music', config: {} },
    { id: 'film', type: 'mux', config: { fade_out: 2 }, dependsOn: ['cut', 'music'] },
  ],
  outputs: ['film'],
};
