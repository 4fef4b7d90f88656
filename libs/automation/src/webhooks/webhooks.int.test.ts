import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isStandardWebhook } from '#net';
import { afterFile, sharedRedis, startToyEngine, until } from '#testing';
import type { ToyEngine } from '#testing';
import type { WebhookEvent } from './events.js';
import { WebhookPump } from './pump.js';
import type { PumpOptions } from './pump.js';
import type { WebhookSettings } from './records.js';
import { Webhooks } from './webhooks.js';

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const ONE = {
  ...{ name: 'one', description: '', inputs: {}, outputs: ['a'] },
  steps: [{ id: 'a', type: 'make', config: {} }],
};

let toy: ToyEngine;
let webhooks: Webhooks;
let receiver: Server;
let received: Received[] = [];
/** What the receiver answers; default 204. */
let reply: (request: Received, response: ServerResponse) => void;
const pumps: WebhookPump[] = [];
const failures: unknown[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { path: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString() };
      received.push(one);
      reply(one, response);
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  afterFile(() => void receiver.close());
});
beforeEach(async () => {
  toy = await startToyEngine({ redisUrl: await sharedRedis() });
  webhooks = new Webhooks(toy.engine.redis, toy.engine.keys);
  received = [];
  reply = (_request, response) => response.writeHead(204).end();
});
afterEach(async () => {
  for (const pump of pumps.splice(0)) await pump.close();
  receiver.closeAllConnections();
  await toy.close();
  expect(failures.splice(0)).toEqual([]);
});

const urlOf = (path: string) => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;
async function hook(path: string, events: WebhookEvent[], more: Partial<WebhookSettings> = {}) {
  const settings = { url: urlOf(path), format: 'standard' as const, events, description: '', ...more };
  return (await webhooks.create(settings))!;
}
function pump(more: Partial<PumpOptions> = {}): WebhookPump {
  const { engine } = toy;
  const one = new WebhookPump({
    engine,
    webhooks,
    trusts: () => true,
    onError: (error) => failures.push(error),
    ...more,
  });
  pumps.push(one);
  return one;
}
async function run(definition = ONE): Promise<string> {
  const { engine } = toy;
  const { id } = await engine.create(definition, {});
  await engine.start(id);
  await engine.finished(id);
  return id;
}
const turn = async (one: WebhookPump) => {
  await one.round();
  await one.idle();
};
const at = (path: string) => received.filter((each) => each.path === path);
const latest = async (id: string) => (await webhooks.deliveries(id, 0, 1)).items[0]!;
const backlog = () => toy.engine.redis.xlen(toy.engine.keys.root('tell'));

test('what happened is told, signed, to those who listen to it and to nobody else', async () => {
  const all = await hook('/all', ['pipeline.completed', 'step.completed', 'pipeline.failed']);
  const failed = await hook('/failed', ['pipeline.failed']);
  const id = await run();
  await turn(pump({ base: 'https://film.example' }));
  expect(at('/failed')).toEqual([]);
  const told = at('/all').map(({ body }) => JSON.parse(body) as { type: string; timestamp: string; data: object });
  expect(told.map(({ type }) => type).sort()).toEqual(['pipeline.completed', 'step.completed']);
  const whole = told.find(({ type }) => type === 'pipeline.completed')!;
  expect(whole.data).toMatchObject({ pipeline_id: id, name: 'one', status: 'completed' });
  expect(whole.data).toMatchObject({ url: `https://film.example/pipelines/${id}` });
  for (const { headers, body } of at('/all')) {
    const given = headers as Record<string, string>;
    expect(isStandardWebhook(given, body, [all.secret], Date.now() / 1000)).toBe(true);
    expect(isStandardWebhook(given, `${body} `, [all.secret], Date.now() / 1000)).toBe(false);
    expect(isStandardWebhook(given, body, [failed.secret], Date.now() / 1000)).toBe(false);
    expect(headers['content-type']).toBe('application/json');
  }
  expect(await latest(all.record.id)).toMatchObject({ state: 'delivered', attempts: [{ status: 204 }] });
  expect(await webhooks.get(all.record.id)).toMatchObject({ pending: 0, deliveredAt: expect.any(Number) as number });
});

test('without a webhook nothing is written down, and none is told of what was before it', async () => {
  await run();
  expect(await backlog()).toBe(0);
  const { record } = await hook('/late', ['pipeline.completed']);
  await turn(pump());
  expect(received).toEqual([]);
  await webhooks.remove(record.id);
  await run();
  expect(await backlog()).toBe(0);
});

test('it is on record in the same step that ends the pipeline: no crash comes between', async () => {
  const { record } = await hook('/ends', ['pipeline.completed']);
  await toy.close();
  const ended: string[] = [];
  const prefix = toy.engine.keys.base.slice(1, -2);
  const racePoint = async (point: string) => {
    if (point !== 'after finish') return;
    const entries = await toy.engine.redis.xrange(toy.engine.keys.root('tell'), '-', '+');
    ended.push(...entries.map(([, fields]) => fields[7]!).filter((data) => data.includes('"completed"')));
  };
  toy = await startToyEngine({ redisUrl: await sharedRedis(), prefix, racePoint });
  webhooks = new Webhooks(toy.engine.redis, toy.engine.keys);
  await run();
  await until(async () => ended.length > 0);
  await turn(pump());
  expect(at('/ends')).toHaveLength(1);
  expect((await webhooks.deliveries(record.id, 0, 10)).total).toBe(1);
});

