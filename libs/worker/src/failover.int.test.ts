import { join } from 'node:path';
import { DiskStore } from '#artifacts';
import type { Execute } from '#engine';
import type { PipelineDefinition } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import type { FailureCode } from '#pipeline';
import { JobFailure, Providers } from '#providers';
import type { Capability, Provider, ProviderEvent, ProviderJob, Work, WorkContext } from '#providers';
import { TOY_CATALOGUE, sharedRedis, startToyEngine, tempDir, until } from '#testing';
import type { ToyEngine } from '#testing';
import { makeExecute } from './execute.js';
import { Scratch } from './scratch.js';

/** A paid provider that fails as told, at the door or in the work. */
class Shop implements Provider {
  asked = 0;
  refuses: FailureCode | undefined;
  breaks: FailureCode | undefined;
  constructor(
    readonly id: string,
    private readonly price: number,
  ) {}
  async capabilities(): Promise<Capability[]> {
    return [...TOY_CATALOGUE.keys()].map((step) => ({
      ...{ step, model: 'toy', title: 'toy', resource: 'remote' as const, version: '1', microDollars: this.price },
    }));
  }
  quote(): number {
    return this.price;
  }
  async submit(work: Work, { requestId }: WorkContext): Promise<ProviderJob> {
    this.asked++;
    if (this.refuses) throw new PipelineFailure(this.refuses, `${this.id} will not`);
    return { provider: this.id, id: requestId, work };
  }
  async *attach(): AsyncGenerator<ProviderEvent> {
    if (this.breaks) throw new JobFailure(this.breaks, `${this.id} broke`);
    yield { type: 'cost', microDollars: this.price };
    yield { type: 'output', port: 'text', output: { value: this.id } };
  }
  async cancel(): Promise<void> {}
}

const definition: PipelineDefinition = {
  ...{ name: 'failover', description: '', inputs: {}, outputs: [] },
  steps: [
    {
      ...{ id: 'a', type: 'make', config: { value: 'x' }, provider: 'first' },
      ...{ failover: ['second', 'third/toy'], retry: { maxAttempts: 2, backoffMs: 1 } },
    },
  ],
};

let [first, second, third] = [new Shop('first', 40_000), new Shop('second', 90_000), new Shop('third', 1)];
let toy: ToyEngine;
beforeEach(async () => {
  [first, second, third] = [new Shop('first', 40_000), new Shop('second', 90_000), new Shop('third', 1)];
  const home = tempDir();
  const providers = await Providers.open([first, second, third], TOY_CATALOGUE);
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

async function begin(budgetUsd?: number): Promise<string> {
  const options = budgetUsd === undefined ? {} : { budgetUsd };
  const { id } = await toy.engine.create(definition, {}, { seed: 1, options });
  await toy.engine.start(id);
  return id;
}
const over = (id: string) => toy.engine.finished(id, AbortSignal.timeout(30_000));
const output = async (id: string) => (await toy.engine.store.tasks(id, 'a'))[0]!.outputs?.text;

test('when tries are used up the next provider does it, and the change of price is told', async () => {
  first.refuses = 'provider_unavailable';
  second.breaks = 'bad_answer';
  const id = await begin();
  expect((await over(id)).status).toBe('completed');
  expect(await output(id)).toBe('third');
  expect([first.asked, second.asked, third.asked]).toEqual([2, 1, 1]);
  const { events } = await toy.engine.events.replay(id, '0');
  const changes = events.flatMap(({ data }) => (data.failover ? [data.failover] : []));
  expect(changes).toMatchObject([
    { from: { provider: 'first', unit_micro_dollars: 40_000 }, to: { provider: 'second', unit_micro_dollars: 90_000 } },
    { from: { provider: 'second' }, to: { provider: 'third', model: 'toy' } },
  ]);
  expect((await toy.engine.ledger.list(0, 9)).items.map(({ provider, state }) => [provider, state])).toEqual([
    ['third', 'settled'],
    ['second', 'failed'],
    ['first', 'rejected'],
    ['first', 'rejected'],
  ]);
});

test('the dearer one is held to the budget', async () => {
  first.refuses = 'quota_exceeded';
  const id = await begin(0.05);
  await until(async () => (await toy.engine.store.pipeline(id))!.status === 'paused');
  expect((await toy.engine.store.pipeline(id))!.pausedBy).toMatchObject({ needed: 0.09, limit: 0.05 });
  expect(second.asked).toBe(0);
  await toy.engine.budgets.setPipelineLimit(id, 1_000_000);
  await toy.engine.start(id);
  expect((await over(id)).status).toBe('completed');
  expect(await output(id)).toBe('second');
});

test.each<FailureCode>(['moderated', 'outcome_unknown', 'invalid_input'])('%s goes nowhere else', async (code) => {
  first.refuses = code;
  const id = await begin();
  expect(await over(id)).toMatchObject({ status: 'failed', error: { code } });
  expect([second.asked, third.asked]).toEqual([0, 0]);
});

test('who cannot take over is told before anything runs', () => {
  const steps = [{ ...definition.steps[0]!, failover: ['nobody'] }];
  const { problems } = toy.engine.compile({ ...definition, steps }, {});
  expect(problems).toMatchObject([{ code: 'unsupported_step', path: 'steps[0].failover[0]' }]);
});
