import { createHash } from 'node:crypto';
import { createClient, dataOf } from '#contracts';
import { randomPrefix, startRedis } from '#testing';
import { startGateway } from './gateway-process.js';
import { quantile, round } from './stats.js';
import type { Figure } from './suite.js';

const PIPELINES = 500;
const REQUESTS = 2_000;
const AT_ONCE = 8;
const BYTES = Buffer.alloc(100_000, 'reelwright');

const definition = {
  name: 'film',
  steps: [
    { id: 'picture', type: 't2i', config: { prompt: 'a hill', width: 64, height: 36 }, count: 4 },
    { id: 'film', type: 'i2v', dependsOn: ['picture'], config: { duration: 1, width: 64, height: 36 } },
  ],
  outputs: ['film'],
};

/** Requests a second and the slowest hundredth of the hot addresses, eight at a time, with nothing else going on. */
export async function serving(): Promise<Figure[]> {
  const redis = await startRedis();
  const gateway = await startGateway(redis.url, randomPrefix());
  const client = createClient(gateway.url, {});
  const ids: string[] = [];
  for (let index = 0; index < PIPELINES; index++)
    ids.push(dataOf(await client.POST('/pipelines', { body: { definition, seed: index } })).id);
  const digest = createHash('sha256').update(BYTES).digest('hex');
  const put = await fetch(`${gateway.url}/artifacts/${digest}`, { method: 'PUT', body: BYTES });
  if (put.status !== 204) throw new Error(`the artifact was answered with ${put.status}`);
  const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const hot: [key: string, what: string, request: (turn: number) => Request][] = [
    ['list', 'GET /pipelines?limit=20', () => new Request(`${gateway.url}/pipelines?limit=20`)],
    ['status', 'GET /pipelines/{id}', (turn) => new Request(`${gateway.url}/pipelines/${ids[turn % PIPELINES]}`)],
    ['artifact', 'GET /artifacts/{digest} of 100 kB', () => new Request(`${gateway.url}/artifacts/${digest}`)],
    [
      ...(['estimate', 'POST /pipelines/estimate'] as const),
      () => new Request(`${gateway.url}/pipelines/estimate`, { ...post, body: JSON.stringify({ definition }) }),
    ],
    [
      ...(['create', 'POST /pipelines'] as const),
      () => new Request(`${gateway.url}/pipelines`, { ...post, body: JSON.stringify({ definition }) }),
    ],
  ];
  const figures: Figure[] = [];
  for (const [key, what, request] of hot) figures.push(...(await measure(key, what, request)));
  await gateway.stop();
  await redis.stop();
  return figures;
}

async function measure(key: string, what: string, request: (turn: number) => Request): Promise<Figure[]> {
  await load(request, REQUESTS / 10);
  const begun = performance.now();
  const times = await load(request, REQUESTS);
  const seconds = (performance.now() - begun) / 1000;
  return [
    { key: `${key}_per_second`, value: Math.round(REQUESTS / seconds), unit: '/s', what },
    { key: `${key}_p99_ms`, value: round(quantile(times, 0.99)), unit: 'ms', what: 'the same, 99th percentile' },
  ];
}

async function load(request: (turn: number) => Request, count: number): Promise<number[]> {
  const times: number[] = [];
  let turn = 0;
  const one = async () => {
    while (turn < count) {
      const begun = performance.now();
      const response = await fetch(request(turn++));
      if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return times;
}
