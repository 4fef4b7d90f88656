import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Redis } from 'ioredis';
import { randomPrefix, startRedis, startToyEngine } from '#testing';
import { drawNothing, pictures, stored, twoPerItem } from './artifacts.js';
import { startGateway } from './gateway-process.js';
import type { Heard } from './listen-thread.js';
import { watchPing } from './ping.js';
import { keysLike, settledBytes } from './redis-memory.js';
import { quantile, round } from './stats.js';
import type { StatusTimes } from './status-thread.js';
import type { Figure } from './suite.js';

const ITEMS = 50_000;
const TASKS = 2 * ITEMS + 1;
const SAMPLE = 1_000;
/** Slow commands that Redis keeps. */
const SLOW_KEPT = 10_000;

const thread = (name: string, workerData: object): Worker =>
  new Worker(new URL(`./${name}-thread.js`, import.meta.url), { workerData });

/** One pipeline of 100,000 tasks: whether it completes, what others notice of it meanwhile, and what it takes. */
export async function large(log: (line: string) => void): Promise<Figure[]> {
  const redis = await startRedis({ appendonly: 'everysec' });
  const prefix = randomPrefix();
  const gateway = await startGateway(redis.url, prefix);
  const toy = await startToyEngine({
    redisUrl: redis.url,
    prefix,
    execute: drawNothing,
    reuse: stored,
    concurrency: 50,
  });
  const { engine } = toy;
  const before = await settledBytes(engine.redis);

  await engine.redis.config('SET', 'slowlog-log-slower-than', '1000', 'slowlog-max-len', String(SLOW_KEPT));

  const { id } = await engine.create(twoPerItem, pictures(ITEMS), { seed: 1 });
  const about = { redisUrl: redis.url, prefix, url: gateway.url, id };
  const [listening, asking] = [thread('listen', about), thread('status', about)];
  await Promise.all([once(listening, 'message'), once(asking, 'message')]);
  const heard = new Promise<Heard>((resolve) => listening.on('message', resolve));
  const ping = watchPing(redis.url);
  const begun = performance.now();
  await engine.start(id);
  const { status } = await engine.finished(id);
  const seconds = (performance.now() - begun) / 1000;
  const worstPing = await ping.stop();
  const slowest = await slowestMs(engine.redis);
  asking.postMessage('stop');
  const [times] = (await once(asking, 'message')) as [StatusTimes];
  log(`${TASKS} tasks ${status} in ${round(seconds)} s; asked ${times.pipeline.length} times how it is`);
  const { events, outOfOrder, fell, cuts, gaps } = await heard;
  log(`heard ${events} events; cut off ${cuts} times, ${gaps} gaps`);
  const done = (await engine.store.steps(id)).reduce((sum, step) => sum + step.done, 0);
  await engine.dispatcher.idle();
  const { bytes: record, keys: records } = await keysLike(
    engine.redis,
    `${engine.keys.cached('').replace(/[{}]/g, '?')}*`,
    SAMPLE,
  );
  const order = (await engine.redis.memory('USAGE', engine.keys.root('cache'), 'SAMPLES', 0)) ?? 0;
  const bytes = ((await settledBytes(engine.redis)) - before - record * records - order) / TASKS;
  await toy.close();
  await gateway.stop();
  await redis.stop();

  const p99 = (samples: readonly number[]) => round(quantile(samples, 0.99));
  const under = (key: string, value: number, unit: string, what: string, most: number): Figure => ({
    ...{ key, value, unit, what },
    ...{ target: `< ${most}`, ok: value < most },
  });
  return [
    {
      key: 'large_done',
      value: done,
      unit: '',
      what: `tasks done, of ${TASKS}`,
      target: `= ${TASKS}`,
      ok: done === TASKS,
    },
    {
      key: 'large_per_second',
      value: Math.round(TASKS / seconds),
      unit: '/s',
      what: 'tasks, with their lookup in the cache',
    },
    under('large_worst_ping_ms', round(worstPing), 'ms', 'longest PING meanwhile', 50),
    { key: 'large_slowest_ms', value: slowest, unit: 'ms', what: 'longest single command, as Redis tells' },
    {
      ...under('large_task_bytes', Math.round(bytes), 'B', 'a task that is done, until compaction', 1537),
      target: '≤ 1536',
    },
    under('store_p99_ms', p99(times.store), 'ms', 'reading pipeline and steps from the store meanwhile', 50),
    under('get_pipeline_p99_ms', p99(times.pipeline), 'ms', 'GET /pipelines/{id} meanwhile', 50),
    under('get_steps_p99_ms', p99(times.steps), 'ms', 'GET /pipelines/{id}/steps meanwhile', 50),
    {
      key: 'get_pipeline_p50_ms',
      value: round(quantile(times.pipeline, 0.5)),
      unit: 'ms',
      what: 'the first of the two, median',
    },
    under('events_out_of_order', outOfOrder + fell, '', `events late or twice, of ${events} that a client heard`, 1),
  ];
}

/** Of the slow commands of late. */
async function slowestMs(redis: Redis): Promise<number> {
  const entries = (await redis.slowlog('GET', SLOW_KEPT)) as [id: number, at: number, micros: number][];
  return round(Math.max(0, ...entries.map(([, , micros]) => micros)) / 1000);
}
