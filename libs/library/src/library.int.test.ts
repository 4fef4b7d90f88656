import { mkdirSync, writeFileSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { DiskStore, markUpload, uploadIn } from '#artifacts';
import type { Task } from '#engine';
import type { PipelineDefinition } from '#pipeline';
import { sharedRedis, startToyEngine, tempDir, toyExecute, until } from '#testing';
import type { ToyEngine } from '#testing';
import { IndexInStep, Keeper, Lister, Rebuild, Records } from './index.js';
import type { Item, LibraryQuery } from './index.js';

const DAY = 24 * 3600 * 1000;
const HOUR_AGO = new Date(Date.now() - 2 * 3_600_000);

let store: DiskStore;
let toy: ToyEngine;
let records: Records;
let lister: Lister;
let hold: Promise<void> | undefined;
let count = 0;
beforeEach(async () => {
  const home = tempDir();
  store = new DiskStore(join(home, 'artifacts'));
  mkdirSync(join(home, 'work'));
  // Each task leaves a file with its text, and says beside it how it was made.
  const execute = async (task: Task) => {
    if (task.step.id === 'b') await hold;
    const { outputs } = await toyExecute(task);
    const path = join(home, 'work', `${count++}`);
    writeFileSync(path, outputs.text as string);
    const { digest, bytes } = await store.putFile(path, { move: true });
    const inputs = { from: (task.inputs.from as { digest?: string } | undefined)?.digest };
    await store.putRecipe(digest, {
      ...{ step: { type: task.step.type, version: '1' }, provider: { id: 'toy', model: 'toy' }, inputs },
      ...{ config: { prompt: outputs.text }, media: 'text', mime: 'text/plain' },
      origin: { pipeline: task.pipelineId, step: task.step.id, task: task.id, at: new Date().toISOString() },
    });
    await utimes(store.pathOf(digest), HOUR_AGO, HOUR_AGO);
    return { outputs: { text: { digest, bytes, media: 'text' as const, mime: 'text/plain' } } };
  };
  toy = await startToyEngine({ redisUrl: await sharedRedis(), reuse: async () => true, execute });
  records = new Records(toy.engine.redis, toy.engine.keys);
  lister = new Lister(toy.engine, store, records);
  hold = undefined;
});
afterEach(() => toy.close());

const definition = (word: string, value = `${word} fox`): PipelineDefinition => ({
  ...{ name: 'test', description: '', inputs: {}, outputs: [] },
  steps: [
    { id: 'a', type: 'make', config: { value } },
    { id: 'b', type: 'make', config: { value: `${word} house` } },
  ],
});

async function started(word: string, value?: string): Promise<string> {
  const { id } = await toy.engine.create(definition(word, value), {}, { seed: 1 });
  await toy.engine.start(id);
  return id;
}

async function made(word: string, value?: string): Promise<string> {
  const id = await started(word, value);
  await toy.engine.finished(id, AbortSignal.timeout(30_000));
  await toy.engine.dispatcher.idle();
  await lister.round();
  return id;
}

async function found(query: LibraryQuery, index = new IndexInStep(records)): Promise<Item[]> {
  const { ids } = (await index.now()).find(query, { sort: 'created', descending: false }, 100);
  return (await records.read(ids)).map((item) => item!);
}
const prompts = async (query: LibraryQuery, index?: IndexInStep) =>
  (await found(query, index)).map((item) => item.prompt).sort();
const digestOf = async (text: string) => (await found({ text }))[0]!.digest;
const unlisted = () => toy.engine.redis.smembers(records.keys.unlisted);

test('what a pipeline makes is in the library while it runs, and all of it once it is over', async () => {
  let go = () => {};
  hold = new Promise((resolve) => (go = resolve));
  const id = await started('red');
  await until(async () => {
    await lister.round();
    return (await found({})).length === 1;
  });
  const [first] = await found({ pipeline: [id] });
  expect(first).toMatchObject({
    ...{ kind: 'text', mime: 'text/plain', name: 'a.txt', source: 'output', step: 'a', task: 'a', stepType: 'make' },
    ...{ provider: 'toy', model: 'toy', prompt: 'red fox', pipelines: [id], tags: [], favourite: false },
  });
  expect(await unlisted()).toEqual([id]);
  go();
  await toy.engine.finished(id, AbortSignal.timeout(30_000));
  await until(async () => {
    await lister.round();
    return (await unlisted()).length === 0;
  });
  expect(await prompts({ text: 'red' })).toEqual(['red fox', 'red house']);
});

test('an archived pipeline is listed too, and nothing is listed twice', async () => {
  const id = await started('blue');
  await toy.engine.finished(id, AbortSignal.timeout(30_000));
  await toy.engine.dispatcher.idle();
  expect(await toy.engine.compactor.compact(id)).toBe(true);
  await lister.round();
  expect(await prompts({ pipeline: [id] })).toEqual(['blue fox', 'blue house']);
  const { next } = await records.changes(0);
  await toy.engine.redis.sadd(records.keys.unlisted, id);
  await lister.round();
  expect(await unlisted()).toEqual([]);
  expect((await records.changes(0)).next).toBe(next);
});

test('a result that was taken from the cache is part of both pipelines', async () => {
  const one = await made('old', 'the same fox');
  const two = await made('new', 'the same fox');
  const [item] = await found({ text: 'same' });
  expect(item!.pipelines).toEqual([one, two]);
  expect(await prompts({ pipeline: [two] })).toEqual(['new house', 'the same fox']);
});

test('every process sees each change, and its own at once', async () => {
  const [here, there] = [new IndexInStep(records), new IndexInStep(records)];
  await made('wild');
  expect(await prompts({ text: 'wild' }, here)).toEqual(['wild fox', 'wild house']);
  expect(await prompts({ text: 'wild' }, there)).toEqual(['wild fox', 'wild house']);
  const fox = await digestOf('wild fox');
  await records.mark([fox], { favourite: true, addTags: ['animal', 'sea'], name: 'Reynard' });
  for (const index of [here, there]) {
    expect(await prompts({ favourite: true, tag: ['animal', 'sea'] }, index)).toEqual(['wild fox']);
    expect(await prompts({ text: 'reynard' }, index)).toEqual(['wild fox']);
  }
  await records.mark([fox], { favourite: false, removeTags: ['sea'], name: '' });
  expect(await prompts({ tag: ['sea'] }, there)).toEqual([]);
  expect((await records.get(fox))!.name).toBe('a.txt');
  expect(await records.mark(['f'.repeat(64)], { favourite: true })).toEqual({ missing: ['f'.repeat(64)], pinned: [] });
});

test('what is deleted can be restored, until the trash is emptied; what is pinned is not deleted', async () => {
  await made('grey');
  const [fox, house] = [await digestOf('grey fox'), await digestOf('grey house')];
  await records.mark([house], { pinned: true });
  expect(await records.mark([fox, house], { trash: 'in' })).toEqual({ missing: [], pinned: [house] });
  expect(await prompts({})).toEqual(['grey house']);
  expect(await prompts({ trashed: true })).toEqual(['grey fox']);
  await records.mark([fox], { trash: 'out' });
  expect(await prompts({})).toEqual(['grey fox', 'grey house']);
  await records.mark([fox], { trash: 'in' });
  expect(await new Keeper(store, records, 'all', DAY).round()).toBe(0);
  expect(await new Keeper(store, records, 'all', 0).round()).toBe(1);
  expect(await prompts({ trashed: true })).toEqual([]);
  expect((await records.mark([fox], { trash: 'out' })).missing).toEqual([fox]);
});

describe('what is collected', () => {
  const keeper = (keep: 'all' | 'marked' = 'all') => new Keeper(store, records, keep, 0);
  async function collect(from: Keeper, more: object = {}) {
    const policy = { unusedMs: 0, ...(await from.policy(0)), ...more };
    return toy.engine.collector.collect(store, policy, (pid) => from.release(pid));
  }

  test('not what is in the library, also when its pipeline is gone', async () => {
    const id = await made('kept');
    await toy.engine.remove(id);
    await lister.round();
    expect(await collect(keeper())).toMatchObject({ files: 0, kept: 2 });
    expect(await prompts({ text: 'kept' })).toHaveLength(2);
  });

  test('where only what is marked stays, the rest goes from the library with its bytes', async () => {
    const id = await made('some');
    await records.mark([await digestOf('some fox')], { favourite: true });
    expect(await collect(keeper('marked'))).toMatchObject({ files: 0 });
    await toy.engine.remove(id);
    expect(await collect(keeper('marked'), { dryRun: true })).toMatchObject({ files: 1 });
    expect(await prompts({})).toEqual(['some fox', 'some house']);
    expect(await collect(keeper('marked'))).toMatchObject({ files: 1, kept: 1 });
    expect(await prompts({})).toEqual(['some fox']);
  });

  test('what was deleted for good, unless a pipeline that is not over needs it', async () => {
    await made('lost');
    const fox = await digestOf('lost fox');
    let go = () => {};
    hold = new Promise((resolve) => (go = resolve));
    const running = await started('later', 'lost fox');
    await until(async () => (await toy.engine.store.tasks(running, 'a'))[0]?.state === 'done');
    await records.mark([fox], { trash: 'in' });
    await keeper().round();
    await utimes(store.pathOf(fox), HOUR_AGO, HOUR_AGO);
    expect(await collect(keeper())).toMatchObject({ files: 0 });
    go();
    await toy.engine.finished(running, AbortSignal.timeout(30_000));
    expect(await collect(keeper())).toMatchObject({ files: 1 });
    expect(await store.has(fox)).toBe(false);
  });

  test('what pipelines made that are removed by their age, unless somebody marked it', async () => {
    const id = await made('aged');
    await records.mark([await digestOf('aged house')], { addTags: ['mine'] });
    await toy.engine.redis.zadd(toy.engine.keys.root('pipelines'), 1, id);
    await toy.engine.redis.hset(toy.engine.keys.pipeline(id), 'endedAt', 1);
    expect(await collect(keeper(), { retainMs: DAY })).toMatchObject({ pipelines: 1, files: 1 });
    expect(await prompts({})).toEqual(['aged house']);
  });
});

test('what a cancelled pipeline drops leaves the library', async () => {
  hold = new Promise(() => {});
  const id = await started('dropped');
  await until(async () => {
    await lister.round();
    return (await found({})).length === 1;
  });
  await toy.engine.cancel(id, { discard: true });
  toy.runner.releaseAll();
  await until(async () => {
    await lister.round();
    return (await unlisted()).length === 0;
  });
  expect(await found({})).toEqual([]);
});

test('what was deleted for good does not come back by itself, but when it is made again', async () => {
  const id = await made('again');
  const fox = await digestOf('again fox');
  await records.mark([fox], { trash: 'in' });
  await new Keeper(store, records, 'all', 0).round();
  await toy.engine.redis.sadd(records.keys.unlisted, id);
  await lister.round();
  expect(await prompts({})).toEqual(['again house']);
  await made('once more', 'again fox');
  expect(await prompts({ text: 'again' })).toEqual(['again fox', 'again house']);
});

test('the library is built anew from what is stored, with what people said', async () => {
  const id = await made('stored');
  const brought = await store.putBytes(Buffer.from('brought'));
  const about = { kind: 'text', media: 'text', mime: 'text/plain', facts: {} } as const;
  await markUpload(store, brought.digest, about, { name: 'notes.txt', owner: 'me', createdAt: '2026-01-01T00:00:00Z' });
  const fox = await digestOf('stored fox');
  await records.mark([fox], { addTags: ['liked'], name: 'Reynard' });
  const { redis, keys } = toy.engine;
  await new Keeper(store, records, 'all', DAY).save();
  expect(await records.unsaved()).toEqual([]);
  const library = await redis.keys(`${keys.base}library:*`);
  await redis.del(...library);
  const rebuild = new Rebuild(store, records, keys.root('pipelines'));
  expect(await rebuild.state()).toMatchObject({ state: 'never' });
  await rebuild.round();
  expect(await rebuild.state()).toMatchObject({ state: 'never' });
  expect(await rebuild.request(true)).toMatchObject({ state: 'requested' });
  // One that broke off is done again.
  const stopped = AbortSignal.abort();
  await rebuild.round(stopped);
  expect(await rebuild.state()).toMatchObject({ state: 'running' });
  await rebuild.round();
  expect(await rebuild.state()).toMatchObject({ state: 'done', seen: 3, dropped: 0 });
  await lister.round();
  expect(await found({ tag: ['liked'] })).toMatchObject([
    { prompt: 'stored fox', name: 'Reynard', pipelines: [id], step: 'a' },
  ]);
  expect(await found({ source: ['upload'] })).toMatchObject([
    { name: 'notes.txt', createdAt: Date.parse('2026-01-01') },
  ]);

  await store.remove(fox);
  await rebuild.request(false);
  await rebuild.round();
  expect(await rebuild.state()).toMatchObject({ state: 'done', seen: 2, changed: 0, dropped: 1 });
  expect(await found({ tag: ['liked'] })).toEqual([]);
});

test('an upload that is deleted for good is no longer kept for who brought it', async () => {
  const { digest } = await store.putBytes(Buffer.from('brought'));
  const about = { kind: 'text', media: 'text', mime: 'text/plain', facts: {} } as const;
  await markUpload(store, digest, about, { name: 'a.txt', owner: 'me', createdAt: new Date().toISOString() });
  const rebuild = new Rebuild(store, records, toy.engine.keys.root('pipelines'));
  await rebuild.request(false);
  await rebuild.round();
  await records.mark([digest], { trash: 'in' });
  await new Keeper(store, records, 'all', 0).round();
  expect(uploadIn(await store.getRecipe(digest))).toBeUndefined();
});
