import { FlowProducer, Queue, QueueEvents, Worker } from 'bullmq';
import type { Lane, PipelineDefinition } from '#pipeline';
import { randomPrefix, startToyEngine } from '#testing';
import { median, round } from './stats.js';
import type { Figure } from './suite.js';

export const JOBS = 5_000;
const CONCURRENCY = 50;
const ROUNDS = 5;

const fan = (count: number): PipelineDefinition => ({
  name: 'bench',
  description: '',
  inputs: {},
  outputs: ['noop'],
  steps: [{ id: 'noop', type: 'make', config: {}, count }],
});

/** Seconds for a pipeline of no-op tasks, from its start to its end. */
export async function engineSeconds(redisUrl: string, lane: Lane): Promise<number> {
  const toy = await startToyEngine({ redisUrl, concurrency: CONCURRENCY, execute: async () => ({ outputs: {} }) });
  try {
    const { id } = await toy.engine.create(fan(JOBS), {}, { seed: 1, options: { lane } });
    const begun = performance.now();
    await toy.engine.start(id);
    const record = await toy.engine.finished(id);
    if (record.status !== 'completed') throw new Error(`the pipeline ended ${record.status}`);
    return (performance.now() - begun) / 1000;
  } finally {
    await toy.close();
  }
}

/** Seconds for plain BullMQ to run a parent with the same number of children, as a flow. */
async function flowSeconds(url: string): Promise<number> {
  const connection = { url, maxRetriesPerRequest: null };
  const prefix = randomPrefix();
  const flow = new FlowProducer({ connection, prefix });
  const workers = ['children', 'parents'].map(
    (name) => new Worker(name, async () => {}, { connection, prefix, concurrency: CONCURRENCY }),
  );
  const events = new QueueEvents('parents', { connection, prefix });
  await Promise.all([events.waitUntilReady(), ...workers.map((worker) => worker.waitUntilReady())]);
  try {
    const begun = performance.now();
    const tree = await flow.add({
      name: 'parent',
      queueName: 'parents',
      children: Array.from({ length: JOBS }, (_, index) => ({
        name: 'noop',
        queueName: 'children',
        data: { index },
        opts: { removeOnComplete: true },
      })),
    });
    await tree.job.waitUntilFinished(events);
    return (performance.now() - begun) / 1000;
  } finally {
    await Promise.all([...workers.map((worker) => worker.close()), events.close(), flow.close()]);
  }
}

/** Seconds for plain BullMQ to run the same number of unconnected jobs: the most it can do. */
async function bulkSeconds(url: string): Promise<number> {
  const connection = { url, maxRetriesPerRequest: null };
  const prefix = randomPrefix();
  const queue = new Queue('noop', { connection, prefix });
  let left = JOBS;
  const done = Promise.withResolvers<void>();
  const worker = new Worker('noop', async () => {}, { connection, prefix, concurrency: CONCURRENCY });
  worker.on('completed', () => (--left === 0 ? done.resolve() : undefined));
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  try {
    const begun = performance.now();
    await queue.addBulk(
      Array.from({ length: JOBS }, (_, index) => ({ name: 'noop', data: { index }, opts: { removeOnComplete: true } })),
    );
    await done.promise;
    return (performance.now() - begun) / 1000;
  } finally {
    await Promise.all([worker.close(), queue.close()]);
  }
}

export async function throughput(redisUrl: string, log: (line: string) => void): Promise<Figure[]> {
  const runs = { engine: [] as number[], background: [] as number[], flow: [] as number[], bulk: [] as number[] };
  // Round 0 warms up and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    runs.flow.push(await flowSeconds(redisUrl));
    runs.engine.push(await engineSeconds(redisUrl, 'interactive'));
    runs.background.push(await engineSeconds(redisUrl, 'background'));
    runs.bulk.push(await bulkSeconds(redisUrl));
    log(`round ${round}: engine ${rate(runs.engine)}/s, flow ${rate(runs.flow)}/s, bulk ${rate(runs.bulk)}/s`);
  }
  for (const samples of Object.values(runs)) samples.shift();
  const [engine, flow, bulk] = [median(runs.engine), median(runs.flow), median(runs.bulk)];
  // Of each round, then the median: what ran side by side is compared, whatever the machine did meanwhile.
  const ratioTo = (other: readonly number[]) =>
    round(median(runs.engine.map((seconds, index) => other[index]! / seconds)), 3);
  const ratio = ratioTo(runs.flow);
  return [
    {
      key: 'ratio_vs_bullmq',
      value: ratio,
      unit: '×',
      what: `throughput beside a plain BullMQ flow, ${JOBS} no-op jobs, median of ${ROUNDS}`,
      target: '≥ 0.8',
      ok: ratio >= 0.8,
    },
    {
      key: 'ratio_vs_bulk',
      value: ratioTo(runs.bulk),
      unit: '×',
      what: 'throughput beside plain unconnected jobs (addBulk)',
    },
    {
      key: 'background_ratio',
      value: round(1 / ratioTo(runs.background), 3),
      unit: '×',
      what: 'throughput of the background lane beside the interactive one',
    },
    { key: 'tasks_per_second', value: Math.round(JOBS / engine), unit: '/s', what: 'tasks through the engine' },
    { key: 'flow_per_second', value: Math.round(JOBS / flow), unit: '/s', what: 'jobs through a plain flow' },
    { key: 'bulk_per_second', value: Math.round(JOBS / bulk), unit: '/s', what: 'unconnected jobs' },
  ];
}

const rate = (seconds: readonly number[]) => Math.round(JOBS / seconds.at(-1)!);