test('several pumps tell each thing once', async () => {
  const { record } = await hook('/many', ['pipeline.completed']);
  const three = [pump(), pump(), pump()];
  const ids = await Promise.all(Array.from({ length: 30 }, () => run()));
  const rounds = async (one: WebhookPump) => {
    for (let times = 0; times < 20; times++) await turn(one);
  };
  await Promise.all(three.map(rounds));
  await until(async () => {
    await Promise.all(three.map(turn));
    return (await webhooks.get(record.id))!.pending === 0 && (await backlog()) === 0;
  });
  const told = at('/many').map(({ body }) => (JSON.parse(body) as { data: { pipeline_id: string } }).data.pipeline_id);
  expect(told.sort()).toEqual(ids.sort());
});

test('what fails is tried again under the same id with a new time, and all attempts are on record', async () => {
  const { record, secret } = await hook('/again', ['pipeline.completed']);
  reply = ({ body }, response) => {
    const first = received.length === 1;
    response.writeHead(first ? 503 : 200).end(first ? `not now: ${body} ${secret}` : 'ok');
  };
  await run();
  const one = pump();
  await turn(one);
  const waiting = await latest(record.id);
  expect(waiting).toMatchObject({ state: 'pending', attempts: [{ status: 503 }] });
  expect(waiting.attempts[0]!.answer).toContain('not now');
  expect(waiting.attempts[0]!.answer).not.toContain(secret);
  expect((await webhooks.get(record.id))!.failingSince).toBeDefined();
  await until(async () => {
    await turn(one);
    return received.length > 1;
  });
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  const last = received.at(-1)!;
  expect(isStandardWebhook(last.headers as Record<string, string>, last.body, [secret], Date.now() / 1000)).toBe(true);
  expect(await latest(record.id)).toMatchObject({ state: 'delivered', attempts: [{ status: 503 }, { status: 200 }] });
  expect((await webhooks.get(record.id))!.failingSince).toBeUndefined();
});

test('a delivery that somebody died over is made by another', async () => {
  const { record } = await hook('/died', ['pipeline.completed']);
  await run();
  reply = () => {}; // it hangs
  const dies = pump({ leaseMs: 100 });
  await dies.round();
  await until(async () => received.length === 1);
  reply = (_request, response) => response.writeHead(200).end();
  const other = pump();
  await until(async () => {
    await turn(other);
    return (await latest(record.id)).state === 'delivered';
  });
  expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(Array(2).fill((await latest(record.id)).id));
});

test('who answers 410 is told nothing more until a person wants it', async () => {
  const { record } = await hook('/gone', ['pipeline.completed']);
  reply = (_request, response) => response.writeHead(410).end();
  await run();
  const one = pump();
  await turn(one);
  expect(await webhooks.get(record.id)).toMatchObject({ why: expect.stringContaining('410') as string, pending: 0 });
  await run();
  await turn(one);
  expect(received).toHaveLength(1);
  reply = (_request, response) => response.writeHead(200).end();
  await webhooks.update(record.id, {}, true);
  await run();
  await turn(one);
  expect(received).toHaveLength(2);
});

test('who has failed for days is told nothing more; what waits is kept, and told when a person wants it', async () => {
  const { record } = await hook('/days', ['pipeline.completed']);
  reply = (_request, response) => response.writeHead(500).end();
  await run();
  const one = pump();
  await toy.engine.redis.hset(toy.engine.keys.root(`hook:${record.id}`), 'failingSince', Date.now() - 6 * 86_400_000);
  await turn(one);
  expect(await webhooks.get(record.id)).toMatchObject({ why: 'it has failed for days', pending: 1 });
  reply = (_request, response) => response.writeHead(200).end();
  await webhooks.update(record.id, {}, true);
  await webhooks.replay(record.id, (await latest(record.id)).id);
  await turn(one);
  expect(await latest(record.id)).toMatchObject({ state: 'delivered' });
});

test('a secret is changed with two signatures, so that nothing is refused meanwhile', async () => {
  const { record, secret } = await hook('/rotates', ['pipeline.completed']);
  const next = (await webhooks.rotate(record.id))!;
  expect(next).not.toBe(secret);
  await run();
  await turn(pump());
  const [{ headers, body }] = received as [Received];
  for (const each of [secret, next])
    expect(isStandardWebhook(headers as Record<string, string>, body, [each], Date.now() / 1000)).toBe(true);
  expect(await webhooks.rotate('wh_nope')).toBeUndefined();
});

