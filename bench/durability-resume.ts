import type { PipelineRecord } from '#engine';
import { startRedis, startToyEngine } from '#testing';
import type { ToyEngine } from '#testing';
import { drawNothing, pictures, stored, twoPerItem } from './artifacts.js';
import { median, round } from './stats.js';
import type { Figure } from './suite.js';

/** Items: two tasks each. */
const SIZES = [50, 500, 5_000];
const TIMES = 3;

/**
 * Milliseconds until a pipeline is completed again of which one item was changed: in place, as a fork, and in place
 * where it had been compacted. Each change is one not seen before, so three tasks are done.
 */
export async function resume(log: (line: string) => void): Promise<Figure[]> {
  const redis = await startRedis({ appendonly: 'everysec' });
  const toy = await startToyEngine({ redisUrl: redis.url, execute: drawNothing, reuse: stored, concurrency: 50 });
  const figures: Figure[] = [];
  for (const items of SIZES) {
    const { id } = await toy.engine.create(twoPerItem, pictures(items, `${items} hills`), { seed: 1 });
    await toy.engine.start(id);
    const times: Record<'fresh' | 'rerun' | 'fork' | 'archived', number[]> = {
      fresh: [],
      rerun: [],
      fork: [],
      archived: [],
    };
    times.fresh.push(await timed(toy, () => Promise.resolve(id), 2 * items + 1));
    for (let turn = 0; turn < TIMES; turn++) {
      const source = async () => (await toy.engine.store.pipeline(id))!;
      times.rerun.push(await timed(toy, async () => again(toy, await source(), `rerun ${turn}`)));
      times.fork.push(await timed(toy, async () => fork(toy, await source(), `fork ${turn}`)));
      await toy.engine.dispatcher.idle();
      if (!(await toy.engine.compactor.compact(id))) throw new Error('the pipeline can not be compacted');
      times.archived.push(await timed(toy, async () => again(toy, await source(), `archived ${turn}`)));
    }
    log(
      `${2 * items + 1} tasks: ${Object.entries(times)
        .map(([how, ms]) => `${how} ${ms.map(Math.round).join(' ')} ms`)
        .join(', ')}`,
    );
    const size = 2 * items;
    for (const [how, what] of [
      ['rerun', 'run again in place with one item changed, until it is completed'],
      ['archived', 'the same, from the compressed record'],
      ['fork', 'forked with one item changed, until that is completed'],
    ] as const)
      figures.push({
        key: `${how}_${size}_ms`,
        value: round(median(times[how]), 0),
        unit: 'ms',
        what: `${size} tasks ${what}`,
      });
    figures.push({
      key: `first_${size}_ms`,
      value: round(times.fresh[0]!, 0),
      unit: 'ms',
      what: `${size} tasks the first time, with nothing to do in them`,
    });
  }
  await toy.close();
  await redis.stop();
  return figures;
}

const change = (value: string) => ({ config: { 'draw[0,3]': { value } } });

async function again(toy: ToyEngine, source: PipelineRecord, value: string): Promise<string> {
  const verdict = await toy.engine.rerun(source, change(`of ${source.id}: ${value}`));
  if (verdict !== 'accepted') throw new Error(`running it again was refused: ${verdict}`);
  return source.id;
}

async function fork(toy: ToyEngine, source: PipelineRecord, value: string): Promise<string> {
  const { id } = await toy.engine.fork(source, change(`of ${source.id}: ${value}`));
  await toy.engine.start(id);
  return id;
}

/** Milliseconds from the wish to the end; `tasks` have to be done for it. */
async function timed(toy: ToyEngine, begin: () => Promise<string>, tasks = 3): Promise<number> {
  const before = toy.executed.length;
  const begun = performance.now();
  const { status } = await toy.engine.finished(await begin());
  const ms = performance.now() - begun;
  const done = toy.executed.length - before;
  if (status !== 'completed' || (tasks === 3 && done !== tasks)) throw new Error(`it is ${status} after ${done} tasks`);
  return ms;
}
