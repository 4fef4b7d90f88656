import { join } from 'node:path';
import sharp from 'sharp';
import { DiskStore } from '#artifacts';
import type { Execute, PipelineEvent } from '#engine';
import type { PipelineDefinition } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import { JobFailure, Providers } from '#providers';
import type { Capability, Provider, ProviderEvent, ProviderJob, Work } from '#providers';
import { TOY_CATALOGUE, sharedRedis, startToyEngine, tempDir, until } from '#testing';
import type { ToyEngine } from '#testing';
import { makeExecute } from './execute.js';
import { Scratch } from './scratch.js';

/** A provider that gives for each attempt what the test says. */
class Till implements Provider {
  readonly id = 'till';
  readonly attempts: (() => AsyncIterable<ProviderEvent>)[] = [];

  async capabilities(): Promise<Capability[]> {
    return [...TOY_CATALOGUE.keys()].map((step) => ({
      ...{ step, model: 'toy', title: 'toy', resource: 'cpu' as const, microDollars: 40_000, version: '1' },
    }));
  }
  async submit(work: Work): Promise<ProviderJob> {
    return { provider: this.id, id: 'job', work };
  }
  attach(): AsyncIterable<ProviderEvent> {
    return this.attempts.shift()!();
  }
  async cancel(): Promise<void> {}
}

const cost = (microDollars: number): ProviderEvent => ({ type: 'cost', microDollars });
const text = (value: string): ProviderEvent => ({ type: 'output', port: 'text', output: { value } });

const definition = (...values: string[]): PipelineDefinition => ({
  ...{ name: 'paid', description: '', inputs: {}, outputs: [] },
  steps: values.map((value) => ({ id: value, type: 'make', config: { value } })),
});

let till: Till;
let toy: ToyEngine;
beforeEach(async () => {
  till = new Till();
  const home = tempDir();
  const providers = await Providers.open([till], TOY_CATALOGUE);
  const later: { execute?: Execute } = {};
  toy = await startToyEngine({
    ...{ redisUrl: await sharedRedis(), select: providers.select, concurrency: 1 },
    execute: (task) => later.execute!(task),
  });
  later.execute = makeExecute({
    ...{ ledger: toy.engine.ledger, providers, catalogue: TOY_CATALOGUE },
    store: new DiskStore(join(home, 'artifacts')),
    scratch: new Scratch(join(home, 'tmp')),
    space: { minFreeBytes: 0, quotaBytes: 0 },
  });
});
afterEach(() => toy.close());

async function run(...values: string[]): Promise<string> {
  const { id } = await toy.engine.create(definition(...values), {}, { seed: 1 });
  await toy.engine.start(id);
  await toy.engine.finished(id, AbortSignal.timeout(30_000));
  return id;
}

const costUpdates = async (id: string) =>
  (await toy.engine.events.replay(id, '0')).events
    .filter(({ type }) => type === 'cost_update')
    .map(({ data }) => data.cost_actual);
const entries = async () => (await toy.engine.ledger.list(0, 10)).items;

test('what was paid stands beside the estimate, for task, step and pipeline, and is told when it changes', async () => {
  till.attempts.push(async function* () {
    yield cost(41_000);
    yield cost(41_000); // told again, as after a crash
    yield text('one');
  });
  till.attempts.push(async function* () {
    yield cost(9_000);
    yield text('two');
  });
  const id = await run('a', 'b');
  expect((await toy.engine.store.pipeline(id))!.costActual).toBe(50_000);
  const steps = await toy.engine.store.steps(id);
  expect(steps.map(({ costEstimate, costActual }) => [costEstimate, costActual]).sort()).toEqual([
    [40_000, 41_000],
    [40_000, 9_000],
  ]);
  const [task] = await toy.engine.store.tasks(id, 'a');
  expect(task).toMatchObject({ costEstimate: 40_000, costActual: steps.find((step) => step.id === 'a')!.costActual });
  const told = await costUpdates(id);
  expect(told).toHaveLength(2);
  expect(told[1]).toBe(50_000);
  // Archived, it is still known.
  await until(() => toy.engine.compactor.compact(id));
  expect((await toy.engine.store.steps(id)).map(({ costActual }) => costActual).sort()).toEqual([41_000, 9_000]);
  expect((await toy.engine.store.tasks(id, 'a'))[0]!.costActual).toBe(task!.costActual);
});

