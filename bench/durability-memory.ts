import type { PipelineDefinition } from '#pipeline';
import { startRedis, startToyEngine } from '#testing';
import type { ToyEngine } from '#testing';
import { drawNothing, pictures, stored, twoPerItem } from './artifacts.js';
import { keysLike, settledBytes } from './redis-memory.js';
import { round } from './stats.js';
import type { Figure } from './suite.js';

const ITEMS = 10_000;
const TASKS = 2 * ITEMS + 1;
const FILMS = 300;

/** A film: a picture that is set in motion, music, and both together. */
const film: PipelineDefinition = {
  name: 'film',
  description: '',
  inputs: { scene: 'string' },
  outputs: ['film'],
  steps: [
    { id: 'keyframe', type: 'draw', config: { value: '{{inputs.scene}}' } },
    { id: 'animate', type: 'draw', config: {}, dependsOn: ['keyframe'] },
    { id: 'music', type: 'make', config: { value: '{{inputs.scene}}' } },
    { id: 'film', type: 'gather', config: {}, dependsOn: ['animate', 'music'] },
  ],
};

/** What Redis needs for what lives, for what has ended, and for what is compressed. */
export async function memory(): Promise<Figure[]> {
  return [...(await waiting()), ...(await finished())];
}

async function waiting(): Promise<Figure[]> {
  const redis = await startRedis();
  const toy = await startToyEngine({ redisUrl: redis.url, concurrency: 0 });
  const before = await settledBytes(toy.engine.redis);
  const { id } = await toy.engine.create(twoPerItem, pictures(ITEMS), { seed: 1 });
  await toy.engine.start(id);
  await toy.engine.dispatcher.idle();
  const bytes = ((await settledBytes(toy.engine.redis)) - before) / TASKS;
  await toy.close();
  await redis.stop();
  return [bytesFigure('waiting_task_bytes', bytes, `a task that waits, of ${TASKS}`, 1536)];
}

async function finished(): Promise<Figure[]> {
  const redis = await startRedis();
  const toy = await startToyEngine({ redisUrl: redis.url, execute: drawNothing, reuse: stored, concurrency: 50 });
  const { keys } = toy.engine;
  await run(toy, twoPerItem, pictures(100, 'warm hills'));
  const cacheBefore = await cacheBytes(toy);

  const wide = await measured(toy, [() => run(toy, twoPerItem, pictures(ITEMS))]);
  const films = await measured(
    toy,
    Array.from({ length: FILMS }, (_, index) => () => run(toy, film, { scene: `a hill ${index}` })),
  );
  const records = await cacheBytes(toy);
  const usage = async (key: string) => (await toy.engine.redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0;
  const archive = await usage(keys.archive(wide.ids[0]!));
  let archivedFilms = 0;
  for (const id of films.ids) archivedFilms += (await usage(keys.archive(id))) + (await usage(keys.pipeline(id)));
  await toy.close();
  await redis.stop();
  const record = (records.bytes - cacheBefore.bytes) / (records.keys - cacheBefore.keys);
  const perArtifact = archive / TASKS;
  return [
    bytesFigure(
      'done_task_bytes',
      wide.before / TASKS - record,
      `a task that is done, of ${TASKS}, until compaction`,
      1536,
    ),
    bytesFigure('cache_record_bytes', record, 'what the cache keeps of a result'),
    bytesFigure('archived_artifact_bytes', perArtifact, `an artifact in the compressed record of ${TASKS} tasks`, 1024),
    bytesFigure(
      'archived_artifact_and_record_bytes',
      perArtifact + record,
      'the same with what the cache keeps of it',
      1024,
    ),
    bytesFigure(
      'film_bytes',
      films.before / FILMS - 4 * record,
      `a finished film of 4 tasks, of ${FILMS}, until compaction, with its jobs on the board`,
    ),
    bytesFigure('archived_film_bytes', archivedFilms / FILMS, 'what the engine keeps of it, compacted'),
  ];
}

/** Bytes by which Redis grew with some pipelines, which are compacted afterwards. */
async function measured(toy: ToyEngine, runs: (() => Promise<string>)[]) {
  const { engine } = toy;
  const start = await settledBytes(engine.redis);
  const ids: string[] = [];
  for (const run of runs) ids.push(await run());
  const before = (await settledBytes(engine.redis)) - start;
  for (const id of ids)
    if (!(await engine.compactor.compact(id))) throw new Error(`pipeline ${id} can not be compacted`);
  return { ids, before };
}

async function run(
  { engine }: ToyEngine,
  definition: PipelineDefinition,
  inputs: Record<string, unknown>,
): Promise<string> {
  const { id } = await engine.create(definition, inputs, { seed: 1 });
  await engine.start(id);
  const { status } = await engine.finished(id);
  if (status !== 'completed') throw new Error(`the pipeline ended ${status}`);
  await engine.dispatcher.idle();
  return id;
}

/** Of all cached results, with their places in the order of use. */
async function cacheBytes({ engine }: ToyEngine): Promise<{ bytes: number; keys: number }> {
  const { redis, keys } = engine;
  const { bytes, keys: count } = await keysLike(redis, `${keys.cached('').replace(/[{}]/g, '?')}*`, 1_000);
  const order = (await redis.memory('USAGE', keys.root('cache'), 'SAMPLES', 0)) ?? 0;
  return { bytes: bytes * count + order, keys: count };
}

function bytesFigure(key: string, bytes: number, what: string, most?: number): Figure {
  const value = round(bytes, 0);
  return { key, value, unit: 'B', what, ...(most && { target: `≤ ${most}`, ok: value <= most }) };
}
