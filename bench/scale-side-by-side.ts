import { setTimeout as delay } from 'node:timers/promises';
import { startRedis, startToyEngine } from '#testing';
import { onePerItem, pictures } from './artifacts.js';
import { quantile, round } from './stats.js';
import type { Figure } from './suite.js';

const ITEMS = 10_000;
const TASK_MS = 100;
const IMAGES = 40;

/**
 * A run of 10,000 tasks in the background on one card, and beside it one image after the other that somebody waits
 * for: how many tasks begin between the order of an image and its own, and how long that takes.
 */
export async function sideBySide(): Promise<Figure[]> {
  const redis = await startRedis();
  let begun = 0;
  const began = new Map<string, { after: number; at: number }>();
  const toy = await startToyEngine({
    redisUrl: redis.url,
    concurrency: 1,
    execute: async ({ pipelineId, signal }) => {
      began.set(pipelineId, { after: begun++, at: performance.now() });
      await delay(TASK_MS, undefined, { signal });
      return { outputs: {} };
    },
  });
  const { engine } = toy;
  const bulk = await engine.create(onePerItem, pictures(ITEMS), { seed: 1, options: { lane: 'background' } });
  await engine.start(bulk.id);
  const passed: number[] = [];
  const waits: number[] = [];
  for (let image = 0; image < IMAGES; image++) {
    // At any moment of the task that runs.
    await delay(Math.random() * 2 * TASK_MS);
    const { id } = await engine.create(onePerItem, pictures(1, `image ${image}`), { seed: 1 });
    await engine.start(id);
    const [ordered, before] = [performance.now(), begun];
    await engine.finished(id);
    const start = began.get(id)!;
    passed.push(Math.max(0, start.after - before));
    waits.push((start.at - ordered) / TASK_MS);
  }
  await engine.cancel(bulk.id);
  await engine.finished(bulk.id);
  await toy.close();
  await redis.stop();
  const worst = Math.max(...passed);
  return [
    {
      ...{ key: 'image_passed_by', value: worst, unit: '', target: '≤ 1', ok: worst <= 1 },
      what: `most tasks of the background begun before an image ordered earlier, of ${IMAGES} images`,
    },
    {
      ...{ key: 'image_wait_p50', value: round(quantile(waits, 0.5), 2), unit: '×' },
      what: `from the order of an image to its begin, in lengths of a task (${TASK_MS} ms), median`,
    },
    {
      ...{
        key: 'image_wait_worst',
        value: round(Math.max(...waits), 2),
        unit: '×',
        target: '≤ 1.1',
        ok: Math.max(...waits) <= 1.1,
      },
      what: 'the same, longest; a tenth is for handing over',
    },
  ];
}
