import { checkpoint } from './durability-checkpoint.js';
import { fsync } from './durability-fsync.js';
import { memory } from './durability-memory.js';
import { resume } from './durability-resume.js';
import type { Suite } from './suite.js';

export const durability: Suite = {
  name: 'durability',
  what: 'what it costs that nothing is lost: forced writes, checkpoints, going on, memory',
  async run(log) {
    return [...(await fsync(log)), ...(await checkpoint()), ...(await resume(log)), ...(await memory())];
  },
};
