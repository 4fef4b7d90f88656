import { createHmac } from 'node:crypto';
import { createClient, dataOf } from '#contracts';
import type { ApiClient, components } from '#contracts';
import { startRedis, tempDir, until } from '#testing';
import { startReceiver } from './support/receiver.js';
import type { Received, Receiver } from './support/receiver.js';
import { startService } from './support/services.js';
import type { Service } from './support/services.js';
import { runToEnd, submit, eventsUntilOver } from './support/stack.js';

type CreateWebhook = components['schemas']['CreateWebhookDto'];

const PANELS = { template: 'story_panels', inputs: { panels: ['a hill'], quality: 'draft' } };
let receiver: Receiver;
let gateway: Service;
let mux: Service;
let startMux: () => Promise<Service>;
let client: ApiClient;
beforeAll(async () => {
  const redis = await startRedis({ appendonly: 'always' });
  receiver = await startReceiver();
  const settings = { home: tempDir(), redisUrl: redis.url, webhookTrustedUrls: receiver.url };
  startMux = () => startService('mux-worker', settings);
  [gateway, mux] = await Promise.all([
    startService('gateway', settings),
    startMux(),
    startService('gpu-worker', settings),
  ]);
  client = createClient(gateway.url);
});

const make = async (path: string, more: Partial<CreateWebhook> = {}) => {
  const body: CreateWebhook = { url: `${receiver.url}${path}`, events: ['pipeline.completed'], ...more };
  return dataOf(await client.POST('/webhooks', { body: { format: 'standard', description: '', ...body } }));
};
const deliveries = async (id: string) =>
  dataOf(await client.GET('/webhooks/{id}/deliveries', { params: { path: { id } } })).items;
const remove = async (id: string) => dataOf(await client.DELETE('/webhooks/{id}', { params: { path: { id } } }));
const at = (path: string) => receiver.received.filter((each) => each.path === path);

/** As the specification says it, without the help of the product. */
function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const signature = createHmac('sha256', key).update(content).digest('base64');
  return String(headers['webhook-signature']).split(' ').includes(`v1,${signature}`);
}

it('tells an address of a finished pipeline, signed; the log says so, and it can be sent again', async () => {
  const { id, secret = '' } = await make('/film', { events: ['pipeline.completed', 'step.completed'] });
  expect(secret).toMatch(/^whsec_/);
  const pipeline = await runToEnd({ url: gateway.url, client }, PANELS);
  await until(async () => (await deliveries(id)).filter(({ state }) => state === 'delivered').length >= 2);
  const told = at('/film').find(({ body }) => body.includes('pipeline.completed'))!;
  expect(JSON.parse(told.body)).toMatchObject({
    type: 'pipeline.completed',
    data: { pipeline_id: pipeline.id, name: 'story_panels', status: 'completed' },
  });
  expect(isSigned(told, secret)).toBe(true);
  const logged = (await deliveries(id)).find(({ event }) => event === 'pipeline.completed')!;
  expect(logged).toMatchObject({ id: told.headers['webhook-id'], pipeline_id: pipeline.id, body: told.body });
  expect(logged.attempts).toEqual([expect.objectContaining({ status: 204, ms: expect.any(Number) as number })]);
  const params = { path: { id, delivery_id: logged.id } };
  expect((await client.POST('/webhooks/{id}/deliveries/{delivery_id}/replay', { params })).response.status).toBe(202);
  await until(async () => at('/film').filter(({ headers }) => headers['webhook-id'] === logged.id).length === 2);
  await remove(id);
});

