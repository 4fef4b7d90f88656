import type { PipelineDefinition } from '#pipeline';
import { words } from './common.js';
import { filmInputs, filmed } from './filming.js';

export const scriptToVideo: PipelineDefinition = {
  name: 'script_to_video',
  description: 'From a script or a finished story to a film: a shot list, then every shot drawn, moved and told.',
  inputs: {
    script: words('What is told: plain text, or lines of NAME: words.'),
    ...filmInputs,
  },
  steps: [
    { id: 'characters', type: 'characters', config: { story: '{{inputs.script}}' } },
    {
      id: 'shotlist',
      type: 'shotlist',
      config: { script: '{{inputs.script}}' },
      dependsOn: ['characters'],
    },
    ...filmed('shotlist', '{{inputs.script}}'),
  ],
  outputs: ['final'],
};
