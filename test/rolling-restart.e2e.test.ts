import { createClient, dataOf } from '#contracts';
import { freePort, startRedis, tempDir, until } from '#testing';
import { startService } from './support/services.js';
import type { Service } from './support/services.js';

const APPS = ['gateway', 'mux-worker', 'gpu-worker'] as const;
const PIPELINES = 2;
const PANELS = 4;

interface Line {
  time: number;
  msg: string;
  pipeline: string;
  task: string;
}

describe('a rolling restart', () => {
  it('loses nothing and repeats nothing that is done, under load', async () => {
    const redis = await startRedis({ appendonly: 'always' });
    const settings = { home: tempDir(), redisUrl: redis.url, port: await freePort(), drainMs: 300 };
    const services = new Map<string, Service>();
    const every: Service[] = [];
    const start = async (app: string) => {
      const service = await startService(app, settings);
      services.set(app, service);
      every.push(service);
    };
    for (const app of APPS) await start(app);
    const client = createClient(services.get('gateway')!.url);
    const submit = async (seed: number) => {
      const panels = Array.from({ length: PANELS }, (_, index) => `a hill ${seed} ${index}`);
      const body = { template: 'story_panels', inputs: { panels, quality: 'draft' }, seed, run: true };
      return dataOf(await client.POST('/pipelines', { body })).id;
    };
    const read = async (id: string) => dataOf(await client.GET('/pipelines/{id}', { params: { path: { id } } }));
    const ids: string[] = [];
    for (let seed = 0; seed < PIPELINES; seed++) ids.push(await submit(seed));

    for (const [round, app] of [...APPS, ...APPS].entries()) {
      // Each restart falls into work.
      await until(async () => (await Promise.all(ids.map(read))).some(({ status }) => status === 'running'));
      await services.get(app)!.end();
      await start(app);
      ids.push(await submit(100 + round));
    }

    await until(async () => (await Promise.all(ids.map(read))).every(({ status }) => status === 'completed'), 120_000);
    for (const { steps } of await Promise.all(ids.map(read)))
      expect(steps.map((step) => step.tasks_done)).toEqual([PANELS]);
    const lines = every
      .flatMap((service) => service.lines)
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line);
    const done = new Map<string, number>();
    for (const { msg, pipeline, task, time } of lines) if (msg === 'task done') done.set(`${pipeline} ${task}`, time);
    expect(done.size).toBe(ids.length * PANELS);
    const late = lines.filter(
      ({ msg, pipeline, task, time }) => msg === 'task started' && time > done.get(`${pipeline} ${task}`)!,
    );
    expect(late).toEqual([]);
    expect(lines.filter(({ msg }) => msg === 'task done')).toHaveLength(done.size);
  }, 200_000);
});
