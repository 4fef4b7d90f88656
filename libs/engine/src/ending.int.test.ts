import type { PipelineDefinition, PipelineOptions, PipelineStep } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import { sharedRedis, startToyEngine, toyExecute, until } from '#testing';
import type { ToyEngine, ToyEngineOptions } from '#testing';

let toy: ToyEngine;
async function start(options: Partial<ToyEngineOptions> = {}): Promise<ToyEngine> {
  toy = await startToyEngine({ redisUrl: await sharedRedis(), ...options });
  return toy;
}
afterEach(() => toy.close());

const make = (id: string, rest: Partial<PipelineStep> = {}): PipelineStep => ({
  id,
  type: 'make',
  config: {},
  ...rest,
});

async function begin(steps: PipelineStep[], outputs: string[] = [], options: PipelineOptions = {}): Promise<string> {
  const definition: PipelineDefinition = { name: 'test', description: '', inputs: {}, outputs, steps };
  const { id } = await toy.engine.create(definition, {}, { seed: 1, options });
  await toy.engine.start(id);
  return id;
}
const over = (id: string) => toy.engine.finished(id, AbortSignal.timeout(20_000));
const made = async (id: string, step: string) =>
  (await toy.engine.store.tasks(id, step, 0, 10_000)).filter((task) => task.outputs).length;

describe('cancelling', () => {
  /** Many tasks are done, and one more runs. */
  async function halfway(): Promise<string> {
    await start({
      execute: async (task) => {
        if (task.id !== 'last') return toyExecute(task);
        return new Promise((_resolve, reject) =>
          task.signal.addEventListener('abort', () => reject(task.signal.reason as Error)),
        );
      },
    });
    const id = await begin([make('first', { count: 1200 }), make('last', { type: 'gather', dependsOn: ['first'] })]);
    await until(async () => (await toy.engine.store.tasks(id, 'last'))[0]?.state === 'running');
    return id;
  }

  it('keeps what was made', async () => {
    const id = await halfway();
    await toy.engine.cancel(id);
    await over(id);
    expect(await made(id, 'first')).toBe(1200);
  });

  it('drops what was made where that is asked for, at once and for good', async () => {
    const id = await halfway();
    expect(await toy.engine.cancel(id, { discard: true })).toBe('cancelling');
    expect(await made(id, 'first')).toBe(0);
    await over(id);
    const [first] = await toy.engine.store.steps(id);
    expect(first).toMatchObject({ done: 0, running: 0, total: 1200 });
    expect(new Set((await toy.engine.store.tasks(id, 'first', 0, 1200)).map((task) => task.state))).toEqual(
      new Set(['cancelled']),
    );
    const events = (await toy.engine.events.replay(id, '0', 10_000)).events;
    expect(events.filter((event) => event.type === 'output_ready')).toEqual([]);
  });

  it('drops it later, too', async () => {
    const id = await halfway();
    await toy.engine.cancel(id);
    await over(id);
    expect(await toy.engine.cancel(id, { discard: true })).toBe('cancelled');
    expect(await made(id, 'first')).toBe(0);
  });

  it('lets others finish what a dead process began to drop', async () => {
    const id = await halfway();
    await toy.engine.redis.hset(toy.engine.keys.pipeline(id), 'discard', '1');
    await toy.engine.cancel(id);
    await over(id);
    await until(async () => (await made(id, 'first')) === 0);
  });

  it('while publishing takes back what was published', async () => {
    const calls: string[] = [];
    await start({
      delivery: {
        publish: async (pipeline) => {
          calls.push('publish');
          await toy.engine.cancel(pipeline.id);
          return { first: ['/films/first'] };
        },
        retract: async () => void calls.push('retract'),
      },
    });
    const id = await begin([make('first')]);
    expect(await over(id)).toMatchObject({ status: 'cancelled', published: undefined });
    await until(async () => calls.length === 2);
    expect(calls).toEqual(['publish', 'retract']);
  });
});

describe('cleaning up', () => {
  it.each([
    ['keep_all', 3],
    ['keep_final', 0],
    ['none', 0],
  ] as const)('%s leaves %i results of what is no output, and all of what is', async (cleanup, left) => {
    await start();
    const id = await begin([make('middle', { count: 3 }), make('end', { dependsOn: ['middle'] })], ['end'], {
      cleanup,
    });
    expect((await over(id)).status).toBe('completed');
    expect([await made(id, 'middle'), await made(id, 'end')]).toEqual([left, 3]);
    expect((await toy.engine.store.steps(id)).map((step) => step.done)).toEqual([3, 3]);
  });
});

describe('publishing that fails', () => {
  it('for good ends the pipeline, and says why', async () => {
    await start({
      delivery: {
        publish: () => Promise.reject(new PipelineFailure('disk_full', 'the disk of /films is full')),
        retract: async () => {},
      },
    });
    const id = await begin([make('first')]);
    expect(await over(id)).toMatchObject({
      status: 'failed',
      error: { code: 'disk_full', message: 'the disk of /films is full' },
    });
  });

  it('by chance is done again', async () => {
    let tries = 0;
    await start({
      delivery: {
        publish: async () => {
          if (++tries === 1) throw new Error('a hiccup');
          return { first: ['/films/first'] };
        },
        retract: async () => {},
      },
    });
    const id = await begin([make('first')]);
    expect(await over(id)).toMatchObject({ status: 'completed', published: { first: ['/films/first'] } });
  });
});
