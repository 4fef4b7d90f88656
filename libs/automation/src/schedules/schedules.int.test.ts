import { sharedRedis, startToyEngine, until } from '#testing';
import type { ToyEngine } from '#testing';
import { ScheduleClock, pipelineIdOf } from './clock.js';
import type { ClockOptions } from './clock.js';
import { latestTimes } from './cron.js';
import type { ScheduleRecord, ScheduleSettings } from './records.js';
import { Schedules } from './schedules.js';

const HOUR = 3_600_000;
/** Half an hour from now, so that no time comes while a test runs. */
const MINUTE = (new Date().getUTCMinutes() + 30) % 60;
const HOURLY = `${MINUTE} * * * *`;
const latest = () => latestTimes(HOURLY, 'UTC', Date.now(), 1)[0]!;
const ONE = {
  ...{ name: 'one', description: '', inputs: {}, outputs: ['a'] },
  steps: [{ id: 'a', type: 'make', config: {} }],
};

let toy: ToyEngine;
let schedules: Schedules;
/** Tasks end only when they are let. */
let held: (() => void)[] = [];
let hold = false;
beforeEach(async () => {
  [held, hold] = [[], false];
  toy = await startToyEngine({
    redisUrl: await sharedRedis(),
    execute: async () => {
      if (hold) await new Promise<void>((resolve) => held.push(resolve));
      return { outputs: { text: '' } };
    },
  });
  schedules = new Schedules(toy.engine.redis, toy.engine.keys);
});
afterEach(async () => {
  hold = false;
  for (const finish of held) finish();
  await toy.close();
});

const SETTINGS: ScheduleSettings = {
  ...{ name: 'hourly', cron: HOURLY, timezone: 'UTC', missed: 'run_once', overlap: 'allow', owner: 'k1' },
  request: { definition: ONE, inputs: {}, options: {} },
};
const make = async (more: Partial<ScheduleSettings> = {}) => (await schedules.create({ ...SETTINGS, ...more }))!;
const clock = (more: Partial<ClockOptions> = {}) =>
  new ScheduleClock({ engine: toy.engine, schedules, barred: async () => undefined, ...more });
/** As if it had been due since then. */
async function dueSince({ id }: ScheduleRecord, at: number) {
  const { redis, keys } = toy.engine;
  await redis.hset(keys.root(`schedule:${id}`), 'next', at);
  await redis.zadd(keys.root('schedule:due'), at, id);
}
const pipelines = async () => (await toy.engine.listing.page({ limit: 100 })).items;
const read = async ({ id }: ScheduleRecord) => (await schedules.get(id))!;

test('a time makes one pipeline, of its owner, and the next one is awaited', async () => {
  const schedule = await make();
  expect(schedule.next).toBe(latest() + HOUR);
  await clock().round();
  expect(await pipelines()).toEqual([]);
  const at = latest();
  await dueSince(schedule, at);
  await clock().round();
  await clock().round();
  const [pipeline, ...more] = await pipelines();
  expect(more).toEqual([]);
  expect(pipeline).toMatchObject({ id: pipelineIdOf(schedule.id, at), name: 'one', owner: 'k1' });
  expect((await toy.engine.finished(pipeline!.id)).status).toBe('completed');
  const { runs, next, last } = await read(schedule);
  expect(runs).toEqual([{ at, outcome: 'started', pipelineId: pipeline!.id }]);
  expect(next).toBeGreaterThan(at);
  expect(last).toBe(pipeline!.id);
});

test('many clocks at once make one pipeline for each time', async () => {
  const all = await Promise.all(Array.from({ length: 25 }, () => make({ missed: 'run_all' })));
  const since = latest() - 2 * HOUR;
  await Promise.all(all.map((schedule) => dueSince(schedule, since)));
  const clocks = Array.from({ length: 6 }, () => clock());
  await Promise.all(clocks.map((each) => each.round()));
  const made = await pipelines();
  expect(made).toHaveLength(75);
  for (const schedule of all) {
    const { runs, next } = await read(schedule);
    expect(runs.map(({ at, outcome }) => [at, outcome])).toEqual(
      [0, 1, 2].map((hours) => [since + hours * HOUR, 'started']),
    );
    expect(next).toBeGreaterThan(Date.now() - HOUR);
  }
});

test.each(['before start', 'after create', 'after start'])(
  'who dies %s is followed by another, and the time still has one pipeline',
  async (where) => {
    const schedule = await make();
    const at = latest();
    await dueSince(schedule, at);
    const prefix = toy.engine.keys.base.slice(1, -2);
    // A process that stops there for good.
    const dying = await startToyEngine({
      ...{ redisUrl: await sharedRedis(), prefix, concurrency: 0 },
      racePoint: (point) => (point === where ? Promise.reject(new Error('died')) : undefined),
    });
    const its = new Schedules(dying.engine.redis, dying.engine.keys);
    await expect(clock({ engine: dying.engine, schedules: its, leaseMs: 50 }).round()).rejects.toThrow('died');
    await dying.close();
    await until(async () => {
      await clock().round();
      return (await read(schedule)).runs.length > 0;
    });
    expect((await pipelines()).map(({ id }) => id)).toEqual([pipelineIdOf(schedule.id, at)]);
    // What it had ready is found by the others.
    await toy.engine.sweeper.sweep();
    expect((await toy.engine.finished(pipelineIdOf(schedule.id, at))).status).toBe('completed');
    expect((await read(schedule)).runs).toEqual([expect.objectContaining({ at, outcome: 'started' })]);
  },
);

