import type { PipelineDefinition, PipelineStep } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import { randomPrefix, sharedRedis, slowness, startRedis, startToyEngine, toyExecute, until } from '#testing';
import type { ToyEngine, ToyEngineOptions } from '#testing';
import type { SubmitOptions } from './submit.js';
import type { Job } from 'bullmq';
import type { TaskJobData } from './queues.js';
import type { Execute, Task, TaskResult } from './task.js';

const toys: ToyEngine[] = [];
async function start(options: Partial<ToyEngineOptions> = {}): Promise<ToyEngine> {
  const toy = await startToyEngine({ redisUrl: await sharedRedis(), ...options });
  toys.push(toy);
  return toy;
}
afterEach(async () => {
  await Promise.all(toys.splice(0).map((toy) => toy.close()));
});

async function begin({ engine }: ToyEngine, steps: PipelineStep[], options: SubmitOptions = {}): Promise<string> {
  const definition: PipelineDefinition = { name: 'test', description: '', inputs: {}, outputs: [], steps };
  const { id } = await engine.create(definition, {}, { seed: 1, ...options });
  await engine.start(id);
  return id;
}

const over = ({ engine }: ToyEngine, id: string) => engine.finished(id, AbortSignal.timeout(30_000));
const taskOf = async ({ engine }: ToyEngine, id: string, step: string) => (await engine.store.tasks(id, step))[0]!;
const errorsOf = async ({ engine }: ToyEngine, id: string) =>
  (await engine.events.replay(id, '0')).events.filter((event) => event.type === 'error').map((event) => event.data);

const draw = (rest: Partial<PipelineStep> = {}): PipelineStep => ({ id: 'draw', type: 'draw', config: {}, ...rest });

/** Ends when it is told to, as a provider that listens does. */
const untilStopped = ({ signal }: Task) =>
  new Promise<TaskResult>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );

describe('out of memory', () => {
  const fits =
    (most: number): Execute =>
    async (task) => {
      if (Number(task.config.size) > most) throw new PipelineFailure('out_of_memory', 'the card is full');
      return toyExecute(task);
    };

  it('climbs down the ladder of the step type, tells it, and costs no attempt', async () => {
    const toy = await start({ execute: fits(2) });
    const id = await begin(toy, [draw({ config: { size: 16 }, retry: { maxAttempts: 1 } })]);
    expect((await over(toy, id)).status).toBe('completed');
    expect(toy.executed).toHaveLength(4);
    expect(await taskOf(toy, id, 'draw')).toMatchObject({ state: 'done', attempts: 0, lowered: { size: [16, 2] } });
    expect((await errorsOf(toy, id)).map((error) => [error.error_code, error.retryable, error.lowered])).toEqual([
      ['out_of_memory', true, { size: [16, 8] }],
      ['out_of_memory', true, { size: [16, 4] }],
      ['out_of_memory', true, { size: [16, 2] }],
    ]);
    const facts = await toy.engine.redis.hget(toy.engine.keys.node(id, 'draw'), 'f');
    expect(JSON.parse(facts!)).toMatchObject({ lowered: { size: [16, 2] } });
  });

  it('ends on the last rung, and says what was tried', async () => {
    const toy = await start({ execute: fits(1) });
    const id = await begin(toy, [draw({ config: { size: 8 }, count: 2 })]);
    const { error, failedTask } = await over(toy, id);
    expect(error).toMatchObject({
      code: 'out_of_memory',
      message: `${failedTask}: the card is full; also with size 2 instead of 8, and there is nothing lower to try`,
    });
    const alone = await begin(toy, [draw({ config: { size: 2 } })]);
    expect((await over(toy, alone)).error?.message).toBe('the card is full; this step has no lower settings to try');
  });
});

