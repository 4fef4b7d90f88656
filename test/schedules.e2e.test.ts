import { Redis } from 'ioredis';
import { createClient, dataOf } from '#contracts';
import type { ApiClient, components } from '#contracts';
import { afterFile, startRedis, tempDir, until } from '#testing';
import { reelwright } from './support/cli.js';
import { startService } from './support/services.js';
import type { Service } from './support/services.js';

type CreateSchedule = components['schemas']['CreateScheduleDto'];

const PANELS = { template: 'story_panels', inputs: { panels: ['a hill'], quality: 'draft' } } as const;
const SETTINGS: CreateSchedule = {
  ...{ name: 'panels', cron: '0 7 * * *', timezone: 'Europe/Berlin', missed: 'run_once', overlap: 'skip' },
  pipeline: PANELS,
};
let gateway: Service;
let workers: Service[];
let client: ApiClient;
let redis: Redis;
let startWorkers: () => Promise<Service[]>;
beforeAll(async () => {
  const server = await startRedis({ appendonly: 'always' });
  redis = new Redis(server.url);
  afterFile(() => redis.disconnect());
  const settings = { home: tempDir(), redisUrl: server.url };
  // Two that look after what is due.
  startWorkers = () => Promise.all([startService('mux-worker', settings), startService('mux-worker', settings)]);
  [gateway, workers] = await Promise.all([startService('gateway', settings), startWorkers()]);
  client = createClient(gateway.url);
});

const make = async (more: Partial<CreateSchedule> = {}) =>
  dataOf(await client.POST('/schedules', { body: { ...SETTINGS, ...more } }));
const read = async (id: string) => dataOf(await client.GET('/schedules/{id}', { params: { path: { id } } }));
const pipelines = async () => dataOf(await client.GET('/pipelines', { params: { query: { limit: 100 } } })).items;
/** As if the time had come. */
async function due(id: string, at: number) {
  await redis.hset(`{reelwright}:schedule:${id}`, 'next', at);
  await redis.zadd('{reelwright}:schedule:due', at, id);
}

it('tells the next times before they come, on the clocks of the place', async () => {
  const { id, next_runs, pipeline_name, paused } = await make();
  expect({ pipeline_name, paused }).toEqual({ pipeline_name: 'story_panels', paused: false });
  expect(next_runs).toHaveLength(5);
  const hours = next_runs.map((at) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' }).format(new Date(at)),
  );
  expect(new Set(hours)).toEqual(new Set(['07:00']));
  expect(dataOf(await client.GET('/schedules')).items.map((each) => each.id)).toEqual([id]);
  expect((await client.DELETE('/schedules/{id}', { params: { path: { id } } })).response.status).toBe(204);
  expect((await client.GET('/schedules/{id}', { params: { path: { id } } })).response.status).toBe(404);
});

it('makes one pipeline for each time, also where workers are killed over it', async () => {
  const schedules = await Promise.all(Array.from({ length: 10 }, (_, index) => make({ name: `s${index}` })));
  const before = (await pipelines()).length;
  const at = Date.now() - 1000;
  await Promise.all(schedules.map(({ id }) => due(id, at)));
  // In the middle of it, if it comes so.
  await until(async () => (await pipelines()).length > before);
  await Promise.all(workers.map((worker) => worker.end('SIGKILL')));
  workers = await startWorkers();
  await until(
    async () => (await Promise.all(schedules.map(({ id }) => read(id)))).every(({ runs }) => runs.length > 0),
    120_000,
  );
  for (const { id } of schedules) {
    const { runs, last_pipeline_id, next_runs } = await read(id);
    expect(runs).toEqual([expect.objectContaining({ at: new Date(at).toISOString(), outcome: 'started' })]);
    expect(last_pipeline_id).toBe(runs[0]!.pipeline_id);
    expect(Date.parse(next_runs[0]!)).toBeGreaterThan(Date.now());
  }
  expect(await pipelines()).toHaveLength(before + schedules.length);
}, 180_000);

