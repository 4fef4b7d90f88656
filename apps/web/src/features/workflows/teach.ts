import type { Definition } from './model/types';

/** What a new workflow may begin with: small, free on the built-in provider, and showing how steps connect. */
export const FIRST: Definition = {
  name: 'my-first',
  description: 'A picture from words, then the same picture moving.',
  inputs: {
    scene: {
      type: 'string',
      default: 'a lighthouse in a storm, waves breaking over the rocks',
      description: 'What it shows.',
    },
  },
  steps: [
    { id: 'picture', type: 't2i', config: { prompt: '{{inputs.scene}}', quality: 'draft' } },
    { id: 'clip', type: 'i2v', config: { image: '{{steps.picture.image}}', duration: 2, quality: 'draft' } },
  ],
  outputs: ['clip'],
};