describe('retries', () => {
  it('follow the pipeline, and the step field by field', async () => {
    const toy = await start({ execute: () => Promise.reject(new PipelineFailure('network', 'unplugged')) });
    const options = { retry: { maxAttempts: 2, backoffMs: 1 } };
    const plain = await begin(toy, [draw({ onFailure: 'skip' })], { options });
    await over(toy, plain);
    expect(await taskOf(toy, plain, 'draw')).toMatchObject({ attempts: 2 });
    const own = await begin(toy, [draw({ onFailure: 'skip', retry: { maxAttempts: 4 } })], { options });
    await over(toy, own);
    expect(await taskOf(toy, own, 'draw')).toMatchObject({ attempts: 4 });
    // The pipeline's backoff still holds.
    const { events } = await toy.engine.events.replay(own, '0');
    const waits = events.flatMap(({ data }) => (typeof data.retry_in_ms === 'number' ? [data.retry_in_ms] : []));
    expect(waits).toHaveLength(3);
    expect(Math.max(...waits)).toBeLessThanOrEqual(4);
  });

  it('wait what the provider asked for', async () => {
    const starts: number[] = [];
    const toy = await start({
      execute: async (task) => {
        starts.push(Date.now());
        if (task.attempt === 1)
          throw new PipelineFailure('rate_limited', 'slow down', undefined, { retryAfterMs: 900 });
        return toyExecute(task);
      },
    });
    const id = await begin(toy, [draw({ retry: { backoffMs: 1 } })]);
    expect((await over(toy, id)).status).toBe('completed');
    expect(starts[1]! - starts[0]!).toBeGreaterThanOrEqual(900);
    expect((await errorsOf(toy, id))[0]).toMatchObject({ error_code: 'rate_limited', retry_in_ms: 900 });
  });

  it('of what would fail the same way are made where the pipeline asks for it', async () => {
    const toy = await start({
      execute: async (task) => {
        if (task.attempt === 1) throw new PipelineFailure('media_failed', 'a bad frame');
        return toyExecute(task);
      },
    });
    const retry = { backoffMs: 1 };
    const id = await begin(toy, [draw({ retry })], { options: { onStepFailure: 'retry' } });
    expect((await over(toy, id)).status).toBe('completed');
    const aborted = await begin(toy, [draw({ retry, onFailure: 'abort' })], { options: { onStepFailure: 'retry' } });
    expect((await over(toy, aborted)).status).toBe('failed');
  });

  it('are kept in Redis: all processes and Redis itself may go, and the wait still holds', async () => {
    const redis = await startRedis({ appendonly: 'always' });
    const prefix = randomPrefix();
    const failing: Execute = () => Promise.reject(new PipelineFailure('network', 'unplugged'));
    const first = await startToyEngine({ redisUrl: redis.url, prefix, execute: failing });
    const id = await begin(first, [draw({ retry: { backoffMs: 6000 } })]);
    await until(async () => (await taskOf(first, id, 'draw')).state === 'retrying');
    await first.close();
    await redis.kill();
    await redis.restart();
    let startedAt = 0;
    const second = await start({
      redisUrl: redis.url,
      prefix,
      execute: async (task) => {
        startedAt = Date.now();
        expect(task.attempt).toBe(2);
        return toyExecute(task);
      },
    });
    const due = Number(await second.engine.redis.zscore(`{${prefix}}:later:gpu`, `${id}|draw`));
    expect(due).toBeGreaterThan(Date.now());
    second.engine.dispatcher.kick();
    expect((await over(second, id)).status).toBe('completed');
    expect(startedAt).toBeGreaterThanOrEqual(due);
    expect(second.executed).toEqual(['draw']);
  });
});