it('tries an address out, changes its secret, stops telling it and goes on', async () => {
  const { id, secret = '' } = await make('/try');
  const params = { path: { id } };
  const tested = await client.POST('/webhooks/{id}/test', { params });
  expect(tested.response.status).toBe(202);
  await until(async () => at('/try').length === 1);
  expect(at('/try')[0]!.headers['webhook-id']).toBe(dataOf(tested).id);
  const { secret: next = '' } = dataOf(await client.POST('/webhooks/{id}/secret', { params }));
  dataOf(await client.POST('/webhooks/{id}/test', { params }));
  await until(async () => at('/try').length === 2);
  expect([secret, next].map((each) => isSigned(at('/try')[1]!, each))).toEqual([true, true]);
  const stopped = dataOf(await client.PUT('/webhooks/{id}', { params, body: { enabled: false } }));
  expect(stopped).toMatchObject({ enabled: false, disabled_because: 'by a person' });
  expect((await client.POST('/webhooks/{id}/test', { params })).response.status).toBe(409);
  expect(dataOf(await client.PUT('/webhooks/{id}', { params, body: { enabled: true } })).enabled).toBe(true);
  expect(JSON.stringify(dataOf(await client.GET('/webhooks')))).not.toContain('whsec_');
  await remove(id);
  expect((await client.GET('/webhooks/{id}', { params })).response.status).toBe(404);
});

it('sends notices that Slack and Discord show, and keeps their addresses to itself', async () => {
  receiver.reply = ({ path }, response) => response.writeHead(500).end(`no: ${path}`);
  const hooks = [
    await make('/services/T1/B2/slack-secret', { format: 'slack' }),
    await make('/api/webhooks/3/discord-secret', { format: 'discord' }),
  ];
  for (const { id, url, secret } of hooks) {
    expect([url, secret]).toEqual([`${receiver.url}/…`, undefined]);
    dataOf(await client.POST('/webhooks/{id}/test', { params: { path: { id } } }));
    await until(async () => (await deliveries(id))[0]!.attempts.length === 1);
    expect(JSON.stringify(await deliveries(id))).not.toContain('-secret');
  }
  const [slack, discord] = ['/services/T1/B2/slack-secret', '/api/webhooks/3/discord-secret'].map(
    (path) => at(path)[0]!,
  );
  expect(JSON.parse(slack!.body)).toMatchObject({ text: 'Test: Reelwright', blocks: [{ type: 'section' }] });
  expect(JSON.parse(discord!.body)).toMatchObject({ embeds: [{ title: 'Test: Reelwright' }] });
  expect([...gateway.lines, ...mux.lines].join('\n')).not.toContain('-secret');
  receiver.reply = (_request, response) => response.writeHead(204).end();
  for (const { id } of hooks) await remove(id);
});

it('refuses addresses that lead inside, and what it does not know', async () => {
  const post = async (body: object) => {
    const { response, error } = await client.POST('/webhooks', { body: body as Required<CreateWebhook> });
    return [response.status, error && (error as { code: string }).code];
  };
  const events = ['pipeline.completed'];
  for (const url of ['http://film.example/', 'https://127.0.0.1/', 'https://169.254.169.254/x', 'ftp://x/', 'nothing'])
    expect([url, await post({ url, events })]).toEqual([url, [422, 'refused_address']]);
  expect(await post({ url: 'https://film.example/', events: ['film.lost'] })).toEqual([400, 'bad_request']);
  expect(await post({ url: 'https://film.example/', events, format: 'fax' })).toEqual([400, 'bad_request']);
  expect(await post({ url: 'https://film.example/' })).toEqual([400, 'bad_request']);
});

it('loses nothing when the worker that ends pipelines is killed as they end', async () => {
  const { id } = await make('/killed');
  const ids: string[] = [];
  for (let times = 0; times < 4; times++) {
    const pipeline = await submit({ url: gateway.url, client }, PANELS);
    ids.push(pipeline.id);
    await eventsUntilOver({ url: gateway.url, client }, pipeline.id);
    await mux.end('SIGKILL');
    mux = await startMux();
  }
  const told = () =>
    at('/killed').map(({ body }) => (JSON.parse(body) as { data: { pipeline_id: string } }).data.pipeline_id);
  // One that it died over is made when its lease has ended.
  await until(async () => ids.every((each) => told().includes(each)), 100_000);
  // Each is the same delivery, however often it was sent.
  expect(new Set(at('/killed').map(({ headers }) => headers['webhook-id'])).size).toBe(ids.length);
  await remove(id);
}, 180_000);
