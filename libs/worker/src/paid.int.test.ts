import { join } from 'node:path';
import { DiskStore } from '#artifacts';
import type { Execute, RacePoint } from '#engine';
import type { PipelineDefinition } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import { JobFailure, Providers } from '#providers';
import type { Capability, Provider, ProviderEvent, ProviderJob, Work, WorkContext } from '#providers';
import { TOY_CATALOGUE, randomPrefix, sharedRedis, startToyEngine, tempDir, until } from '#testing';
import type { ToyEngine } from '#testing';
import { makeExecute } from './execute.js';
import { settleLost } from './lost-requests.js';
import type { LostRequestsOptions } from './lost-requests.js';
import { Scratch } from './scratch.js';

/** What a provider charges, and what can go wrong with it. */
class Shop implements Provider {
  readonly id = 'shop';
  /** Each request that is billed. */
  readonly bill: string[] = [];
  readonly cancelled: string[] = [];
  /** Does not answer although it took the order. */
  loseAnswer = false;
  refuse = false;
  /** Whether it can tell what became of an order. */
  remembers: 'job' | 'absent' | 'unknown' = 'job';
  hold: Promise<void> | undefined;
  failWith: PipelineFailure | undefined;

  /** With 0 it is one of the operator's own, whose work goes on without the worker. */
  constructor(private readonly price = 40_000) {}

  get detached(): boolean {
    return this.price === 0;
  }

  async capabilities(): Promise<Capability[]> {
    return [...TOY_CATALOGUE.keys()].map((step) => ({
      ...{ step, model: 'toy', title: 'toy', resource: 'cpu' as const, microDollars: this.price, version: '1' },
    }));
  }
  quote(): number {
    return 40_000;
  }
  async submit(work: Work, { requestId }: WorkContext): Promise<ProviderJob> {
    if (this.refuse) throw new PipelineFailure('moderated', 'not this');
    this.bill.push(requestId);
    if (this.loseAnswer) throw new PipelineFailure('outcome_unknown', 'no answer came');
    return { provider: this.id, id: requestId, work };
  }
  async *attach(job: ProviderJob, { signal }: WorkContext): AsyncGenerator<ProviderEvent> {
    if (this.cancelled.includes(job.id)) throw new JobFailure('bad_answer', 'it was cancelled');
    if (this.hold) {
      const stopped = new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
      await Promise.race([this.hold, stopped]);
    }
    if (this.failWith) throw this.failWith;
    yield { type: 'cost', microDollars: 41_000 };
    yield { type: 'output', port: 'text', output: { value: `made by ${job.id}` } };
  }
  async cancel(job: ProviderJob): Promise<void> {
    this.cancelled.push(job.id);
  }
  adopt(_theirs: string, work: Work): ProviderJob {
    return { provider: this.id, id: this.bill.at(-1)!, work };
  }
  async find(requestId: string, work: Work): Promise<ProviderJob | 'absent' | 'unknown'> {
    return this.remembers === 'job' ? { provider: this.id, id: requestId, work } : this.remembers;
  }
}

const definition: PipelineDefinition = {
  ...{ name: 'paid', description: '', inputs: {}, outputs: [] },
  steps: [{ id: 'a', type: 'make', config: { value: 'x' } }],
};

const open: ToyEngine[] = [];
const lostOptions = new WeakMap<ToyEngine, LostRequestsOptions>();
afterEach(async () => {
  await Promise.all(open.splice(0).map((toy) => toy.close()));
});

/** A worker that serves the shop; with `dieAt` it does nothing any more from that point on. */
async function worker(shop: Shop, prefix: string, dieAt?: RacePoint): Promise<ToyEngine> {
  const home = tempDir();
  const providers = await Providers.open([shop], TOY_CATALOGUE);
  const later: { execute?: Execute } = {};
  let dead = false;
  const toy = await startToyEngine({
    ...{ redisUrl: await sharedRedis(), prefix, select: providers.select },
    concurrency: 1,
    execute: (task) => later.execute!(task),
    racePoint: (point) => {
      dead ||= point === dieAt;
      if (dead) throw new Error(`died ${point}`);
    },
  });
  const scratch = new Scratch(join(home, 'tmp'));
  lostOptions.set(toy, { ledger: toy.engine.ledger, providers, scratch });
  later.execute = makeExecute({
    ...{ ledger: toy.engine.ledger, providers, catalogue: TOY_CATALOGUE },
    store: new DiskStore(join(home, 'artifacts')),
    scratch,
    space: { minFreeBytes: 0, quotaBytes: 0 },
  });
  open.push(toy);
  return toy;
}