test('private addresses and plain connections are not spoken to unless they are trusted, and redirects lead nowhere', async () => {
  const { record } = await hook('/private', ['pipeline.completed']);
  await run();
  await turn(pump({ trusts: () => false }));
  expect(received).toEqual([]);
  expect((await latest(record.id)).attempts[0]!.error).toContain('refused');
  reply = (_request, response) => response.writeHead(302, { location: urlOf('/elsewhere') }).end();
  await webhooks.replay(record.id, (await latest(record.id)).id);
  await turn(pump());
  expect(received.map(({ path }) => path)).toEqual(['/private']);
  expect(await latest(record.id)).toMatchObject({ state: 'pending', attempts: [{}, { status: 302 }] });
});

test('an answer without end does not hold anything up', async () => {
  const { record } = await hook('/endless', ['pipeline.completed']);
  reply = (_request, response) => {
    response.writeHead(200);
    const more = () => void (response.destroyed || response.write('x'.repeat(10_000), () => setImmediate(more)));
    more();
  };
  await run();
  await turn(pump());
  const { state, attempts } = await latest(record.id);
  expect(state).toBe('delivered');
  expect(attempts[0]!.answer!.length).toBeLessThanOrEqual(300);
});

test('one that hangs does not keep the others from theirs', async () => {
  const [slow, quick] = [await hook('/slow', ['pipeline.completed']), await hook('/quick', ['pipeline.completed'])];
  reply = ({ path }, response) => (path === '/slow' ? undefined : response.writeHead(200).end());
  const one = pump();
  for (let times = 0; times < 12; times++) await run();
  await until(async () => {
    await one.round();
    return (await webhooks.get(quick.record.id))!.pending === 0 && at('/quick').length === 12;
  });
  // So many at a time, however many wait.
  expect(at('/slow')).toHaveLength(4);
  expect((await webhooks.get(slow.record.id))!.pending).toBe(12);
});

test('a pipeline that begins to wait for review is told once', async () => {
  await hook('/review', ['review.waiting']);
  const { engine } = toy;
  const definition = { ...ONE, steps: [{ id: 'a', type: 'make', config: {}, count: 3 }] };
  const { id } = await engine.create(definition, {}, { options: { mode: 'checkpoint', checkpoints: ['a'] } });
  await engine.start(id);
  await until(async () => (await engine.store.pipeline(id))!.inReview === 3);
  await turn(pump());
  expect(at('/review')).toHaveLength(1);
  expect(JSON.parse(at('/review')[0]!.body)).toMatchObject({
    type: 'review.waiting',
    data: { pipeline_id: id, step_id: 'a' },
  });
});

test('a webhook is tried out, listed, changed and forgotten with all that it was to be told', async () => {
  const { record } = await hook('/test', []);
  const delivery = await webhooks.test(record);
  await turn(pump());
  expect(received).toHaveLength(1);
  expect(await webhooks.delivery(delivery)).toMatchObject({ type: 'webhook.test', state: 'delivered' });
  expect(await webhooks.update(record.id, { events: ['pipeline.failed'], description: 'ours' })).toBe(true);
  expect(await webhooks.list()).toEqual([
    expect.objectContaining({ events: ['pipeline.failed'], description: 'ours' }),
  ]);
  expect(await webhooks.replay('wh_other', delivery)).toBe(false);
  expect(await webhooks.remove(record.id)).toBe(true);
  expect(await webhooks.remove(record.id)).toBe(false);
  expect(await webhooks.update(record.id, { description: 'x' })).toBe(false);
  expect(await toy.engine.redis.keys(`${toy.engine.keys.base.replace(/[{}]/g, '?')}hook*`)).toEqual([]);
});

test('what waits is listed first, the next due first, then what is over, page by page', async () => {
  const { record } = await hook('/pages', []);
  const ids: string[] = [];
  for (let times = 0; times < 3; times++) ids.push(await webhooks.test(record));
  await turn(pump());
  reply = (_request, response) => response.writeHead(500).end();
  for (let times = 0; times < 2; times++) ids.push(await webhooks.test(record));
  await turn(pumps[0]!);
  const pages = await Promise.all([0, 2, 4].map((offset) => webhooks.deliveries(record.id, offset, 2)));
  expect(pages.map(({ total }) => total)).toEqual([5, 5, 5]);
  const items = pages.flatMap((page) => page.items);
  expect(items.map(({ state }) => state)).toEqual(['pending', 'pending', 'delivered', 'delivered', 'delivered']);
  expect(new Set(items.map(({ id }) => id))).toEqual(new Set(ids));
});

test('of what is over the latest are kept', async () => {
  const { record } = await hook('/log', []);
  const one = pump();
  for (let times = 0; times < 210; times++) await webhooks.test(record);
  await until(async () => {
    await turn(one);
    return (await webhooks.get(record.id))!.pending === 0;
  });
  expect(received).toHaveLength(210);
  expect((await webhooks.deliveries(record.id, 0, 500)).items).toHaveLength(200);
  const messages = await toy.engine.redis.keys(`${toy.engine.keys.base.replace(/[{}]/g, '?')}hook:msg:*`);
  expect(messages).toHaveLength(200);
});