it('can be run at once, changed, paused and resumed', async () => {
  const { id } = await make();
  const params = { path: { id } };
  const headers = { 'idempotency-key': 'run it' };
  const ran = dataOf(await client.POST('/schedules/{id}/run', { params, headers }));
  expect(ran).toMatchObject({ name: 'story_panels' });
  expect(dataOf(await client.POST('/schedules/{id}/run', { params, headers })).id).toBe(ran.id);
  expect((await read(id)).runs).toEqual([expect.objectContaining({ pipeline_id: ran.id, outcome: 'started' })]);
  const body = { cron: '*/10 * * * *', timezone: 'UTC', name: 'often' };
  const changed = dataOf(await client.PUT('/schedules/{id}', { params, body }));
  expect(changed).toMatchObject({ name: 'often', overlap: 'skip', pipeline: { inputs: PANELS.inputs } });
  expect(Date.parse(changed.next_runs[1]!) - Date.parse(changed.next_runs[0]!)).toBe(600_000);
  const paused = dataOf(await client.POST('/schedules/{id}/pause', { params }));
  expect(paused).toMatchObject({ paused: true, paused_because: 'by a person', next_runs: [] });
  expect(dataOf(await client.POST('/schedules/{id}/resume', { params })).next_runs).toHaveLength(5);
  dataOf(await client.DELETE('/schedules/{id}', { params }));
});

it('ends with the key that set it, and spends the budget of that key until then', async () => {
  const key = dataOf(await client.POST('/keys', { body: { name: 'scheduler', scopes: ['run'] } }));
  const its = createClient(gateway.url, { apiKey: key.key! });
  const { id, owner } = dataOf(await its.POST('/schedules', { body: SETTINGS }));
  expect(owner).toBe(key.id);
  await due(id, Date.now() - 1000);
  await until(async () => (await read(id)).runs.length === 1);
  const made = (await pipelines()).find((each) => each.owner === key.id);
  expect(made).toBeDefined();
  dataOf(await client.DELETE('/keys/{id}', { params: { path: { id: key.id } } }));
  await due(id, Date.now() - 1000);
  await until(async () => (await read(id)).paused);
  expect(await read(id)).toMatchObject({ paused_because: 'the key "scheduler" was revoked' });
  expect((await read(id)).runs).toHaveLength(1);
});

it('refuses times and definitions that are none', async () => {
  const post = async (more: object) => {
    const { response, error } = await client.POST('/schedules', { body: { ...SETTINGS, ...more } });
    return [response.status, (error as { code: string } | undefined)?.code];
  };
  expect(await post({ cron: '* * * *' })).toEqual([422, 'bad_schedule']);
  expect(await post({ timezone: 'Mars/Olympus' })).toEqual([422, 'bad_schedule']);
  expect(await post({ pipeline: { template: 'nope' } })).toEqual([404, 'unknown_template']);
  expect(await post({ pipeline: { template: 'complete_video_production' } })).toEqual([422, 'invalid_definition']);
  expect(await post({ pipeline: { ...PANELS, options: { resumeFrom: 'p1@3' } } })).toEqual([422, 'not_for_schedules']);
  expect(await post({ missed: 'maybe' })).toEqual([400, 'bad_request']);
  expect(await post({ pipeline: undefined })).toEqual([400, 'bad_request']);
});

it('is set, listed and removed at the terminal', async () => {
  const url = ['--url', gateway.url];
  const times = ['--cron', '30 7 * * MON', '--timezone', 'UTC', '--name', 'weekly'];
  const inputs = ['--input', 'panels=a hill', '--input', 'quality=draft'];
  const added = await reelwright(['schedule', 'add', 'story_panels', ...times, ...inputs, '--json', ...url]);
  expect([added.code, added.stderr]).toEqual([0, '']);
  const { id } = JSON.parse(added.stdout.trim().split('\n').at(-1)!) as { id: string };
  const listed = await reelwright(['schedule', 'ls', ...url]);
  expect(listed.stdout).toMatch(new RegExp(`${id} +30 7 \\* \\* MON +.* 07:30 UTC +story_panels +weekly`));
  const run = await reelwright(['schedule', 'run', id, ...url]);
  expect(run.stdout).toMatch(/Pipeline p\w+ runs/);
  const shown = await reelwright(['schedule', 'show', id, ...url]);
  expect(shown.stdout).toContain('started');
  expect((await reelwright(['schedule', 'rm', id, ...url])).code).toBe(0);
  expect((await reelwright(['schedule', 'show', id, ...url])).code).not.toBe(0);
});
