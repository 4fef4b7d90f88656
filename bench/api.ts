import { serving } from './api-serving.js';
import { matrix } from './api-matrix.js';
import type { Suite } from './suite.js';

export const api: Suite = {
  name: 'api',
  what: 'the hot addresses, and a matrix of 10,000 tasks that 200 clients watch',
  async run(log) {
    return [...(await matrix(log)), ...(await serving())];
  },
};
