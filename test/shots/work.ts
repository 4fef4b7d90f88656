import { dataOf } from '#contracts';
import type { ApiClient, components } from '#contracts';
import { until } from '#testing';

type Body = components['schemas']['CreatePipelineDto'];

/** What the pictures of the studio need to be there. */
export interface Work {
  done: string;
  reviewed: string;
  failed: string;
  story: string;
  pilot: string;
}

const DRAFT = { quality: 'draft', width: 640, height: 360 };

/** Pictures of several prompts, and a video of each. */
const chain = (name: string, prompts: string[], picture: Record<string, unknown> = {}) => ({
  name,
  inputs: { prompts: { type: 'list', items: 'string', required: true } },
  steps: [
    { id: 'image', type: 't2i', map: '{{inputs.prompts}}', config: { prompt: '{{item}}', ...DRAFT }, ...picture },
    { id: 'video', type: 'i2v', dependsOn: ['image'], config: { duration: 2, ...DRAFT, fps: 12 } },
  ],
  outputs: ['image', 'video'],
});

const PROMPTS = [
  'a lighthouse in a storm, waves breaking over the rocks',
  'an eagle above snowy mountains at dawn',
  'a red sail on a quiet lake in the evening',
  'a night train through a pine forest under the moon',
];

/** A day of somebody's work, on the built-in provider and one that is paid. */
export async function makeWork(client: ApiClient): Promise<Work> {
  const start = async (body: Omit<Body, 'run'>) =>
    dataOf(await client.POST('/pipelines', { body: { ...body, run: true } })).id;
  const over = (id: string) => until(async () => (await read(client, id)).ended_at !== undefined, 300_000);
  const done = await start({
    definition: chain('Four places', PROMPTS, { count: 2 }),
    inputs: { prompts: PROMPTS },
    seed: 7,
  });
  const story = await start({
    template: 'idea_to_video',
    inputs: { idea: 'A lighthouse keeper finds a message in a bottle', shots: 4, quality: 'draft' },
    seed: 5,
  });
  const paid = { provider: 'fal', count: 1 };
  const failed = await start({
    definition: chain('A banner', ['a banner'], paid),
    inputs: { prompts: ['a banner with words', 'a forbidden banner', 'a small banner'] },
    seed: 3,
  });
  const reviewed = await start({
    definition: chain('Postcards', PROMPTS, { count: 2 }),
    inputs: { prompts: PROMPTS.slice(0, 3) },
    options: { mode: 'checkpoint', checkpoints: ['image'] },
    seed: 11,
  });
  const pilot = await start({
    definition: chain('Twelve postcards', PROMPTS, { count: 3 }),
    inputs: { prompts: PROMPTS },
    options: { pilot: { cells: 2 } },
    seed: 12,
  });
  await until(async () => (await read(client, reviewed)).in_review === 6, 300_000);
  await until(async () => (await read(client, pilot)).pilot === 'waiting', 300_000);
  for (const id of [done, failed, story]) await over(id);
  await settings(client);
  return { done, reviewed, failed, story, pilot };
}

const read = async (client: ApiClient, id: string) =>
  dataOf(await client.GET('/pipelines/{id}', { params: { path: { id } } }));

/** Budgets, a key, a webhook, a schedule and a workflow of one's own. */
async function settings(client: ApiClient): Promise<void> {
  dataOf(await client.PUT('/budgets', { body: { day_usd: 50 } }));
  dataOf(await client.POST('/keys', { body: { name: 'Editing room', scopes: ['read', 'run'] } }));
  dataOf(await client.POST('/webhooks', { body: { url: 'http://127.0.0.1:9/told', events: ['pipeline.completed'] } }));
  dataOf(await client.POST('/blueprints', { body: { name: 'postcards', definition: chain('Postcards', PROMPTS) } }));
  dataOf(
    await client.POST('/schedules', {
      body: {
        name: 'Monday postcards',
        cron: '0 9 * * 1',
        timezone: 'Europe/Paris',
        pipeline: { blueprint: 'postcards', inputs: { prompts: PROMPTS.slice(0, 2) } },
      },
    }),
  );
}
