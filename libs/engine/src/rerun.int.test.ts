import type { Changes, PipelineDefinition, PipelineStep } from '#pipeline';
import { InvalidDefinitionError, PipelineFailure } from '#pipeline';
import { sharedRedis, startToyEngine, toyExecute, until } from '#testing';
import type { ToyEngine, ToyEngineOptions } from '#testing';
import type { PipelineRecord } from './records.js';
import type { RacePoint } from './scripts.js';

const make = (id: string, value: string, rest: Partial<PipelineStep> = {}): PipelineStep => ({
  id,
  type: 'make',
  config: { value },
  ...rest,
});

/** A list of three, an item each, both gathered with a title: `x>i#0+…+title`. */
const film: PipelineDefinition = {
  name: 'film',
  description: '',
  inputs: { title: { type: 'string', default: 'T' } },
  outputs: ['all'],
  steps: [
    { id: 'source', type: 'list', config: { length: 3 } },
    make('item', '{{item}}', { map: '{{steps.source.items}}' }),
    make('next', 'n', { dependsOn: ['item'] }),
    make('title', '{{inputs.title}}'),
    { id: 'all', type: 'gather', config: {}, dependsOn: ['next', 'title'] },
  ],
};

const open: ToyEngine[] = [];
async function start(options: Partial<ToyEngineOptions> = {}): Promise<ToyEngine> {
  const toy = await startToyEngine({ redisUrl: await sharedRedis(), reuse: async () => true, ...options });
  open.push(toy);
  return toy;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((toy) => toy.close()));
});

const over = ({ engine }: ToyEngine, id: string) => engine.finished(id, AbortSignal.timeout(30_000));
const textOf = async ({ engine }: ToyEngine, id: string) => (await engine.store.tasks(id, 'all'))[0]?.outputs?.text;

/** Runs a definition to its end and forgets what was executed for it. */
async function finished(toy: ToyEngine, definition = film): Promise<PipelineRecord> {
  const { id } = await toy.engine.create(definition, {}, { seed: 1 });
  await toy.engine.start(id);
  const record = await over(toy, id);
  // Where it failed, others may only be on their way to their work.
  await until(async () => (await toy.engine.store.steps(id)).every(({ running }) => running === 0));
  toy.executed.length = 0;
  return record;
}

/** Runs it again in place, to its end. */
async function again(toy: ToyEngine, record: PipelineRecord, changes: Changes, checkpoint?: number) {
  expect(await toy.engine.rerun(record, changes, checkpoint === undefined ? {} : { checkpoint })).toBe('accepted');
  return over(toy, record.id);
}