test('a failure that was billed counts, and the next attempt adds to it', async () => {
  till.attempts.push(async function* () {
    yield cost(30_000);
    throw new JobFailure('provider_unavailable', 'paid for and broken');
  });
  till.attempts.push(async function* () {
    yield cost(31_000);
    yield text('one');
  });
  const id = await run('a');
  expect((await toy.engine.store.steps(id))[0]).toMatchObject({ costActual: 61_000, costUntold: 0 });
  expect((await toy.engine.store.tasks(id, 'a'))[0]).toMatchObject({ costActual: 61_000, attempts: 1 });
  expect(await costUpdates(id)).toEqual([30_000, 61_000]);
  expect((await entries()).map(({ state, actual }) => [state, actual])).toEqual([
    ['settled', 31_000],
    ['failed', 30_000],
  ]);
});

test('what nobody told is not taken from the estimate, and is counted as untold', async () => {
  till.attempts.push(async function* () {
    yield text('one');
  });
  const id = await run('a');
  expect((await toy.engine.store.steps(id))[0]).toMatchObject({ costEstimate: 40_000, costActual: 0, costUntold: 1 });
  expect(await entries()).toMatchObject([{ state: 'settled', actual: undefined }]);
  expect(await costUpdates(id)).toEqual([]);
});

test('answered from the cache it costs nothing; run again, both are paid', async () => {
  for (const amount of [5_000, 7_000])
    till.attempts.push(async function* () {
      yield cost(amount);
      yield text('one');
    });
  const first = await run('a');
  const second = await run('a');
  expect((await toy.engine.store.steps(second))[0]).toMatchObject({ costActual: 0, savedMicroDollars: 5_000 });
  await toy.engine.rerun((await toy.engine.store.pipeline(first))!, { rerun: ['a'] });
  await toy.engine.finished(first, AbortSignal.timeout(30_000));
  expect((await toy.engine.store.steps(first))[0]!.costActual).toBe(12_000);
  expect((await toy.engine.store.tasks(first, 'a'))[0]!.costActual).toBe(7_000);
});

test('a job that is paid and whose download fails for good is not forgotten', async () => {
  const broken = async function* (): AsyncGenerator<ProviderEvent> {
    yield cost(20_000);
    throw new PipelineFailure('bad_answer', 'no film in it');
  };
  till.attempts.push(broken);
  const id = await run('a');
  expect(await toy.engine.store.pipeline(id)).toMatchObject({ status: 'failed', costActual: 20_000 });
});

test('how far a task is reaches who listens, and is no event that is kept', async () => {
  const seen: PipelineEvent[] = [];
  const stop = toy.engine.events.listen(
    undefined,
    (event) => void (event.type === 'task_progress' && seen.push(event)),
  );
  const looked = Promise.withResolvers<void>();
  till.attempts.push(async function* () {
    yield { type: 'progress', fraction: 0.4 };
    await looked.promise;
    yield text('one');
  });
  const done = run('a');
  await until(async () => seen.some(({ data }) => data.progress === 0.4));
  stop();
  expect(seen.at(-1)).toMatchObject({ id: '', data: { step_id: 'a', task_id: 'a' } });
  looked.resolve();
  await done;
  const { events } = await toy.engine.events.replay(seen[0]!.pipelineId, '0');
  expect(events.map(({ type }) => type)).not.toContain('task_progress');
});

test('previews reach who listens as small JPEGs, and only the latest one is kept', async () => {
  const large = await sharp({ create: { width: 2000, height: 1000, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const seen: PipelineEvent[] = [];
  const stop = toy.engine.events.listen(undefined, (event) => void (event.type === 'preview' && seen.push(event)));
  const looked = Promise.withResolvers<void>();
  till.attempts.push(async function* () {
    yield { type: 'preview', bytes: large, mime: 'text/html' };
    for (let at = 0; at < 50; at++) yield { type: 'preview', bytes: large, mime: 'image/png' };
    await looked.promise;
    yield { type: 'preview', bytes: Buffer.from('<script>'), mime: 'image/png' };
    yield text('one');
  });
  const done = run('a');
  await until(async () => seen.length > 0);
  stop();
  const { pipelineId, id, data } = seen[0]!;
  expect(data).toMatchObject({ step_id: 'a', task_id: 'a' });
  expect(id).toBe('');
  const jpeg = (await toy.engine.previews.of(pipelineId, 'a'))!;
  expect(jpeg.length).toBe(data.bytes);
  expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 384, height: 192 });
  expect(await toy.engine.redis.pttl(toy.engine.keys.preview(pipelineId, 'a'))).toBeGreaterThan(0);
  looked.resolve();
  await done;
  expect((await toy.engine.events.replay(pipelineId, '0')).events.map(({ type }) => type)).not.toContain('preview');
});
