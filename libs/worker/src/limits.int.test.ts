import { join } from 'node:path';
import { DiskStore } from '#artifacts';
import type { Execute, ProviderLimits } from '#engine';
import type { PipelineDefinition } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import { Providers } from '#providers';
import type { Capability, Provider, ProviderEvent, ProviderJob, Work, WorkContext } from '#providers';
import { TOY_CATALOGUE, randomPrefix, sharedRedis, startToyEngine, tempDir, until } from '#testing';
import type { ToyEngine } from '#testing';
import { makeExecute } from './execute.js';
import { Scratch } from './scratch.js';

/** Counts who is inside at the same time, and holds them until told. */
class Door implements Provider {
  readonly id = 'door';
  inside = 0;
  most = 0;
  readonly begun: number[] = [];
  hold: Promise<void> = Promise.resolve();
  /** Told to the next one who asks, in place of work. */
  refusals: PipelineFailure[] = [];

  async capabilities(): Promise<Capability[]> {
    return [...TOY_CATALOGUE.keys()].map((step) => ({
      ...{ step, model: 'toy', title: 'toy', resource: 'remote' as const, microDollars: 0, version: '1' },
    }));
  }
  async submit(work: Work, { requestId }: WorkContext): Promise<ProviderJob> {
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    this.begun.push(Date.now());
    return { provider: this.id, id: requestId, work };
  }
  async *attach({ id }: ProviderJob): AsyncGenerator<ProviderEvent> {
    this.most = Math.max(this.most, ++this.inside);
    try {
      await this.hold;
    } finally {
      this.inside--;
    }
    yield { type: 'output', port: 'text', output: { value: id } };
  }
  async cancel(): Promise<void> {}
}

const many = (count: number): PipelineDefinition => ({
  ...{ name: 'many', description: '', inputs: {}, outputs: [] },
  steps: [
    {
      ...{ id: 'a', type: 'make', config: { value: '{{item}}' }, retry: { backoffMs: 1 } },
      map: Array.from({ length: count }, (_, index) => `i${index}`),
    },
  ],
});

const open: ToyEngine[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((toy) => toy.close()));
});

async function worker(door: Door, limits: ProviderLimits, prefix = randomPrefix()): Promise<ToyEngine> {
  const home = tempDir();
  const providers = await Providers.open([door], TOY_CATALOGUE);
  const later: { execute?: Execute } = {};
  const toy = await startToyEngine({
    ...{ redisUrl: await sharedRedis(), prefix, select: providers.select, concurrency: 8 },
    execute: (task) => later.execute!(task),
  });
  later.execute = makeExecute({
    ...{ ledger: toy.engine.ledger, providers, catalogue: TOY_CATALOGUE },
    store: new DiskStore(join(home, 'artifacts')),
    scratch: new Scratch(join(home, 'tmp')),
    space: { minFreeBytes: 0, quotaBytes: 0 },
    limits: new Map([['door', limits]]),
  });
  open.push(toy);
  return toy;
}

const over = ({ engine }: ToyEngine, id: string) => engine.finished(id, AbortSignal.timeout(30_000));

async function begin({ engine }: ToyEngine, count: number): Promise<string> {
  const { id } = await engine.create(many(count), {}, { seed: 1 });
  await engine.start(id);
  return id;
}

test('all workers together have no more at a provider than they may, and every place is used', async () => {
  const door = new Door();
  const release = Promise.withResolvers<void>();
  door.hold = release.promise;
  const prefix = randomPrefix();
  const first = await worker(door, { concurrency: 3 }, prefix);
  await worker(door, { concurrency: 3 }, prefix);
  const id = await begin(first, 20);
  await until(async () => door.inside === 3);
  // The others have looked, and wait.
  await until(async () => (await first.engine.redis.zcard(`${first.engine.keys.base}limw:door`)) === 17);
  expect(door.most).toBe(3);
  release.resolve();
  expect((await over(first, id)).status).toBe('completed');
  expect(door.most).toBe(3);
  expect(await first.engine.redis.zcard(`${first.engine.keys.base}lim:door`)).toBe(0);
});

test('no more are begun in a minute than may be, after the first few', async () => {
  const door = new Door();
  // One each 50 ms, and 120 at once.
  const toy = await worker(door, { perMinute: 1200 });
  const start = Date.now();
  const id = await begin(toy, 130);
  expect((await over(toy, id)).status).toBe('completed');
  expect(door.begun.at(-1)! - start).toBeGreaterThanOrEqual(9 * 50);
});

test('asked to wait, everybody waits, and nothing is lost', async () => {
  const door = new Door();
  const asked = new PipelineFailure('rate_limited', 'slow down', undefined, { retryAfterMs: 700 });
  door.refusals = [asked];
  const toy = await worker(door, { concurrency: 1 });
  const begun = Date.now();
  const id = await begin(toy, 6);
  expect((await over(toy, id)).status).toBe('completed');
  expect(door.begun).toHaveLength(6);
  // With one at a time, none can have been begun before the refusal.
  expect(door.begun[0]! - begun).toBeGreaterThanOrEqual(700);
});

test('a place of a worker that is gone is given to another', async () => {
  const door = new Door();
  door.hold = new Promise(() => {});
  const prefix = randomPrefix();
  const toy = await worker(door, { concurrency: 1 }, prefix);
  const id = await begin(toy, 1);
  await until(async () => door.inside === 1);
  // As after a death: nobody said that it left.
  await toy.engine.cancel(id);
  await toy.engine.redis.zadd(`${toy.engine.keys.base}lim:door`, 1, `${id}|a[0]`);
  door.hold = Promise.resolve();
  expect((await over(toy, await begin(toy, 2))).status).toBe('completed');
});
