import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { askRedis } from '#process';
import { startRedis, tempDir, until } from '#testing';
import type { TestRedis } from '#testing';
import { startService } from './support/services.js';
import type { Service } from './support/services.js';

const panels = { template: 'story_panels', inputs: { panels: ['a hill'], quality: 'draft' } };

const home = tempDir();
let redis: TestRedis;
let gateway: Service;
const start = () => startService('gateway', { home, redisUrl: redis.url });
beforeAll(async () => {
  redis = await startRedis({ appendonly: 'always' });
  gateway = await start();
});

async function post(path: string, key: string, body: object = {}) {
  const response = await fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  const json = (await response.json()) as { id?: string; code?: string };
  const { status, headers } = response;
  return { status, json, replayed: headers.get('idempotency-replayed'), retryAfter: headers.get('retry-after') };
}

/** Repeats it while another does it. */
async function done(path: string, key: string, body: object = {}) {
  let answer = await post(path, key, body);
  for (let tries = 0; answer.json.code === 'idempotency_in_progress' && tries < 200; tries++) {
    expect(answer).toMatchObject({ status: 409, retryAfter: '2' });
    await setTimeout(100);
    answer = await post(path, key, body);
  }
  return answer;
}

const pipelines = async () => ((await (await fetch(`${gateway.url}/pipelines`)).json()) as { total: number }).total;

describe('a request with an Idempotency-Key', () => {
  it('is done once, however often it is sent, and answered the same', async () => {
    const key = randomUUID();
    const first = await post('/pipelines', key, panels);
    expect(first).toMatchObject({ status: 201, replayed: null });
    expect(await post('/pipelines', key, panels)).toEqual({ ...first, replayed: 'true' });
    // The order of fields does not matter.
    expect((await post('/pipelines', key, Object.fromEntries(Object.entries(panels).reverse()))).json).toEqual(
      first.json,
    );
    expect(await pipelines()).toBe(1);
    const run = `/pipelines/${first.json.id}/cancel`;
    const cancelled = await post(run, 'cancel');
    expect(await post(run, 'cancel')).toEqual({ ...cancelled, replayed: 'true' });
  });

  it('is done once by 20 at the same time', async () => {
    const before = await pipelines();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => done('/pipelines', key, panels)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    expect(await pipelines()).toBe(before + 1);
  });

  it('is refused when the key was used for something else, and repeats refusals', async () => {
    const key = randomUUID();
    await post('/pipelines', key, panels);
    const mismatch = { status: 422, json: { code: 'idempotency_mismatch' } };
    expect(await post('/pipelines', key, { ...panels, seed: 5 })).toMatchObject(mismatch);
    expect(await post('/pipelines/plan', key, panels)).toMatchObject(mismatch);
    expect((await post('/pipelines', 'k'.repeat(256), panels)).json.code).toBe('bad_idempotency_key');
    const refused = await post('/pipelines', 'bad', { template: 'story_panels', inputs: { panels: 3 } });
    expect(refused.status).toBe(422);
    expect(await post('/pipelines', 'bad', { template: 'story_panels', inputs: { panels: 3 } })).toEqual({
      ...refused,
      replayed: 'true',
    });
  });

  it('is not kept in the clear', async () => {
    await post('/pipelines/plan', 'a-key-to-be-found', panels);
    // Everything that Redis was told, also inside the values.
    const written = readdirSync(redis.dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
      .join();
    expect(written).toContain('}:request:');
    expect(written).not.toContain('a-key-to-be-found');
  });

  it('is done once although the gateway is killed in the middle', async () => {
    for (let round = 0; round < 3; round++) {
      const before = await pipelines();
      const key = randomUUID();
      const lost = post('/pipelines', key, { ...panels, run: true }).catch(() => undefined);
      // It is killed as soon as the pipeline is there.
      await until(async () => Number(await askRedis(redis.url, ['ZCARD', '{reelwright}:pipelines'])) > before);
      await gateway.end('SIGKILL');
      await lost;
      gateway = await start();
      expect((await done('/pipelines', key, { ...panels, run: true })).status).toBe(201);
      expect(await pipelines()).toBe(before + 1);
    }
  });
});
