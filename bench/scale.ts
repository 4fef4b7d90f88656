import { large } from './scale-large.js';
import { sideBySide } from './scale-side-by-side.js';
import type { Suite } from './suite.js';

export const scale: Suite = {
  name: 'scale',
  what: '100,000 tasks in one pipeline, and an image beside 10,000 tasks in the background',
  async run(log) {
    return [...(await large(log)), ...(await sideBySide())];
  },
};
