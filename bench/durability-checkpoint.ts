import { startRedis, startToyEngine } from '#testing';
import { drawNothing, onePerItem, pictures, stored } from './artifacts.js';
import { quantile, round } from './stats.js';
import type { Figure } from './suite.js';

const ITEMS = 1_000;

/** Milliseconds of each commit, from the call to the answer, when one task runs at a time. */
async function commitMs(appendonly: 'no' | 'everysec' | 'always', cache: boolean): Promise<number[]> {
  const redis = await startRedis({ appendonly });
  const times: number[] = [];
  let begun = 0;
  const toy = await startToyEngine({
    redisUrl: redis.url,
    execute: drawNothing,
    concurrency: 1,
    ...(cache && { reuse: stored }),
    racePoint: (point) => {
      if (point === 'before commit') begun = performance.now();
      if (point === 'after commit') times.push(performance.now() - begun);
    },
  });
  const { id } = await toy.engine.create(onePerItem, pictures(ITEMS), { seed: 1 });
  await toy.engine.start(id);
  await toy.engine.finished(id);
  await toy.close();
  await redis.stop();
  return times.slice(times.length / 4);
}

/** What it costs a task that its end is a checkpoint: the commit, which is all there is to it. */
export async function checkpoint(): Promise<Figure[]> {
  const plain = await commitMs('no', false);
  const kept = await commitMs('no', true);
  const everysec = await commitMs('everysec', true);
  const always = await commitMs('always', true);
  const p50 = (samples: readonly number[]) => round(quantile(samples, 0.5), 2);
  const p99 = round(quantile(always, 0.99), 2);
  const what = 'a commit with its place in the log and its cache record';
  return [
    {
      key: 'commit_uncached_ms',
      value: p50(plain),
      unit: 'ms',
      what: 'a commit without a cache record, AOF off, median',
    },
    { key: 'commit_off_ms', value: p50(kept), unit: 'ms', what: `${what}, AOF off` },
    { key: 'commit_everysec_ms', value: p50(everysec), unit: 'ms', what: 'the same, everysec' },
    {
      ...{ key: 'commit_always_ms', value: p50(always), unit: 'ms', what: 'the same, always' },
      ...{ target: '< 5', ok: p50(always) < 5 },
    },
    {
      key: 'commit_always_p99_ms',
      value: p99,
      unit: 'ms',
      what: 'the same, 99th percentile',
      target: '< 5',
      ok: p99 < 5,
    },
  ];
}
