import type { PipelineDefinition, PipelineStep } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import { sharedRedis, startRedis, startToyEngine, toyExecute } from '#testing';
import type { ToyEngine, ToyEngineOptions } from '#testing';
import type { Execute } from './task.js';

const define = (steps: PipelineStep[]): PipelineDefinition => ({
  name: 'test',
  description: '',
  inputs: {},
  outputs: [],
  steps,
});
const make = (id: string, rest: Partial<PipelineStep> = {}): PipelineStep => ({
  id,
  type: 'make',
  config: {},
  ...rest,
});

const toys: ToyEngine[] = [];
async function start(options: Partial<ToyEngineOptions> = {}): Promise<ToyEngine> {
  const toy = await startToyEngine({ redisUrl: await sharedRedis(), ...options });
  toys.push(toy);
  return toy;
}
afterEach(async () => {
  await Promise.all(toys.splice(0).map((toy) => toy.close()));
});

async function begin({ engine }: ToyEngine, steps: PipelineStep[]): Promise<string> {
  const { id } = await engine.create(define(steps), {}, { seed: 1 });
  await engine.start(id);
  return id;
}

const over = ({ engine }: ToyEngine, id: string) => engine.finished(id, AbortSignal.timeout(30_000));
const states = async ({ engine }: ToyEngine, id: string, step: string) =>
  (await engine.store.tasks(id, step)).map((task) => task.state);

/** Fails as told, by task id and attempt; does the toy's work otherwise. */
const failing =
  (fail: (id: string, attempt: number) => Error | undefined): Execute =>
  async (task) => {
    const error = fail(task.id, task.attempt);
    if (error) throw error;
    return toyExecute(task);
  };

describe('a failed attempt', () => {
  it('is made again after a wait when the failure passes', async () => {
    const toy = await start({
      execute: failing((_id, attempt) => (attempt < 3 ? new PipelineFailure('network', 'unplugged') : undefined)),
    });
    const id = await begin(toy, [make('a', { retry: { backoffMs: 20 } })]);
    expect((await over(toy, id)).status).toBe('completed');
    expect(toy.executed).toEqual(['a', 'a', 'a']);
    const [task] = await toy.engine.store.tasks(id, 'a');
    expect(task).toMatchObject({ state: 'done', attempts: 2 });
  });

  it('ends the pipeline when tries are used up, and says where and why', async () => {
    const toy = await start({
      execute: failing((id) => (id === 'b' ? new PipelineFailure('network', 'unplugged') : undefined)),
    });
    const id = await begin(toy, [
      make('a'),
      make('b', { dependsOn: ['a'], retry: { maxAttempts: 2, backoffMs: 1 } }),
      make('c', { dependsOn: ['b'] }),
    ]);
    const record = await over(toy, id);
    expect(record).toMatchObject({
      status: 'failed',
      failedStep: 'b',
      failedTask: 'b',
      error: { code: 'network', message: 'unplugged' },
    });
    expect(toy.executed).toEqual(['a', 'b', 'b']);
  });

  it('is not made again when it would fail the same way, and shows as failed in BullMQ', async () => {
    const toy = await start({ execute: failing(() => new TypeError('a slip of the programmer')) });
    const id = await begin(toy, [make('a')]);
    expect((await over(toy, id)).error).toMatchObject({ code: 'internal', message: 'a slip of the programmer' });
    expect(toy.executed).toEqual(['a']);
    // The engine knows first; BullMQ hears it when the processor has ended.
    const failedReason = async () => (await toy.engine.queues.of('cpu').getJob(`${id}-a-1`))?.failedReason;
    await until(async () => (await failedReason()) !== undefined, toy);
    expect(await failedReason()).toBe('a slip of the programmer');
  });

  it('may be skipped: what needs it is skipped, what gathers goes on without it', async () => {
    const toy = await start({
      execute: failing((id) => (id === 'item[1]' ? new PipelineFailure('moderated', 'no') : undefined)),
    });
    const id = await begin(toy, [
      make('item', { count: 3, onFailure: 'skip', config: { value: 'x' } }),
      make('next', { config: { value: '{{steps.item.text}}' } }),
      { id: 'all', type: 'gather', config: {}, dependsOn: ['next'] },
    ]);
    expect((await over(toy, id)).status).toBe('completed');
    expect(await states(toy, id, 'item')).toEqual(['done', 'skipped', 'done']);
    expect(await states(toy, id, 'next')).toEqual(['done', 'skipped', 'done']);
    expect((await toy.engine.store.tasks(id, 'all'))[0]!.outputs).toEqual({ text: 'x+x' });
  });

  it('of the graph itself is told: zipped lists of unequal length', async () => {
    const toy = await start();
    const id = await begin(toy, [
      { id: 'a', type: 'list', config: { length: 2 } },
      { id: 'b', type: 'list', config: { length: 3 } },
      make('pair', {
        zip: { x: '{{steps.a.items}}', y: '{{steps.b.items}}' },
        config: { value: '{{item.x}}{{item.y}}' },
      }),
    ]);
    expect(await over(toy, id)).toMatchObject({
      status: 'failed',
      failedStep: 'pair',
      error: { code: 'invalid_input', message: 'step "pair": zipped collections have 2 and 3 items' },
    });
  });
});

