import { join } from 'node:path';
import { DiskStore } from '#artifacts';
import type { Execute } from '#engine';
import type { PipelineDefinition } from '#pipeline';
import { Providers } from '#providers';
import type { Capability, Provider, ProviderEvent, ProviderJob, Work, WorkContext } from '#providers';
import { TOY_CATALOGUE, randomPrefix, sharedRedis, startToyEngine, tempDir, until } from '#testing';
import type { ToyEngine } from '#testing';
import { makeExecute } from './execute.js';
import { Scratch } from './scratch.js';

const CENT = 10_000;
const DOLLAR = 100 * CENT;

/** Everything costs what it says, or what it bills instead. */
class Till implements Provider {
  readonly id = 'till';
  billed = 0;
  constructor(
    private readonly price: number | undefined,
    private readonly bills: number = price ?? 0,
  ) {}

  async capabilities(): Promise<Capability[]> {
    const price = this.price === undefined ? {} : { microDollars: this.price };
    return [...TOY_CATALOGUE.keys()].map((step) => ({
      ...{ step, model: 'toy', title: 'toy', resource: 'cpu' as const, version: '1', ...price },
    }));
  }
  quote(): number | undefined {
    return this.price;
  }
  async submit(work: Work, { requestId }: WorkContext): Promise<ProviderJob> {
    this.billed += this.bills;
    return { provider: this.id, id: requestId, work };
  }
  async *attach({ id }: ProviderJob): AsyncGenerator<ProviderEvent> {
    await new Promise(setImmediate);
    yield { type: 'cost', microDollars: this.bills };
    yield { type: 'output', port: 'text', output: { value: id } };
  }
  async cancel(): Promise<void> {}
}

const many = (count: number, name = 'i'): PipelineDefinition => ({
  ...{ name: 'many', description: '', inputs: {}, outputs: [] },
  steps: [
    {
      ...{ id: 'a', type: 'make', config: { value: '{{item}}' } },
      map: Array.from({ length: count }, (_, index) => `${name}${index}`),
    },
  ],
});

const open: ToyEngine[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((toy) => toy.close()));
});

async function worker(till: Till, concurrency = 8): Promise<ToyEngine> {
  const home = tempDir();
  const providers = await Providers.open([till], TOY_CATALOGUE);
  const later: { execute?: Execute } = {};
  const toy = await startToyEngine({
    ...{ redisUrl: await sharedRedis(), prefix: randomPrefix(), select: providers.select, concurrency },
    execute: (task) => later.execute!(task),
  });
  later.execute = makeExecute({
    ...{ ledger: toy.engine.ledger, providers, catalogue: TOY_CATALOGUE },
    store: new DiskStore(join(home, 'artifacts')),
    scratch: new Scratch(join(home, 'tmp')),
    space: { minFreeBytes: 0, quotaBytes: 0 },
  });
  open.push(toy);
  return toy;
}

const record = async ({ engine }: ToyEngine, id: string) => (await engine.store.pipeline(id))!;
const over = ({ engine }: ToyEngine, id: string) => engine.finished(id, AbortSignal.timeout(30_000));

async function begin({ engine }: ToyEngine, count: number, budgetUsd?: number, name?: string): Promise<string> {
  const options = budgetUsd === undefined ? {} : { budgetUsd };
  const { id } = await engine.create(many(count, name), {}, { seed: 1, options });
  await engine.start(id);
  return id;
}

/** Paused by its budget, with nothing under way any more. */
async function halted(toy: ToyEngine, id: string) {
  await until(async () => {
    const { status, reserved } = await record(toy, id);
    const [step] = await toy.engine.store.steps(id);
    return status === 'paused' && reserved === 0 && step!.running === 0;
  });
  return record(toy, id);
}

