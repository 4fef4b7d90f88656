import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PipelineFailure } from '#pipeline';
import { randomPrefix, sharedRedis, startToyEngine, tempDir, toyExecute, until } from '#testing';
import type { ToyEngine } from '#testing';
import { PipelineLog } from './pipeline-log.js';

type Line = Record<string, unknown>;
const linesOf = (folder: string, id: string): Line[] => {
  const path = join(folder, `${id}.log`);
  if (!existsSync(path)) return [];
  const texts = readFileSync(path, 'utf8').split('\n');
  return texts.filter((text) => text.startsWith('{') && text.endsWith('}')).map((text) => JSON.parse(text) as Line);
};

const toldTheEnd = (folder: string, id: string) =>
  linesOf(folder, id).some((line) => line.event === 'pipeline_status' && line.status === 'completed');

async function create({ engine }: ToyEngine): Promise<string> {
  const steps = [
    { id: 'draw', type: 'draw', config: { size: 8 }, retry: { backoffMs: 1 } },
    { id: 'make', type: 'make', config: {}, dependsOn: ['draw'] },
  ];
  const definition = { name: 'test', description: '', inputs: {}, outputs: [], steps };
  return (await engine.create(definition, {}, { seed: 1 })).id;
}

async function run({ engine }: ToyEngine, id: string): Promise<void> {
  await engine.start(id);
  await engine.finished(id, AbortSignal.timeout(20_000));
}

test('the log of a pipeline tells what was decided, and goes on without a hole after a restart', async () => {
  let tries = 0;
  const toy = await startToyEngine({
    redisUrl: await sharedRedis(),
    prefix: randomPrefix(),
    execute: async (task) => {
      tries += 1;
      if (tries === 1) throw new PipelineFailure('network', 'unplugged');
      if (tries === 2) throw new PipelineFailure('out_of_memory', 'the card is full');
      return toyExecute(task);
    },
  });
  const folder = tempDir();
  const errors: unknown[] = [];
  const log = new PipelineLog(toy.engine, folder, (error) => errors.push(error));
  log.start();
  const id = await create(toy);
  await run(toy, id);
  await until(async () => toldTheEnd(folder, id));
  const lines = linesOf(folder, id);
  expect(lines.filter((line) => line.event === 'choice')).toMatchObject([
    { step_id: 'draw', provider: 'toy', model: 'toy', why: 'the only one' },
    { step_id: 'make', provider: 'toy' },
  ]);
  expect(lines.filter((line) => line.event === 'error')).toMatchObject([
    { task_id: 'draw', error_code: 'network', retryable: true },
    { task_id: 'draw', error_code: 'out_of_memory', lowered: { size: [8, 4] } },
  ]);
  expect(lines.filter((line) => line.status === 'done')).toMatchObject([
    { task_id: 'draw', how: 'ran' },
    { task_id: 'make', how: 'ran' },
  ]);
  const other = await create(toy);
  await until(async () => linesOf(folder, other).length === 1);
  await log.close();

  // Cut off in the middle of a line, as by a power cut; the pipeline runs while nobody writes.
  appendFileSync(join(folder, `${other}.log`), '{"time":"20');
  await run(toy, other);
  const again = new PipelineLog(toy.engine, folder, (error) => errors.push(error));
  again.start();
  await until(async () => toldTheEnd(folder, other));
  await again.close();
  const told = linesOf(folder, other).filter((line) => line.event !== 'choice');
  expect(new Set(told.map((line) => line.id)).size).toBe(told.length);
  expect(told.map(({ task_id, status }) => [task_id ?? '', status].join(' '))).toEqual([
    ' pending',
    ' running',
    ' running',
    'draw running',
    'draw done',
    ' completed',
    ' running',
    'make running',
    'make done',
    ' completed',
    ' completed',
  ]);
  expect(linesOf(folder, id)).toEqual(lines);
  expect(errors).toEqual([]);
  await toy.close();
});