/** Looks once after what nobody is at any more. */
const settle = (toy: ToyEngine) => settleLost({ ...lostOptions.get(toy)!, againMs: 0 }, new AbortController().signal);

const over = ({ engine }: ToyEngine, id: string) => engine.finished(id, AbortSignal.timeout(30_000));
const ledger = async ({ engine }: ToyEngine) => (await engine.ledger.list(0, 10)).items;

async function begin({ engine }: ToyEngine): Promise<string> {
  const { id } = await engine.create(definition, {}, { seed: 1 });
  await engine.start(id);
  return id;
}

test('a paid request is on record with its estimate, and settled with what it cost', async () => {
  const shop = new Shop();
  const toy = await worker(shop, randomPrefix());
  const id = await begin(toy);
  expect((await over(toy, id)).status).toBe('completed');
  expect(await ledger(toy)).toMatchObject([
    { pipelineId: id, task: 'a', provider: 'shop', state: 'settled', estimate: 40_000, actual: 41_000 },
  ]);
  expect(shop.bill).toHaveLength(1);
  // Equal work again costs nothing, and is no request.
  expect((await over(toy, await begin(toy))).status).toBe('completed');
  expect(shop.bill).toHaveLength(1);
  expect(await ledger(toy)).toHaveLength(1);
});

test.each<[RacePoint, 'job' | 'absent']>([
  ['after intend', 'absent'],
  ['before submitted', 'job'],
  ['after submitted', 'job'],
  ['before commitPaid', 'job'],
])('a worker that dies %s has the work done and billed once', async (point, remembers) => {
  const shop = new Shop();
  shop.remembers = remembers;
  const prefix = randomPrefix();
  const lame = await worker(shop, prefix, point);
  const { id } = await lame.engine.create(definition, {}, { seed: 1 });
  await lame.engine.start(id);
  await until(async () => (await lame.engine.queues.of('cpu').getFailedCount()) === 1);
  open.splice(open.indexOf(lame), 1);
  await lame.close(); // or it would take the job again
  const toy = await worker(shop, prefix);
  await toy.engine.sweeper.sweep(0);
  expect((await over(toy, id)).status).toBe('completed');
  expect(shop.bill).toHaveLength(1);
  expect(await ledger(toy)).toMatchObject([{ state: 'settled', actual: 41_000, requestId: shop.bill[0] }]);
});

test('where nobody can tell, it is unknown and not sent again until a person says so', async () => {
  const shop = new Shop();
  shop.loseAnswer = true;
  shop.remembers = 'unknown';
  const toy = await worker(shop, randomPrefix());
  const id = await begin(toy);
  expect(await over(toy, id)).toMatchObject({ status: 'failed', error: { code: 'outcome_unknown' } });
  expect(await ledger(toy)).toMatchObject([{ state: 'unknown', actual: undefined }]);
  shop.loseAnswer = false;
  const resume = async (changes: object) => {
    await toy.engine.rerun((await toy.engine.store.pipeline(id))!, changes);
    return over(toy, id);
  };
  expect(await resume({})).toMatchObject({ status: 'failed', error: { code: 'outcome_unknown' } });
  expect(shop.bill).toHaveLength(1);
  expect((await resume({ rerun: ['a'] })).status).toBe('completed');
  expect(shop.bill).toHaveLength(2);
  expect((await ledger(toy)).map((entry) => entry.state)).toEqual(['settled', 'unknown']);
  const unknown = async () => (await toy.engine.ledger.list(0, 10, 'unknown')).items.map(({ requestId }) => requestId);
  expect(await unknown()).toEqual([shop.bill[0]]);
  await toy.engine.ledger.close(shop.bill[0]!, 'settled', 'billed, as a person found', 41_000);
  expect(await unknown()).toEqual([]);
});

test('what the provider refuses costs nothing; what fails there is closed', async () => {
  const shop = new Shop();
  shop.refuse = true;
  const toy = await worker(shop, randomPrefix());
  expect((await over(toy, await begin(toy))).status).toBe('failed');
  shop.refuse = false;
  shop.failWith = new JobFailure('moderated', 'seen and refused');
  expect((await over(toy, await begin(toy))).status).toBe('failed');
  expect((await ledger(toy)).map(({ state, actual }) => [state, actual])).toEqual([
    ['failed', undefined],
    ['rejected', 0],
  ]);
});