test('a budget of $10 under 64 parallel workers is never overshot; raised, the rest is done', async () => {
  const till = new Till(23 * CENT);
  const toy = await worker(till, 64);
  const id = await begin(toy, 60, 10);
  const { pausedBy, spent } = await halted(toy, id);
  expect(spent).toBe(43 * 23 * CENT);
  expect(till.billed).toBe(spent);
  expect(pausedBy).toMatchObject({
    reason: 'budget',
    scope: 'pipeline',
    limit: 10,
    spent: 9.89,
    needed: 0.23,
    step_id: 'a',
  });
  expect((await toy.engine.store.steps(id))[0]).toMatchObject({ done: 43, costActual: spent });
  // Gone on with without more money, it stops at the same place.
  await toy.engine.start(id);
  expect((await halted(toy, id)).spent).toBe(spent);
  await toy.engine.budgets.setPipelineLimit(id, 20 * DOLLAR);
  await toy.engine.start(id);
  expect((await over(toy, id)).status).toBe('completed');
  expect(await record(toy, id)).toMatchObject({ spent: 60 * 23 * CENT, reserved: 0, pausedBy: undefined });
  expect(till.billed).toBe(60 * 23 * CENT);
});

test('a limit of each pipeline holds for those without one of their own', async () => {
  const toy = await worker(new Till(50 * CENT));
  await toy.engine.budgets.setLimits({ pipeline: DOLLAR });
  const [bound, free] = [await begin(toy, 3, undefined, 'a'), await begin(toy, 3, 5, 'b')];
  expect((await halted(toy, bound)).pausedBy).toMatchObject({ reason: 'budget', scope: 'pipeline', limit: 1 });
  expect((await over(toy, free)).status).toBe('completed');
  await toy.engine.budgets.setLimits({ pipeline: 2 * DOLLAR });
  await toy.engine.start(bound);
  expect((await over(toy, bound)).status).toBe('completed');
});

test('what is reserved and not used is given to those who wait for it', async () => {
  // Each reserves a dollar and costs a tenth of it.
  const till = new Till(DOLLAR, DOLLAR / 10);
  const toy = await worker(till);
  const id = await begin(toy, 20, 3);
  expect((await over(toy, id)).status).toBe('completed');
  expect(await record(toy, id)).toMatchObject({ spent: 2 * DOLLAR, reserved: 0 });
});

test.each(['day', 'month', 'key'] as const)('a budget for the %s holds for all pipelines together', async (scope) => {
  const till = new Till(50 * CENT);
  const toy = await worker(till);
  await toy.engine.budgets.setLimits({ [scope]: 2 * DOLLAR });
  const ids = [await begin(toy, 3, undefined, 'a'), await begin(toy, 3, undefined, 'b')];
  await until(async () => {
    const { budgets } = toy.engine;
    const envelopes = { day: budgets.today(), month: budgets.thisMonth(), key: budgets.owner('default') };
    const { spent, reserved } = await envelopes[scope];
    const statuses = await Promise.all(ids.map(async (id) => (await record(toy, id)).status));
    return spent === 2 * DOLLAR && reserved === 0 && !statuses.includes('running');
  });
  expect(till.billed).toBe(2 * DOLLAR);
  const paused = (await Promise.all(ids.map((id) => record(toy, id)))).filter(({ status }) => status === 'paused');
  expect(paused.map(({ pausedBy }) => pausedBy)).toContainEqual(expect.objectContaining({ reason: 'budget', scope }));
  await toy.engine.budgets.setLimits({ [scope]: null });
  for (const { id } of paused) await toy.engine.start(id);
  for (const id of ids) expect((await over(toy, id)).status).toBe('completed');
  expect(await toy.engine.budgets.usage(2)).toMatchObject([
    {
      owner: 'default',
      provider: 'till',
      model: 'toy',
      requests: 6,
      spent: 3 * DOLLAR,
      estimated: 3 * DOLLAR,
      billed: 3 * DOLLAR,
    },
  ]);
});

test('where there is a budget, what has no price is refused; without one it is done', async () => {
  const toy = await worker(new Till(undefined, 7));
  expect(await over(toy, await begin(toy, 1, 5))).toMatchObject({ status: 'failed', error: { code: 'price_unknown' } });
  expect((await over(toy, await begin(toy, 1))).status).toBe('completed');
});

test('nothing is reserved for what is answered from the cache', async () => {
  const till = new Till(DOLLAR);
  const toy = await worker(till);
  expect((await over(toy, await begin(toy, 2, 2))).status).toBe('completed');
  const again = await begin(toy, 2, 0);
  expect((await over(toy, again)).status).toBe('completed');
  expect(await record(toy, again)).toMatchObject({ spent: 0, reserved: 0, budget: 0 });
});