describe('cancelling', () => {
  it('stops what runs, and nothing is committed afterwards', async () => {
    const running = Promise.withResolvers<void>();
    let aborted = 0;
    const toy = await start({
      concurrency: 2,
      execute: (task) =>
        new Promise((_resolve, reject) => {
          running.resolve();
          task.signal.addEventListener('abort', () => {
            aborted += 1;
            reject(task.signal.reason as Error);
          });
        }),
    });
    const id = await begin(toy, [make('a', { count: 10 })]);
    await running.promise;
    await toy.engine.cancel(id);
    expect((await over(toy, id)).status).toBe('cancelled');
    expect(aborted).toBeGreaterThan(0);
    expect(aborted).toBe(toy.executed.length);
    expect(await states(toy, id, 'a')).not.toContain('done');
    expect((await toy.engine.store.steps(id))[0]).toMatchObject({ done: 0, running: 0 });
  });

  it('refuses the result of a task that did not listen', async () => {
    const [running, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const toy = await start({
      execute: async () => {
        running.resolve();
        await release.promise;
        return { outputs: { text: 'late' } };
      },
    });
    const id = await begin(toy, [make('a')]);
    await running.promise;
    expect(await toy.engine.cancel(id)).toBe('cancelling');
    release.resolve();
    expect((await over(toy, id)).status).toBe('cancelled');
    expect((await toy.engine.store.tasks(id, 'a'))[0]).toMatchObject({ state: 'cancelled', outputs: undefined });
  });

  it('leaves nothing behind when the pipeline is removed', async () => {
    const toy = await start();
    const id = await begin(toy, [make('a', { count: 5 }), { id: 'all', type: 'gather', config: {}, dependsOn: ['a'] }]);
    await over(toy, id);
    expect(await toy.engine.remove(id)).toBe(true);
    const left = (await toy.engine.redis.keys('*')).filter((key) => key.includes(id) && !key.includes(':bull:'));
    expect(left).toEqual([]);
    expect((await toy.engine.listing.page({ limit: 10 })).items.map((item) => item.id)).not.toContain(id);
  });
});

describe('pausing', () => {
  it('lets what runs finish, begins nothing more, and goes on where it was', async () => {
    const [running, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const toy = await start({
      concurrency: 2,
      execute: async (task) => {
        running.resolve();
        await release.promise;
        return toyExecute(task);
      },
    });
    const id = await begin(toy, [make('a', { count: 20 })]);
    await running.promise;
    expect(await toy.engine.pause(id)).toBe('paused');
    // Who asked for a task before that has it, and is about to begin.
    await until(async () => (await toy.engine.store.steps(id))[0]!.running === toy.executed.length, toy);
    const begun = toy.executed.length;
    release.resolve();
    await until(async () => (await toy.engine.store.steps(id))[0]!.running === 0, toy);
    // What BullMQ had ready is given back when a worker asks for it.
    await until(async () => (await toy.engine.queues.of('cpu').getWaitingCount()) === 0, toy);
    expect(toy.executed.length).toBe(begun);
    expect((await toy.engine.store.steps(id))[0]).toMatchObject({ done: begun });
    expect(await toy.engine.start(id)).toBe('running');
    expect((await over(toy, id)).status).toBe('completed');
    expect(new Set(toy.executed).size).toBe(20);
    expect(toy.executed).toHaveLength(20);
  });

  it('can be followed by cancelling', async () => {
    const toy = await start({ concurrency: 0 });
    const id = await begin(toy, [make('a', { count: 3 })]);
    await toy.engine.pause(id);
    expect(await toy.engine.cancel(id)).toBe('cancelled');
    expect(await toy.engine.start(id)).toBe('cancelled');
  });
});

describe('what a dead process leaves', () => {
  it('a job that vanished is made anew, and the old one can do no harm', async () => {
    const prefix = `lost-${process.pid}-${Date.now()}`;
    const dispatcherOnly = await start({ prefix, concurrency: 0 });
    const id = await begin(dispatcherOnly, [make('a', { count: 4 })]);
    await dispatcherOnly.engine.dispatcher.idle();
    // As if Redis had lost them, or the process had died between taking and adding.
    await dispatcherOnly.engine.queues.of('cpu').obliterate({ force: true });
    const toy = await start({ prefix });
    await toy.engine.sweeper.sweep(0);
    expect((await over(toy, id)).status).toBe('completed');
    expect([...toy.executed].sort()).toEqual(['a[0]', 'a[1]', 'a[2]', 'a[3]']);
    expect((await toy.engine.store.tasks(id, 'a')).map((task) => task.losses)).toEqual([0, 0, 0, 0]);
  });

  it('a task that was lost goes ahead of those that have not begun', async () => {
    const toy = await start({ concurrency: 0 });
    const id = await begin(toy, [make('a', { count: 8 })]);
    await toy.engine.dispatcher.idle();
    await toy.engine.queues.of('cpu').obliterate({ force: true });
    const { redis, keys } = toy.engine;
    const inflight = await redis.zrange(keys.inflight('cpu'), '0', '-1');
    const waiting = await redis.lrange(keys.outbox('cpu', id), '0', '-1');
    expect([inflight.length, waiting.length]).toEqual([4, 4]);
    await toy.engine.dispatcher.close(); // what is put back stays in the outbox
    await toy.engine.sweeper.sweep(0);
    const again = (await redis.lrange(keys.outbox('cpu', id), '0', '-1')).slice(0, 4);
    expect(again.sort()).toEqual(['a[0]|2', 'a[1]|2', 'a[2]|2', 'a[3]|2']);
  });

  it('graph work nobody did is done by the sweeper of another', async () => {
    const prefix = `work-${process.pid}-${Date.now()}`;
    const dying = await start({ prefix, concurrency: 0 });
    await dying.engine.dispatcher.close();
    const id = await begin(dying, [make('a', { count: 3 })]);
    const toy = await start({ prefix });
    await toy.engine.sweeper.sweep();
    expect((await over(toy, id)).status).toBe('completed');
    expect(toy.executed).toHaveLength(3);
  });

  it('a fan-out longer than one script goes on in pieces', async () => {
    const toy = await start({ concurrency: 50 });
    const id = await begin(toy, [
      make('source'),
      make('item', { count: 1200, config: { value: '{{steps.source.text}}' } }),
      { id: 'all', type: 'gather', config: {}, dependsOn: ['item'] },
    ]);
    expect((await over(toy, id)).status).toBe('completed');
    expect(new Set(toy.executed).size).toBe(1202);
    expect(toy.executed).toHaveLength(1202);
  });
});

describe('Redis killed in the middle', () => {
  it('loses nothing that was committed, and the pipeline ends by itself', async () => {
    const redis = await startRedis({ appendonly: 'always' });
    const commits = new Map<string, number>();
    let killed: Promise<void> | undefined;
    const toy = await start({
      redisUrl: redis.url,
      concurrency: 4,
      execute: async (task) => {
        if (toy.executed.length === 60) killed ??= redis.kill().then(() => redis.restart());
        await killed;
        return toyExecute(task);
      },
    });
    toy.engine.sweeper.start(500);
    const id = await begin(toy, [
      make('a', { count: 100 }),
      make('b', { dependsOn: ['a'] }),
      { id: 'all', type: 'gather', config: {}, dependsOn: ['b'] },
    ]);
    await until(async () => (await toy.engine.store.pipeline(id))?.status === 'completed', toy);
    expect(killed).toBeDefined();
    for (const step of ['a', 'b', 'all'])
      for (const task of await toy.engine.store.tasks(id, step))
        commits.set(task.id, (commits.get(task.id) ?? 0) + (task.state === 'done' ? 1 : 0));
    expect(commits.size).toBe(201);
    expect([...commits.values()].every((count) => count === 1)).toBe(true);
    expect((await toy.engine.store.steps(id)).map((step) => step.done)).toEqual([100, 100, 1]);
  }, 60_000);
});

/** Looks whenever something happens, and on every tick of the sweeper in case the event was lost with the connection. */
async function until(condition: () => Promise<boolean>, { engine }: ToyEngine): Promise<void> {
  const done = Promise.withResolvers<void>();
  const look = () =>
    void condition().then(
      (holds) => (holds ? done.resolve() : undefined),
      () => {},
    );
  const stop = engine.events.listen(undefined, look);
  const timer = setInterval(look, 250);
  await done.promise;
  clearInterval(timer);
  stop();
}