test('while the run before goes on, another is left out, or takes its place, or runs beside it', async () => {
  hold = true;
  const [skips, cancels, allows] = [
    await make({ overlap: 'skip' }),
    await make({ overlap: 'cancel' }),
    await make({ overlap: 'allow' }),
  ];
  for (const hours of [2, 1]) {
    for (const schedule of [skips, cancels, allows]) await dueSince(schedule, latest() - hours * HOUR);
    // Each time by itself, as it would come.
    for (const each of [skips, cancels, allows])
      await toy.engine.redis.hset(
        toy.engine.keys.root(`schedule:${each.id}`),
        'cron',
        hours === 2 ? '0 0 1 1 *' : '0 0 1 2 *',
      );
    await clock().round();
    await until(async () => (await pipelines()).filter(({ status }) => status === 'running').length >= 3);
  }
  const outcomes = async (schedule: ScheduleRecord) => (await read(schedule)).runs.map(({ outcome }) => outcome);
  expect(await outcomes(skips)).toEqual(['started', 'skipped']);
  expect((await read(skips)).runs[1]!.note).toContain('still runs');
  expect(await outcomes(cancels)).toEqual(['started', 'started']);
  expect(await outcomes(allows)).toEqual(['started', 'started']);
  const statusOf = async (schedule: ScheduleRecord, run: number) =>
    (await toy.engine.store.pipeline((await read(schedule)).runs[run]!.pipelineId!))!.status;
  expect(['cancelling', 'cancelled']).toContain(await statusOf(cancels, 0));
  expect(await statusOf(allows, 0)).toBe('running');
});

test('nothing is made for whoever may not any more, and the schedule says why', async () => {
  const schedule = await make();
  await dueSince(schedule, latest());
  await clock({ barred: async (owner) => `the key ${owner} was revoked` }).round();
  expect(await pipelines()).toEqual([]);
  expect(await read(schedule)).toMatchObject({ why: 'the key k1 was revoked', runs: [] });
  expect((await read(schedule)).next).toBeUndefined();
  await clock().round();
  expect(await pipelines()).toEqual([]);
});

test('what cannot be made is on record, and does not keep the next from its time', async () => {
  const definition = { ...ONE, steps: [{ id: 'a', type: 'no such type', config: {} }] };
  const schedule = await make({ request: { definition, inputs: {}, options: {} } });
  await dueSince(schedule, latest());
  await clock().round();
  const { runs, next } = await read(schedule);
  expect(runs).toEqual([{ at: latest(), outcome: 'failed', note: expect.stringContaining('no such type') as string }]);
  expect(next).toBeGreaterThan(Date.now() - HOUR);
});

test('a paused schedule makes nothing, and what it missed meanwhile is not made up for', async () => {
  const schedule = await make({ missed: 'run_all' });
  await schedules.pause(schedule);
  expect(await read(schedule)).toMatchObject({ why: 'by a person' });
  await clock().round();
  await schedules.resume(await read(schedule));
  await clock().round();
  expect(await pipelines()).toEqual([]);
  const { next, pausedAt } = await read(schedule);
  expect([next, pausedAt]).toEqual([latest() + HOUR, undefined]);
});

test('a change while it is looked at counts, and other times count from then on', async () => {
  const schedule = await make();
  await dueSince(schedule, latest());
  const [taken] = await schedules.take(60_000, 10);
  await schedules.update(await read(schedule), { cron: `${(MINUTE + 10) % 60} * * * *`, name: 'later' });
  expect(await schedules.settle(taken!, { next: 1, runs: [] })).toBe(false);
  const { next, name } = await read(schedule);
  expect(name).toBe('later');
  expect(new Date(next!).getUTCMinutes()).toBe((MINUTE + 10) % 60);
  expect(next).toBeGreaterThan(Date.now() - 1000);
});

test('runs are kept in bounds, and a schedule that is removed leaves nothing but what it made', async () => {
  const schedule = await make();
  for (let at = 1; at <= 60; at++) await schedules.note(schedule.id, { at, outcome: 'started', pipelineId: `p${at}` });
  const { runs, last } = await read(schedule);
  expect([runs.length, runs[0]!.at, runs.at(-1)!.at, last]).toEqual([50, 11, 60, 'p60']);
  expect((await schedules.list(0, 10)).total).toBe(1);
  expect(await schedules.remove(schedule.id)).toBe(true);
  expect(await schedules.remove(schedule.id)).toBe(false);
  expect(await toy.engine.redis.keys(`${toy.engine.keys.base.replace(/[{}]/g, '?')}schedule*`)).toEqual([]);
});
