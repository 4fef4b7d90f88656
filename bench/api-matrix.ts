import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, dataOf } from '#contracts';
import type { Task, TaskResult } from '#engine';
import { catalogue } from '#steps';
import { randomPrefix, startRedis, startToyEngine } from '#testing';
import { picture } from './artifacts.js';
import type { CrowdHeard } from './crowd-thread.js';
import { startGateway } from './gateway-process.js';
import { quantile, round } from './stats.js';
import type { Figure } from './suite.js';

const SCENES = 100;
const MOODS = 50;
const TASKS = 2 * SCENES * MOODS;
const CLIENTS = 200;
const SUBMITS = 20;
/** Fifty tasks at a time, of this length: 250 a second. */
const SLOTS = 50;
const TASK_MS = 200;
const ASK_EVERY_MS = 25;

const list = (what: string, length: number) => Array.from({ length }, (_, index) => `${what} ${index}`);

/** A picture of each scene in each mood, and a film of each picture. */
const body = {
  definition: {
    name: 'matrix',
    inputs: { scenes: 'list', moods: 'list' },
    steps: [
      {
        ...{ id: 'picture', type: 't2i', cross: { scene: '{{inputs.scenes}}', mood: '{{inputs.moods}}' } },
        config: { prompt: '{{item.scene}}, {{item.mood}}', width: 64, height: 36 },
      },
      { id: 'film', type: 'i2v', dependsOn: ['picture'], config: { duration: 1, width: 64, height: 36 } },
    ],
    outputs: ['film'],
  },
  inputs: { scenes: list('a hill', SCENES), moods: list('mood', MOODS) },
  seed: 1,
};

/** What is wanted of 10,000 tasks over HTTP while they run at a real pace and 200 clients watch each. */
export async function matrix(log: (line: string) => void): Promise<Figure[]> {
  const redis = await startRedis({ appendonly: 'everysec' });
  const prefix = randomPrefix();
  const gateway = await startGateway(redis.url, prefix);
  const committed = new Map<string, number>();
  const toy = await startToyEngine({
    ...{ redisUrl: redis.url, prefix, catalogue, concurrency: SLOTS },
    execute: async (task) => {
      await delay(TASK_MS, undefined, { signal: task.signal });
      committed.set(task.id, performance.timeOrigin + performance.now());
      return outputOf(task);
    },
  });
  const client = createClient(gateway.url, {});
  const submits: number[] = [];
  for (let turn = 0; turn < SUBMITS; turn++) {
    const begun = performance.now();
    const { id } = dataOf(await client.POST('/pipelines', { body: { ...body, run: true } }));
    submits.push(performance.now() - begun);
    dataOf(await client.POST('/pipelines/{id}/cancel', { params: { path: { id } } }));
  }
  await toy.engine.dispatcher.idle();

  const { id } = dataOf(await client.POST('/pipelines', { body }));
  const workerData = { url: gateway.url, id, clients: CLIENTS, slow: true };
  const crowd = new Worker(new URL('./crowd-thread.js', import.meta.url), { workerData });
  await once(crowd, 'message');
  const begun = performance.timeOrigin + performance.now();
  dataOf(await client.POST('/pipelines/{id}/run', { params: { path: { id } } }));
  const asking = ask(gateway.url, id);
  const [heard] = (await once(crowd, 'message')) as [CrowdHeard];
  const times = await asking.stop();
  log(`${TASKS} tasks; ${heard.events[0]} events to each of ${CLIENTS} clients; asked ${times.status.length} times`);
  await crowd.terminate();
  await toy.close();
  await gateway.stop();
  await redis.stop();

  const waits = Object.entries(heard.outputs).map(([task, at]) => at - committed.get(task)!);
  const missed = heard.events.filter((count) => count !== heard.events[0]).length;
  const seconds = (heard.lastEnd - begun) / 1000;
  const deliveries = heard.events.reduce((sum, count) => sum + count, 0);
  const firstOutput = Math.min(...Object.values(heard.outputs)) - begun;
  const p99 = (samples: readonly number[]) => round(quantile(samples, 0.99));
  const under = (key: string, value: number, unit: string, what: string, most: number): Figure => ({
    ...{ key, value, unit, what, target: `< ${most}`, ok: value < most },
  });
  return [
    under('matrix_submit_p99_ms', p99(submits), 'ms', `POST /pipelines of ${TASKS} tasks, started at once`, 1000),
    {
      ...{ key: 'matrix_first_output_ms', value: Math.round(firstOutput), unit: 'ms' },
      what: `from the start to the first output at a client; a task takes ${TASK_MS}`,
    },
    under('matrix_list_p99_ms', p99(times.list), 'ms', 'GET /pipelines meanwhile', 50),
    under('matrix_status_p99_ms', p99(times.status), 'ms', 'GET /pipelines/{id} meanwhile', 50),
    under('matrix_event_p99_ms', p99(waits), 'ms', "from a task's end in a worker to its output at a client", 50),
    { key: 'matrix_event_p50_ms', value: round(quantile(waits, 0.5)), unit: 'ms', what: 'the same, median' },
    {
      ...{ key: 'matrix_deliveries', value: Math.round(deliveries / seconds), unit: '/s' },
      what: `events to clients, ${CLIENTS} of them, beside one that reads nothing`,
    },
    under('matrix_out_of_order', heard.outOfOrder, '', `events late or twice, of ${deliveries}`, 1),
    under('matrix_missed', missed + heard.cuts, '', `clients that did not get all ${heard.events[0]}`, 1),
  ];
}

/** No work, and what real work would put out. */
function outputOf({ step, config, inputs }: Task): TaskResult {
  const [port] = Object.keys(catalogue.get(step.type)!.outputs);
  return { outputs: { [port!]: picture(JSON.stringify([step.id, config, inputs])) } };
}

interface Times {
  list: number[];
  status: number[];
}

/** Asks again and again, as a page and a list that are open do. */
function ask(url: string, id: string): { stop(): Promise<Times> } {
  const times: Times = { list: [], status: [] };
  let running = true;
  const timed = async (into: number[], path: string) => {
    const begun = performance.now();
    await (await fetch(url + path)).arrayBuffer();
    into.push(performance.now() - begun);
  };
  const loop = (async () => {
    while (running) {
      await timed(times.status, `/pipelines/${id}`);
      await timed(times.list, '/pipelines?limit=20');
      await delay(ASK_EVERY_MS);
    }
  })();
  return {
    stop: async () => {
      running = false;
      await loop;
      return times;
    },
  };
}
