import type { PipelineDefinition } from '#pipeline';
import { moreWords, words } from './common.js';
import { filmInputs, filmed } from './filming.js';

export const ideaToVideo: PipelineDefinition = {
  name: 'idea_to_video',
  description:
    'From an idea to a film: a story, its script and characters with portraits, a storyboard, then every shot drawn, ' +
    'moved and told, with music.',
  inputs: {
    idea: words('What the film is about, in a line.'),
    tone: moreWords('For example warm, tense, funny; empty follows the idea.'),
    ...filmInputs,
  },
  steps: [
    { id: 'story', type: 'story', config: { length: 'short' } },
    { id: 'script', type: 'script', config: { duration: '{{inputs.duration}}' }, dependsOn: ['story'] },
    { id: 'characters', type: 'characters', config: {}, dependsOn: ['story'] },
    {
      id: 'portrait',
      type: 't2i',
      map: '{{steps.characters.characters}}',
      config: { prompt: '{{item.portrait_prompt}}', aspect: '1:1' },
    },
    { id: 'storyboard', type: 'storyboard', config: {}, dependsOn: ['story', 'characters'] },
    ...filmed('storyboard', '{{inputs.idea}}'),
  ],
  outputs: ['final'],
};
