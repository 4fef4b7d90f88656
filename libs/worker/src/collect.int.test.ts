import { mkdirSync, writeFileSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { DiskStore, keepsUploads, markUpload, unmarkUpload } from '#artifacts';
import type { PipelineDefinition } from '#pipeline';
import { sharedRedis, startToyEngine, tempDir, toyExecute } from '#testing';
import type { ToyEngine } from '#testing';

const HOUR_AGO = new Date(Date.now() - 2 * 3_600_000);

const definition = (word: string): PipelineDefinition => ({
  name: 'test',
  description: '',
  inputs: {},
  outputs: [],
  steps: [
    { id: 'a', type: 'make', config: { value: `${word} a` } },
    { id: 'b', type: 'make', config: { value: `${word} b` }, dependsOn: ['a'] },
  ],
});

let store: DiskStore;
let toy: ToyEngine;
beforeAll(async () => {
  const home = tempDir();
  store = new DiskStore(join(home, 'artifacts'));
  mkdirSync(join(home, 'work'));
  toy = await startToyEngine({
    redisUrl: await sharedRedis(),
    reuse: async () => true,
    // Each task leaves a file with its text.
    execute: async (task) => {
      const { outputs } = await toyExecute(task);
      const path = join(home, 'work', `${task.pipelineId}-${task.id}`);
      writeFileSync(path, outputs.text as string);
      const { digest, bytes } = await store.putFile(path, { move: true });
      await utimes(store.pathOf(digest), HOUR_AGO, HOUR_AGO);
      const artifact = { digest, bytes, media: 'text' as const, mime: 'text/plain' };
      return { outputs: { text: { ...artifact, parts: { deep: artifact } } } };
    },
  });
});
afterAll(() => toy.close());

async function made(word: string): Promise<string> {
  const { id } = await toy.engine.create(definition(word), {}, { seed: 1 });
  await toy.engine.start(id);
  await toy.engine.finished(id, AbortSignal.timeout(30_000));
  await toy.engine.dispatcher.idle();
  return id;
}

const collect = (unusedMs: number, more: object = {}) => toy.engine.collector.collect(store, { unusedMs, ...more });
async function stored(): Promise<number> {
  let count = 0;
  for await (const _ of store.list()) count += 1;
  return count;
}
const DAY = 24 * 3_600_000;

test('what a pipeline, an archive or a cached result needs stays; the rest goes, but not what is new', async () => {
  const living = await made('living');
  const archived = await made('archived');
  expect(await toy.engine.compactor.compact(archived)).toBe(true);
  const removed = await made('removed');
  await toy.engine.remove(removed);
  await store.putBytes(Buffer.from('just stored'));
  expect(await stored()).toBe(7);

  // The removed one is still in the cache.
  expect(await collect(DAY)).toEqual({ pipelines: 0, results: 0, files: 0, bytes: 0, kept: 7 });
  expect(await collect(0, { dryRun: true })).toMatchObject({ results: 6, files: 0 });
  expect(await stored()).toBe(7);
  expect(await collect(0)).toMatchObject({ results: 6, files: 2, kept: 5 });
  for (const id of [living, archived]) {
    for (const step of ['a', 'b']) {
      const [task] = await toy.engine.store.tasks(id, step);
      expect(await store.verify((task!.outputs!.text as { digest: string }).digest)).toBe(true);
    }
  }
  expect(await collect(0, { graceMs: 0 })).toMatchObject({ files: 1, kept: 4 });
});

test('what people brought stays until they take it back, or for as long as is set', async () => {
  const { digest } = await store.putBytes(Buffer.from('brought'));
  await utimes(store.pathOf(digest), HOUR_AGO, HOUR_AGO);
  const found = { kind: 'text', media: 'text', mime: 'text/plain', facts: {} } as const;
  await markUpload(store, digest, found, { name: 'a.txt', owner: 'default', createdAt: HOUR_AGO.toISOString() });
  await collect(0, { keep: keepsUploads(store, 0) });
  await collect(0, { keep: keepsUploads(store, 1) });
  expect(await store.has(digest)).toBe(true);
  await collect(0, { keep: keepsUploads(store, 1, Date.now() + DAY), dryRun: true });
  expect(await store.has(digest)).toBe(true);
  await unmarkUpload(store, digest);
  await collect(0, { keep: keepsUploads(store, 0) });
  expect(await store.has(digest)).toBe(false);
});

test('pipelines that ended long ago are removed, with what they made', async () => {
  const old = await made('old');
  const { redis, keys } = toy.engine;
  await redis.zadd(keys.root('pipelines'), 1, old);
  await redis.hset(keys.pipeline(old), 'endedAt', 1);
  const forgotten: string[] = [];
  const before = await stored();
  const result = await toy.engine.collector.collect(store, { unusedMs: 0, retainMs: DAY }, async (id) => {
    forgotten.push(id);
  });
  expect(result).toMatchObject({ pipelines: 1, files: 2 });
  expect(forgotten).toEqual([old]);
  expect(await stored()).toBe(before - 2);
  expect(await toy.engine.store.pipeline(old)).toBeUndefined();
});

test('one at a time', async () => {
  const both = await Promise.all([collect(DAY), collect(DAY)]);
  expect(both.filter((result) => result === undefined)).toHaveLength(1);
});
