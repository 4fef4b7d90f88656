import { parentPort, workerData } from 'node:worker_threads';
import { Redis } from 'ioredis';

/** Asks Redis for a sign of life all the time, on a thread of its own so that only Redis makes it wait. */
const redis = new Redis((workerData as { url: string }).url);
let worst = 0;
let running = true;
parentPort!.once('message', () => (running = false));
while (running) {
  const begun = performance.now();
  await redis.ping();
  worst = Math.max(worst, performance.now() - begun);
}
await redis.quit();
parentPort!.postMessage(worst);
