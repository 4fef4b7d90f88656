import { once } from 'node:events';
import { WebSocket } from 'ws';
import { slowness, startRedis, tempDir, until } from '#testing';
import type { TestRedis } from '#testing';
import { startService } from './support/services.js';
import type { Service } from './support/services.js';

/** No answer may take longer, whatever Redis does. */
const AT_MOST_MS = 8_000;

const panels = { template: 'story_panels', inputs: { panels: ['a hill'], quality: 'draft' }, seed: 1 };

let redis: TestRedis;
let gateway: Service;
beforeAll(async () => {
  redis = await startRedis({ appendonly: 'always' });
  gateway = await startService('gateway', { home: tempDir(), redisUrl: redis.url });
});

async function ask(path: string, body?: object) {
  const response = await fetch(`${gateway.url}${path}`, {
    signal: AbortSignal.timeout(AT_MOST_MS),
    ...(body && { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as { code?: string }) : {};
  return { status: response.status, code: json.code, retryAfter: response.headers.get('retry-after'), json };
}

const NEEDING: [string, object?][] = [
  ['/pipelines'],
  ['/pipelines/p1'],
  ['/pipelines/p1/steps'],
  ['/pipelines/p1/events'],
  ['/pipelines', panels],
  ['/pipelines/plan', panels],
  ['/pipelines/p1/run', {}],
  ['/pipelines/p1/cancel', {}],
  ['/queue'],
  ['/queue/gpu/pause', {}],
  ['/queue/move', { pipeline_id: 'p1', to: 'first' }],
  ['/admin/queues/api/queues'],
];

/** While Redis is away: what needs it is refused with what to do, the rest goes on. */
async function expectRefusals(): Promise<void> {
  const refused = { status: 503, code: 'redis_unavailable', retryAfter: '2' };
  // The first answers may be those by which it is noticed.
  await until(async () => (await ask('/health')).status === 503);
  for (const [path, body] of NEEDING) expect([path, await ask(path, body)]).toMatchObject([path, refused]);
  // All at once, and at once.
  const begun = performance.now();
  const many = await Promise.all(Array.from({ length: 50 }, () => ask('/pipelines', panels)));
  expect(performance.now() - begun).toBeLessThan(2_000 * slowness());
  expect(new Set(many.map(({ status }) => status))).toEqual(new Set([503]));
  expect((await ask('/health/ready')).status).toBe(503);
  expect((await ask('/health/live')).status).toBe(200);
  expect((await ask('/templates')).status).toBe(200);
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/pipelines/p1/events`);
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toContain('503');
}

async function expectService(): Promise<void> {
  await until(async () => (await ask('/health/ready')).status === 200);
  const made = await ask('/pipelines', { ...panels, run: true });
  expect(made.status).toBe(201);
  const { id } = made.json as { id: string };
  expect((await ask(`/pipelines/${id}/cancel`, {})).status).toBe(200);
  expect((await ask('/queue/gpu/resume', {})).status).toBe(200);
  expect((await ask('/admin/queues/api/queues')).status).toBe(200);
}

const told = (words: string) => gateway.lines.filter((line) => line.includes(words)).length;

describe('while Redis is away', () => {
  it('is killed: the gateway refuses, and goes on when it is back', async () => {
    await expectService();
    const { id } = (await ask('/pipelines', panels)).json as { id: string };
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/pipelines/${id}/events`);
    await once(socket, 'message');
    const closed = once(socket, 'close');
    await redis.kill();
    expect((await closed)[0]).toBe(1013);
    await expectRefusals();
    await redis.restart();
    await expectService();
    const again = new WebSocket(`${gateway.url.replace('http', 'ws')}/pipelines/${id}/events`);
    await once(again, 'message');
    again.close();
  });

  it('is frozen: no request hangs, and it goes on', async () => {
    await expectService();
    process.kill(redis.pid, 'SIGSTOP');
    try {
      const first = await Promise.all([ask('/pipelines', panels), ask('/queue'), ask('/admin/queues/api/queues')]);
      expect(first.map(({ status }) => status)).toEqual([503, 503, 503]);
      await expectRefusals();
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
    await expectService();
  });

  it('says so once, and once that it is back', async () => {
    expect(told('Redis does not answer')).toBe(2);
    expect(told('Redis answers')).toBe(3);
    expect(told('background failure')).toBe(0);
    expect(gateway.lines.length).toBeLessThan(20);
  });

  it('is not there yet: the gateway comes up and refuses, then serves; it also ends', async () => {
    await redis.kill();
    await gateway.end();
    const home = tempDir();
    gateway = await startService('gateway', { home, redisUrl: redis.url });
    await expectRefusals();
    await gateway.end();
    gateway = await startService('gateway', { home, redisUrl: redis.url });
    await redis.restart();
    await expectService();
  });
});
