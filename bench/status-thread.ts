import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Engine } from '#engine';
import { TOY_CATALOGUE, selectToy } from '#testing';

/** Milliseconds of each answer. */
export type StatusTimes = Record<'store' | 'pipeline' | 'steps', number[]>;

/** Asks all the time how a pipeline is, in the store and through a gateway, on a thread of its own. */
const { redisUrl, prefix, url, id } = workerData as Record<'redisUrl' | 'prefix' | 'url' | 'id', string>;
const PAUSE_MS = 20;

const engine = new Engine({ redisUrl, prefix, catalogue: TOY_CATALOGUE, select: selectToy });
const times: StatusTimes = { store: [], pipeline: [], steps: [] };
let running = true;
parentPort!.once('message', () => (running = false));

async function timed(into: number[], ask: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  await ask();
  into.push(performance.now() - begun);
}

async function get(path: string): Promise<void> {
  const response = await fetch(url + path);
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
  await response.arrayBuffer();
}

// What is opened and compiled first is not what is measured.
await get(`/pipelines/${id}`);
await get(`/pipelines/${id}/steps`);
parentPort!.postMessage('asking');
while (running) {
  await timed(times.store, async () => [await engine.store.pipeline(id), await engine.store.steps(id)]);
  await timed(times.pipeline, () => get(`/pipelines/${id}`));
  await timed(times.steps, () => get(`/pipelines/${id}/steps`));
  await delay(PAUSE_MS);
}
await engine.close();
parentPort!.postMessage(times);
