import type { PipelineDefinition } from '#pipeline';
import { aspectInput, qualityInput, seedInput, styleInput } from './common.js';

export const exportAll: PipelineDefinition = {
  name: 'export_all',
  description:
    'Every shot of a project: a keyframe of each, a video on each keyframe, and each video larger if wanted.',
  inputs: {
    shots: {
      type: 'list',
      description: 'In order: { prompt, motion_prompt, duration, scene }. Only prompt is needed.',
      default: [
        {
          ...{ scene: 'Harbour', prompt: 'a small harbour at dawn, wide shot', duration: 4 },
          motion_prompt: 'slow push in, water moving gently',
        },
        {
          ...{ scene: 'At sea', prompt: 'a fishing boat leaves the harbour, medium shot', duration: 4 },
          motion_prompt: 'slow pan right, gulls in the air',
        },
      ],
    },
    upscale: {
      ...{ type: 'number', default: 0, enum: [0, 1] },
      description: '1: each video is made twice as large in the end.',
    },
    style: styleInput(),
    quality: qualityInput(),
    aspect: aspectInput(),
    seed: seedInput,
  },
  steps: [
    { id: 'keyframe', type: 't2i', map: '{{inputs.shots}}', config: { prompt: '{{item.prompt}}' } },
    {
      ...{ id: 'video', type: 'i2v', map: '{{inputs.shots}}' },
      config: {
        image: '{{steps.keyframe.image}}',
        prompt: '{{item.prompt}}',
        motion_prompt: '{{item.motion_prompt ?? item.prompt}}',
        duration: '{{item.duration ?? 4}}',
      },
    },
    { id: 'larger', type: 'upscale_video', count: '{{inputs.upscale}}', config: { scale: 2 }, dependsOn: ['video'] },
  ],
  outputs: ['video'],
};