describe('running again in place', () => {
  it('does only the changed step and what depends on it', async () => {
    const toy = await start();
    const first = await finished(toy);
    const record = await again(toy, first, { config: { title: { value: 'U' } } });
    expect(record).toMatchObject({ status: 'completed', run: 2, createdAt: first.createdAt });
    expect(toy.executed).toEqual(['title', 'all']);
    expect(await textOf(toy, record.id)).toBe('source#0>n+source#1>n+source#2>n+U');
  });

  it('goes on after a failure where it failed', async () => {
    let broken = true;
    const toy = await start({
      execute: async (task) => {
        if (broken && task.id === 'next[1]') throw new PipelineFailure('moderated', 'no');
        return toyExecute(task);
      },
    });
    const failed = await finished(toy);
    expect(failed).toMatchObject({ status: 'failed', failedTask: 'next[1]' });
    const before = await toy.engine.store.tasks(failed.id, 'next');
    broken = false;
    const record = await again(toy, failed, {});
    expect(record).toMatchObject({ status: 'completed', error: undefined, failedStep: undefined });
    const left = before.filter((task) => task.state !== 'done').map((task) => task.id);
    expect(toy.executed.filter((id) => id.startsWith('next')).sort()).toEqual(left.sort());
    expect(toy.executed.filter((id) => /^(source|item)/.test(id))).toEqual([]);
  });

  it('does one task anew, and for the others of its step nothing', async () => {
    const toy = await start();
    const first = await finished(toy);
    const record = await again(toy, first, { config: { 'next[1]': { value: 'm' } } });
    expect(toy.executed).toEqual(['next[1]', 'all']);
    expect(await textOf(toy, record.id)).toBe('source#0>n+source#1>m+source#2>n+T');
    // What was set for that task stays set.
    await again(toy, record, { config: { title: { value: 'V' } } });
    expect(await textOf(toy, record.id)).toBe('source#0>n+source#1>m+source#2>n+V');
  });

  it('does a step anew that has not changed, and no more where the result is the same', async () => {
    const toy = await start();
    const first = await finished(toy);
    await again(toy, first, { rerun: ['item'] });
    expect([...toy.executed].sort()).toEqual(['item[0]', 'item[1]', 'item[2]']);
  });

  it('goes back to a result it had once', async () => {
    const toy = await start();
    const first = await finished(toy);
    const second = await again(toy, first, { config: { title: { value: 'U' } } });
    toy.executed.length = 0;
    const third = await again(toy, second, { config: { title: { value: 'T' } }, definition: film });
    expect(toy.executed).toEqual([]);
    expect(third.run).toBe(3);
    expect(await textOf(toy, third.id)).toBe('source#0>n+source#1>n+source#2>n+T');
  });

  it('takes a changed definition: steps that stayed are kept, new ones are done, old ones are gone', async () => {
    const toy = await start();
    const first = await finished(toy);
    const steps = film.steps.filter((step) => step.id !== 'title').map((step) => ({ ...step }));
    steps.at(-1)!.dependsOn = ['next', 'extra'];
    const definition = { ...film, inputs: {}, steps: [...steps.slice(0, 3), make('extra', 'E'), steps.at(-1)!] };
    const record = await again(toy, first, { definition });
    expect([...toy.executed].sort()).toEqual(['all', 'extra']);
    expect((await toy.engine.store.steps(record.id)).map((step) => step.id).sort()).toEqual(
      ['all', 'extra', 'item', 'next', 'source'].sort(),
    );
    expect(await toy.engine.redis.exists(toy.engine.keys.step(record.id, 'title'))).toBe(0);
  });

  it('needs no cache for what did not change', async () => {
    const toy = await start();
    const definition = { ...film, steps: film.steps.map((step) => ({ ...step, cache: false })) };
    const first = await finished(toy, definition);
    await again(toy, first, { config: { 'next[0]': { value: 'm' } } });
    expect(toy.executed).toEqual(['next[0]', 'all']);
  });

  it('is refused while it runs, and told what is wrong with the changes', async () => {
    const hold = Promise.withResolvers<void>();
    const toy = await start({
      execute: async (task) => {
        await hold.promise;
        return toyExecute(task);
      },
    });
    const record = await toy.engine.create(film, {}, { seed: 1 });
    await toy.engine.start(record.id);
    expect(await toy.engine.rerun(record, {})).toBe('busy');
    await expect(toy.engine.rerun(record, { config: { titel: {} } })).rejects.toThrow(InvalidDefinitionError);
    hold.resolve();
    expect((await over(toy, record.id)).status).toBe('completed');
  });

  it.each<RacePoint>([
    'before rewind',
    'after rewind',
    'after drop',
    'before rebuild',
    'after rebuild',
    'before start',
    'after start',
    'before worked',
  ])('goes on elsewhere when a process dies %s', async (point) => {
    const toy = await start();
    const first = await finished(toy);
    let dead = false;
    const lame = await startToyEngine({
      redisUrl: await sharedRedis(),
      prefix: toy.engine.keys.base.slice(1, -2),
      concurrency: 0,
      racePoint: (reached) => {
        // From here on it changes nothing any more.
        dead ||= reached === point;
        if (dead) throw new Error(`died ${point}`);
      },
    });
    open.push(lame);
    const asked = lame.engine.rerun(first, { config: { title: { value: 'U' } } });
    if (point === 'before rewind' || point === 'after rewind') await expect(asked).rejects.toThrow(/died/);
    else expect(await asked).toBe('accepted');
    await lame.engine.dispatcher.idle();
    if (point === 'before rewind') return expect(await over(toy, first.id)).toMatchObject({ run: 1 });
    await toy.engine.sweeper.sweep();
    await toy.engine.dispatcher.idle();
    expect(await over(toy, first.id)).toMatchObject({ status: 'completed', run: 2 });
    expect(toy.executed).toEqual(['title', 'all']);
    expect(await textOf(toy, first.id)).toBe('source#0>n+source#1>n+source#2>n+U');
    expect(await toy.engine.redis.exists(toy.engine.keys.work(first.id))).toBe(0);
  });

  it('survives whoever began it: another process goes on', async () => {
    const toy = await start();
    const first = await finished(toy);
    const lame = await startToyEngine({
      redisUrl: await sharedRedis(),
      prefix: toy.engine.keys.base.slice(1, -2),
      concurrency: 0,
    });
    open.push(lame);
    await lame.engine.dispatcher.close(); // accepts the wish and then does nothing about it
    expect(await lame.engine.rerun(first, { config: { title: { value: 'U' } } })).toBe('accepted');
    await toy.engine.sweeper.sweep();
    await toy.engine.dispatcher.idle();
    expect(await over(toy, first.id)).toMatchObject({ status: 'completed', run: 2 });
    expect(toy.executed).toEqual(['title', 'all']);
  });
});