describe('a worker that dies', () => {
  const jobOf = (id: string) => ({ data: { p: id, t: 'draw', g: 1 } }) as Job<TaskJobData>;

  it('is counted apart; after too many the task is given up, naming it and them', async () => {
    const toy = await start({ concurrency: 0 });
    const id = await begin(toy, [draw()]);
    await toy.engine.dispatcher.idle();
    const runs: Promise<unknown>[] = [];
    const runners = Array.from({ length: 7 }, (_, at) => toy.engine.taskRunner(`worker-${at + 1}`, untilStopped));
    for (const runner of runners) {
      const losses = (await taskOf(toy, id, 'draw')).losses;
      runs.push(runner.run(jobOf(id)).catch(() => undefined));
      if (runner !== runners[0]) await until(async () => (await taskOf(toy, id, 'draw')).losses === losses + 1);
      else await until(async () => (await taskOf(toy, id, 'draw')).state === 'running');
    }
    const { error } = await over(toy, id);
    expect(error).toMatchObject({
      code: 'poisoned',
      message:
        'draw: 6 workers stopped while they ran it, one after the other: ' +
        'worker-1, worker-2, worker-3, worker-4, worker-5, worker-6',
    });
    const lost = (await errorsOf(toy, id)).filter((event) => event.error_code === 'worker_lost');
    expect(lost).toHaveLength(6);
    expect(lost[0]).toMatchObject({ error_message: 'draw: worker worker-1 stopped while it ran this' });
    // Each of them lives, in truth: it hears that it was replaced, and lets go.
    await Promise.all(runs);
    for (const runner of runners) runner.close();
  });

  it('or that only lost its lock, leaves the task to the next one', async () => {
    const toy = await start({ concurrency: 0 });
    const id = await begin(toy, [draw()]);
    await toy.engine.dispatcher.idle();
    const [first, second] = [
      toy.engine.taskRunner('first', untilStopped),
      toy.engine.taskRunner('second', async (task) => toyExecute(task)),
    ];
    const lock = new AbortController();
    const run = first.run(jobOf(id), lock.signal);
    await until(async () => (await taskOf(toy, id, 'draw')).state === 'running');
    lock.abort();
    await expect(run).rejects.toThrow('taken away');
    expect((await taskOf(toy, id, 'draw')).state).toBe('running');
    await second.run(jobOf(id));
    expect(await taskOf(toy, id, 'draw')).toMatchObject({ state: 'done', losses: 1, attempts: 0 });
    first.close();
    second.close();
  });
});

describe('a provider that hangs', () => {
  it('is noticed, and named with the task and how long it was silent', async () => {
    const toy = await start({ execute: untilStopped });
    const id = await begin(toy, [draw({ count: 2, stallTimeoutSec: 1, retry: { maxAttempts: 1 } })]);
    const { error, failedTask } = await over(toy, id);
    expect(error).toMatchObject({
      code: 'timeout',
      message: `${failedTask}: no sign of progress from "toy" for 1 s; the provider hangs or the machine is overloaded`,
    });
  });

  it('is not confused with one that is slow', async () => {
    const toy = await start({
      execute: async (task) => {
        const since = Date.now();
        await until(async () => {
          task.progress((Date.now() - since) / 10_000);
          return Date.now() - since > 2500;
        });
        return toyExecute(task);
      },
    });
    const id = await begin(toy, [draw({ stallTimeoutSec: 1, retry: { maxAttempts: 1 } })]);
    expect((await over(toy, id)).status).toBe('completed');
  });

  it('gives its slot back when it does not even listen', async () => {
    const errors: unknown[] = [];
    const running = Promise.withResolvers<void>();
    const toy = await start({
      onError: (error) => errors.push(error),
      execute: () => {
        running.resolve();
        return new Promise(() => {});
      },
    });
    const id = await begin(toy, [draw()]);
    await running.promise;
    await toy.engine.cancel(id);
    const since = Date.now();
    expect((await over(toy, id)).status).toBe('cancelled');
    expect(Date.now() - since).toBeGreaterThan(4000);
    expect(String(errors[0])).toContain(`${id} draw: provider "toy" did not stop within 5 s`);
  });
});

describe('silent work', () => {
  it('gives signs of life, so that it is not taken for lost', async () => {
    const toy = await start({ execute: untilStopped });
    const id = await begin(toy, [draw()]);
    const sign = async () => Number(await toy.engine.redis.zscore(toy.engine.keys.inflight('gpu'), `${id}|draw|1`));
    await until(async () => (await taskOf(toy, id, 'draw')).state === 'running');
    const begun = await sign();
    await until(async () => (await sign()) > begun + 2500);
    await toy.engine.sweeper.sweep(2500);
    expect(await taskOf(toy, id, 'draw')).toMatchObject({ state: 'running', losses: 0 });
    await toy.engine.cancel(id);
    await over(toy, id);
  });

  it('hears of a cancel also when the message about it was missed', async () => {
    const toy = await start({ execute: untilStopped });
    const id = await begin(toy, [draw()]);
    await until(async () => (await taskOf(toy, id, 'draw')).state === 'running');
    const heard: string[] = [];
    toy.engine.events.onStop((pid) => heard.push(pid));
    await toy.engine.redis.client('KILL', 'TYPE', 'PUBSUB');
    await toy.engine.cancel(id);
    const since = Date.now();
    await until(async () => (await toy.engine.store.pipeline(id))?.status === 'cancelled');
    expect(heard).toEqual([]);
    expect(Date.now() - since).toBeLessThan(2500 * slowness());
  });
});