test('a cancelled pipeline cancels at the provider; a worker that shuts down does not', async () => {
  const shop = new Shop();
  const release = Promise.withResolvers<void>();
  shop.hold = release.promise;
  const prefix = randomPrefix();
  const first = await worker(shop, prefix);
  const id = await begin(first);
  await until(async () => (await ledger(first))[0]?.state === 'submitted');
  open.splice(open.indexOf(first), 1);
  await first.close(); // gives the task back
  expect(shop.cancelled).toEqual([]);
  const second = await worker(shop, prefix);
  second.engine.dispatcher.kick();
  await until(async () => (await second.engine.store.steps(id))[0]!.running === 1);
  await second.engine.cancel(id);
  expect((await over(second, id)).status).toBe('cancelled');
  // Also where the pipeline was stopped before the second worker had asked for the request.
  await until(async () => {
    await settle(second);
    return (await ledger(second))[0]!.state === 'cancelled';
  });
  expect(new Set(shop.cancelled)).toEqual(new Set(shop.bill));
  expect(shop.bill).toHaveLength(1);
});

test('what was made although the pipeline was stopped is billed, and a resume takes it without paying', async () => {
  const shop = new Shop();
  const prefix = randomPrefix();
  const lame = await worker(shop, prefix, 'before commitPaid');
  const { id } = await lame.engine.create(definition, {}, { seed: 1 });
  await lame.engine.start(id);
  await until(async () => (await lame.engine.queues.of('cpu').getFailedCount()) === 1);
  open.splice(open.indexOf(lame), 1);
  await lame.close();
  shop.cancel = () => Promise.resolve(); // too late
  const toy = await worker(shop, prefix);
  await toy.engine.cancel(id);
  await toy.engine.sweeper.sweep(0);
  expect((await over(toy, id)).status).toBe('cancelled');
  await until(async () => {
    await settle(toy);
    return (await ledger(toy))[0]!.actual === 41_000;
  });
  expect(await toy.engine.store.pipeline(id)).toMatchObject({ spent: 41_000, reserved: 0 });
  expect((await toy.engine.ledger.list(0, 10, 'unknown')).total).toBe(0);
  await toy.engine.rerun((await toy.engine.store.pipeline(id))!, {});
  expect((await over(toy, id)).status).toBe('completed');
  expect(shop.bill).toHaveLength(1);
  expect(await ledger(toy)).toMatchObject([{ state: 'settled', actual: 41_000 }]);
  expect(await toy.engine.store.pipeline(id)).toMatchObject({ spent: 41_000, reserved: 0 });
});

test('a lost answer that the provider tells of by itself is no loss', async () => {
  const shop = new Shop();
  shop.loseAnswer = true;
  shop.remembers = 'unknown';
  const toy = await worker(shop, randomPrefix());
  const id = await begin(toy);
  expect((await over(toy, id)).error?.code).toBe('outcome_unknown');
  const [entry] = await ledger(toy);
  expect(entry).toMatchObject({ state: 'unknown' });
  // Counted as spent until somebody knows better.
  expect(await toy.engine.store.pipeline(id)).toMatchObject({ spent: 40_000, reserved: 0 });
  expect(await toy.engine.ledger.heard('no such request', 'x')).toBeUndefined();
  expect(await toy.engine.ledger.heard(entry!.requestId, 'their-name')).toBe('intent');
  expect(await toy.engine.ledger.heard(entry!.requestId, 'their-name')).toBe('intent');
  await toy.engine.rerun((await toy.engine.store.pipeline(id))!, {});
  expect((await over(toy, id)).status).toBe('completed');
  expect(shop.bill).toHaveLength(1);
  expect(await ledger(toy)).toMatchObject([{ state: 'settled', actual: 41_000 }]);
  expect(await toy.engine.store.pipeline(id)).toMatchObject({ spent: 41_000, reserved: 0 });
});

test('free work that goes on without its worker is gone on with, and leaves no record', async () => {
  const shop = new Shop(0);
  const release = Promise.withResolvers<void>();
  shop.hold = release.promise;
  const prefix = randomPrefix();
  const first = await worker(shop, prefix);
  const id = await begin(first);
  await until(async () => shop.bill.length === 1);
  open.splice(open.indexOf(first), 1);
  await first.close();
  const second = await worker(shop, prefix);
  second.engine.dispatcher.kick();
  release.resolve();
  expect((await over(second, id)).status).toBe('completed');
  expect(shop.bill).toHaveLength(1);
  expect(await ledger(second)).toEqual([]);
  expect(shop.cancelled).toEqual([]);
});