describe('a fork', () => {
  it('shares what is unchanged and leaves the original alone', async () => {
    const toy = await start();
    const original = await finished(toy);
    const fork = await toy.engine.fork(original, { inputs: { title: 'U' } });
    expect(fork).toMatchObject({ status: 'pending', resumedFrom: { pipeline: original.id } });
    await toy.engine.start(fork.id);
    expect((await over(toy, fork.id)).status).toBe('completed');
    expect(toy.executed).toEqual(['title', 'all']);
    expect(await textOf(toy, fork.id)).toBe('source#0>n+source#1>n+source#2>n+U');
    expect(await textOf(toy, original.id)).toBe('source#0>n+source#1>n+source#2>n+T');
    const [source] = await toy.engine.store.tasks(fork.id, 'source');
    expect(source).toMatchObject({ how: 'known', state: 'done' });
  });

  it('of a checkpoint has what was made by then', async () => {
    const toy = await start({ reuse: async () => false });
    const original = await finished(toy);
    const fork = await toy.engine.fork(original, {}, { checkpoint: 2 });
    await toy.engine.start(fork.id);
    await over(toy, fork.id);
    const log = await toy.engine.redis.lrange(toy.engine.keys.log(original.id), 0, 1);
    const known = log.map((entry) => entry.split('|')[0]!);
    expect(known).toHaveLength(2);
    expect(toy.executed).not.toEqual(expect.arrayContaining(known));
    expect(toy.executed).toHaveLength(9 - 2);
  });

  it('of a fan-out of 1,500 runs one task', async () => {
    const toy = await start();
    const definition: PipelineDefinition = {
      ...{ name: 'wide', description: '', inputs: {}, outputs: [] },
      steps: [
        make('many', '{{item}}', { map: Array.from({ length: 1500 }, (_, index) => `i${index}`) }),
        { id: 'all', type: 'gather', config: {}, dependsOn: ['many'] },
      ],
    };
    const original = await finished(toy, definition);
    const fork = await toy.engine.fork(original, { config: { 'many[700]': { value: 'other' } } });
    await toy.engine.start(fork.id);
    await over(toy, fork.id);
    expect(toy.executed).toEqual(['many[700]', 'all']);
    expect((await toy.engine.store.steps(fork.id))[0]).toMatchObject({ done: 1500, reused: 1499 });
  });
});
