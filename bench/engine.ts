import { startRedis } from '#testing';
import { latency } from './engine-latency.js';
import { throughput } from './engine-throughput.js';
import type { Suite } from './suite.js';

export const engine: Suite = {
  name: 'engine',
  what: 'no-op tasks through the engine, beside plain BullMQ on the same Redis in the same run',
  async run(log) {
    const redis = await startRedis();
    try {
      return [...(await throughput(redis.url, log)), ...(await latency(redis.url))];
    } finally {
      await redis.stop();
    }
  },
};
