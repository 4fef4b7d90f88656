import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { permits } from '#access';
import type { Scope } from '#access';
import { createClient, dataOf } from '#contracts';
import type { components } from '#contracts';
import { afterFile, startRedis, tempDir, until } from '#testing';
import type { TestRedis } from '#testing';
import { reelwright } from './support/cli.js';
import { everythingIn, filesBelow, placesWith } from './support/search.js';
import { startService } from './support/services.js';
import type { Service } from './support/services.js';
import { ROOT, statusWith } from './support/stack.js';

type CreateKey = components['schemas']['CreateKeyDto'];
type CreatedKey = Required<components['schemas']['CreatedKeyDto']>;

const OPERATOR = 'the-key-of-the-operator';
const FAST = { per_minute: 1_000_000 };
const PANELS = { template: 'story_panels', inputs: { panels: ['a hill'], quality: 'draft' } } as const;
const home = tempDir();
let redis: TestRedis;
let gateway: Service;
beforeAll(async () => {
  redis = await startRedis({ appendonly: 'always' });
  gateway = await startService('gateway', { home, redisUrl: redis.url, apiKey: OPERATOR });
});

const as = (apiKey: string) => createClient(gateway.url, { apiKey });
const made: CreatedKey[] = [];
async function make(scopes: Scope[], more: Partial<CreateKey> = {}): Promise<CreatedKey> {
  const body = { name: scopes.join('+'), scopes, rate_limit: FAST, ...more };
  const created = dataOf(await as(OPERATOR).POST('/keys', { body })) as CreatedKey;
  made.push(created);
  return created;
}
const revoke = async (id: string) => dataOf(await as(OPERATOR).DELETE('/keys/{id}', { params: { path: { id } } }));

async function ask(path: string, key?: string, init: RequestInit = {}) {
  const headers = { ...(key !== undefined && { authorization: `Bearer ${key}` }), ...init.headers };
  const signal = AbortSignal.timeout(20_000);
  const response = await fetch(`${gateway.url}${path}`, { signal, ...init, headers }).catch((cause: unknown) => {
    throw new Error(`${init.method ?? 'GET'} ${path} is not answered`, { cause });
  });
  const json = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  return { status: response.status, code: json.code, headers: response.headers, json };
}

/** A WebSocket, and what it was closed with or refused by. */
function connect(path: string, key?: string, protocols: string[] = [], url = gateway.url) {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, protocols, { headers });
  afterFile(() => socket.terminate());
  const ended = new Promise<number>((resolve) => {
    socket.on('error', () => {}); // told as unexpected-response
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode!);
      request.destroy();
    });
    socket.on('close', (code) => resolve(code));
  });
  return { socket, ended };
}

async function pipeline(key: string): Promise<string> {
  return dataOf(await as(key).POST('/pipelines', { body: { ...PANELS } })).id;
}

interface Route {
  method: string;
  path: string;
  scope: Scope | 'none';
}
function routes(): Route[] {
  type Operations = Record<string, { 'x-scope': Route['scope'] }>;
  const { paths } = JSON.parse(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8')) as {
    paths: Record<string, Operations>;
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { 'x-scope': scope }]) => ({
      ...{ method: method.toUpperCase(), scope },
      path: path.replace(/\{\w+\}/g, 'nope'),
    })),
  );
}

describe('scopes', () => {
  it('hold on every route of the API, for every kind of key', async () => {
    const scoped = routes().filter(({ scope }) => scope !== 'none');
    expect(scoped.length).toBeGreaterThan(50);
    for (const held of ['read', 'run', 'review', 'admin'] as const) {
      const { key } = await make([held]);
      for (const { method, path, scope } of scoped) {
        const body = ['GET', 'HEAD', 'DELETE'].includes(method) ? {} : { body: '{}' };
        const init = { method, headers: { 'content-type': 'application/json' }, ...body };
        const { status, headers, json } = await ask(path, key, init);
        const allowed = permits([held], scope as Scope);
        const refused = [401, 403, 429].includes(status);
        expect([held, method, path, refused]).toEqual([held, method, path, !allowed]);
        if (!allowed) {
          // The answer to HEAD has no body.
          if (method !== 'HEAD') expect(json).toMatchObject({ status: 403, code: 'insufficient_scope' });
          if (method !== 'HEAD') expect(json.detail).toContain(`"${scope}"`);
          expect(headers.get('www-authenticate')).toContain(`scope="${scope}"`);
        }
      }
    }
  });

  it('are not asked where nothing is known of the caller: there it is a key that is missing', async () => {
    for (const { method, path, scope } of routes()) {
      const { status, headers } = await ask(path, undefined, { method });
      // The health of the process is told to anybody.
      if (scope === 'none' && method === 'GET') expect(status).toBe(200);
      else expect([method, path, status]).toEqual([method, path, 401]);
      if (status === 401) expect(headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  it('hold for Bull Board and the documents, in a browser too', async () => {
    const [reader, admin] = [await make(['read', 'run', 'review']), await make(['admin'])];
    for (const path of ['/admin/queues', '/admin/queues/api/queues', '/ADMIN/queues/'])
      for (const [key, status] of [[reader.key, 403] as const, [admin.key, 200] as const]) {
        const basic = `Basic ${Buffer.from(`anybody:${key}`).toString('base64')}`;
        expect([path, (await ask(path, key)).status]).toEqual([path, status]);
        expect([path, await statusWith(`${gateway.url}${path}`, { authorization: basic })]).toEqual([path, status]);
      }
    for (const path of ['/docs', '/openapi.json', '/docs-yaml'])
      expect([path, (await ask(path, reader.key)).status, (await ask(path)).status]).toEqual([path, 200, 401]);
    expect((await ask('/admin/queues')).headers.get('www-authenticate')).toContain('Basic');
    // A page of somebody else may have the browser send the password it knows.
    const authorization = `Basic ${Buffer.from(`anybody:${admin.key}`).toString('base64')}`;
    const elsewhere = { authorization, 'sec-fetch-site': 'cross-site' };
    expect(await statusWith(`${gateway.url}/queue/gpu/pause`, elsewhere, 'POST')).toBe(403);
    expect(await statusWith(`${gateway.url}/queue/gpu/pause`, { authorization }, 'POST')).toBe(200);
  });
});

describe('WebSockets', () => {
  it('open for a key, also where a page can send no header, and for nobody else', async () => {
    const { key } = await make(['run']);
    const path = `/pipelines/${await pipeline(key)}/events`;
    const ways = [connect(path, key), connect(path, undefined, ['reelwright', `key.${key}`])];
    const messages = await Promise.all(ways.map(({ socket }) => once(socket, 'message') as Promise<[Buffer]>));
    for (const [message] of messages) expect(JSON.parse(message.toString())).toMatchObject({ type: 'pipeline_status' });
    for (const { socket } of ways) {
      expect(socket.protocol).not.toContain('key');
      socket.close();
    }
    for (const wrong of [undefined, 'wrong', key.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))])
      expect(await connect(path, wrong).ended).toBe(401);
  });

  it('close when their key is revoked, those of others stay', async () => {
    const [one, other] = [await make(['read']), await make(['run'])];
    const path = `/pipelines/${await pipeline(other.key)}/events`;
    const gone = [connect(path, one.key), connect(path, one.key)];
    const stays = connect(path, other.key);
    await Promise.all([...gone, stays].map(({ socket }) => once(socket, 'message')));
    await revoke(one.id);
    expect(await Promise.all(gone.map(({ ended }) => ended))).toEqual([4401, 4401]);
    expect(stays.socket.readyState).toBe(WebSocket.OPEN);
    expect(await connect(path, one.key).ended).toBe(401);
    expect(await ask('/pipelines', one.key)).toMatchObject({
      status: 401,
      json: { detail: expect.stringContaining('revoked') as string },
    });
  });

  it('close when their key expires', async () => {
    const { key } = await make(['run']);
    const path = `/pipelines/${await pipeline(key)}/events`;
    const soon = await make(['read'], { expires_at: new Date(Date.now() + 3_000).toISOString() });
    expect([4401, 401]).toContain(await connect(path, soon.key).ended);
    await until(async () => (await ask('/pipelines', soon.key)).status === 401);
    expect(await ask('/pipelines', soon.key)).toMatchObject({
      json: { detail: expect.stringContaining('expired') as string },
    });
  });

  it('are so many for a key at a time', async () => {
    const [{ key }, other] = [await make(['run']), await make(['run'])];
    const path = `/pipelines/${await pipeline(key)}/events`;
    const open = Array.from({ length: 50 }, () => connect(path, key));
    await Promise.all(open.map(({ socket }) => once(socket, 'open')));
    expect(await connect(path, key).ended).toBe(429);
    const theirs = connect(path, other.key);
    await once(theirs.socket, 'open');
    open[0]!.socket.close();
    await until(async () => {
      const { socket } = connect(path, key);
      return Promise.race([
        once(socket, 'open').then(() => true),
        once(socket, 'unexpected-response').then(() => false),
      ]);
    });
  });
});

describe('a rate', () => {
  it('is told with every answer, and refused beyond it, also for WebSockets', async () => {
    // One a minute comes back: none while the test runs.
    const { key } = await make(['run'], { rate_limit: { per_minute: 1, burst: 4 } });
    const answers = [];
    for (let times = 0; times < 5; times++) answers.push(await ask('/pipelines', key));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('ratelimit-policy'))).toEqual(Array(5).fill('"key";q=4;w=240'));
    expect(answers[0]!.headers.get('ratelimit')).toBe('"key";r=3;t=60');
    const { headers, json, code } = answers[4]!;
    expect(code).toBe('rate_limited');
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(headers.get('ratelimit')).toMatch(/^"key";r=0;t=\d+$/);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(json.detail).toContain('1 times a minute');
    expect(await connect('/pipelines/nope/events', key).ended).toBe(429);
    expect((await ask('/admin/queues', key)).status).toBe(429);
    // The operator is not limited, and nobody else by this.
    expect((await ask('/pipelines', OPERATOR)).headers.get('ratelimit')).toBeNull();
  });

  it('can be changed for a key that is in use', async () => {
    const { id, key } = await make(['run'], { rate_limit: { per_minute: 1, burst: 1 } });
    expect([(await ask('/queue', key)).status, (await ask('/queue', key)).status]).toEqual([200, 429]);
    const body = { rate_limit: { per_minute: 1, burst: 50 }, name: 'faster' };
    const changed = dataOf(await as(OPERATOR).PATCH('/keys/{id}', { params: { path: { id } }, body }));
    expect(changed).toMatchObject({ name: 'faster', scopes: ['run'], rate_limit: { per_minute: 1, burst: 50 } });
    expect((await ask('/queue', key)).status).toBe(200);
  });
});

describe('a key', () => {
  it('owns what is made with it, and its repetitions are its own', async () => {
    const [one, other] = [await make(['run'], { budget_usd: 2.5 }), await make(['run'])];
    const twice = async (key: string) => {
      const init = {
        method: 'POST',
        headers: { 'idempotency-key': 'the same', 'content-type': 'application/json' },
        body: JSON.stringify({ ...PANELS, run: true }),
      };
      const [first, again] = [await ask('/pipelines', key, init), await ask('/pipelines', key, init)];
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(again.json).toEqual(first.json);
      return first.json.id as string;
    };
    const [mine, theirs] = [await twice(one.key), await twice(other.key)];
    expect(mine).not.toBe(theirs);
    const { pipelines } = dataOf(await as(one.key).GET('/queue'));
    const ownerOf = (id: string) => pipelines.find((each) => each.id === id)?.owner;
    expect([ownerOf(mine), ownerOf(theirs)]).toEqual([one.id, other.id]);
    expect(dataOf(await as(one.key).GET('/budgets')).key).toMatchObject({ limit_usd: 2.5, spent_usd: 0 });
    expect(dataOf(await as(other.key).GET('/budgets')).key).not.toHaveProperty('limit_usd');
    // One workspace: who may look, looks at everything.
    expect((await ask(`/pipelines/${mine}`, other.key)).status).toBe(200);
    const forked = dataOf(
      await as(other.key).POST('/pipelines/{id}/fork', { params: { path: { id: mine } }, body: { run: true } }),
    );
    const queue = dataOf(await as(one.key).GET('/queue'));
    expect(queue.pipelines.find(({ id }) => id === forked.id)?.owner).toBe(other.id);
  });

  it('is made once for a request, and shown once', async () => {
    const init = {
      method: 'POST',
      headers: { 'idempotency-key': 'a new key', 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'once', scopes: ['read'] }),
    };
    const [first, again] = [await ask('/keys', OPERATOR, init), await ask('/keys', OPERATOR, init)];
    made.push(first.json as unknown as CreatedKey);
    const { key: _shown, ...rest } = first.json;
    expect(again).toMatchObject({ status: 201, json: rest });
    expect(again.json).not.toHaveProperty('key');
  });

  it('is refused where it makes no sense', async () => {
    const post = (body: object) =>
      ask('/keys', OPERATOR, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    for (const wrong of [
      {},
      { name: 'x', scopes: [] },
      { name: 'x', scopes: ['root'] },
      { name: '', scopes: ['read'] },
      { name: 'x', scopes: ['read'], expires_at: 'tomorrow' },
      { name: 'x', scopes: ['read'], expires_at: '2027-W05' },
      { name: 'x', scopes: ['read'], rate_limit: { per_minute: 0 } },
      { name: 'x', scopes: ['read'], budget_usd: -1 },
    ])
      expect([wrong, (await post(wrong)).status]).toEqual([wrong, 400]);
    expect((await ask('/keys/nope', OPERATOR)).status).toBe(404);
    expect((await ask('/keys/nope', OPERATOR, { method: 'DELETE' })).status).toBe(404);
  });

  it('is nowhere but with who has it: not in Redis, its files, the logs or another answer', async () => {
    const list = await ask('/keys?limit=500', OPERATOR);
    const found = placesWith(
      made.map(({ key }) => key.slice(-43)),
      [
        ...(await everythingIn(redis.url)),
        ...filesBelow(redis.dir),
        ...filesBelow(home),
        { where: 'the list', bytes: Buffer.from(JSON.stringify(list.json)) },
        { where: 'the log', bytes: Buffer.from(gateway.lines.join('\n')) },
      ],
    );
    expect(found).toEqual([]);
    expect(made.length).toBeGreaterThan(10);
    const appendonly = filesBelow(redis.dir).filter(({ where }) => where.includes('appendonly'));
    // The search finds what is there.
    expect(placesWith([made[0]!.id], appendonly).length).toBeGreaterThan(0);
  });

  it('is made, listed and revoked at the terminal', async () => {
    const env = { REELWRIGHT_API_KEY: OPERATOR };
    const url = ['--url', gateway.url];
    const created = await reelwright(['keys', 'create', 'terminal', '--scope', 'run', '--expires', '2d', ...url], env);
    const [key = ''] = created.stdout.split('\n');
    const { code, stdout } = await reelwright(['queue', ...url], { REELWRIGHT_API_KEY: key });
    expect([code, stdout]).toEqual([0, expect.stringContaining('gpu')]);
    const listed = await reelwright(['keys', 'ls', ...url], env);
    expect(listed.stdout).toContain('terminal');
    const refused = await reelwright(['keys', 'ls', ...url], { REELWRIGHT_API_KEY: key });
    expect([refused.code === 0, refused.stderr]).toEqual([false, expect.stringContaining('admin')]);
    const id = key.split('_')[1]!;
    expect((await reelwright(['keys', 'revoke', id, ...url], env)).code).toBe(0);
    expect((await ask('/queue', key)).status).toBe(401);
  });
});

describe('beyond this machine', () => {
  it('a gateway without any key does not start', async () => {
    const empty = await startRedis();
    const start = startService('gateway', { home: tempDir(), redisUrl: empty.url, host: '0.0.0.0' });
    await expect(start).rejects.toThrow('can be reached from other machines, so a key is needed');
  });

  it('keys that were made are enough, and nothing answers without one, whatever it calls itself', async () => {
    const open = await startService('gateway', { home: tempDir(), redisUrl: redis.url, host: '0.0.0.0' });
    const url = open.url.replace('0.0.0.0', '127.0.0.1');
    const { key } = await make(['read']);
    // The page of the studio is for anybody: it tells nothing by itself.
    for (const path of ['/pipelines', '/docs', '/admin/queues', '/metrics', '/session', '/nothing'])
      for (const headers of [{}, { host: 'localhost' }, { 'x-forwarded-for': '127.0.0.1' }])
        expect([path, await statusWith(`${url}${path}`, headers as Record<string, string>)]).toEqual([path, 401]);
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
    expect((await fetch(`${url}/pipelines`, { headers: { 'x-api-key': key } })).status).toBe(200);
    expect((await fetch(`${url}/pipelines`, { headers: { 'x-api-key': OPERATOR } })).status).toBe(401);
    await open.end();
  });

  it('a key that is revoked at one gateway is closed out of the others', async () => {
    const other = await startService('gateway', { home: tempDir(), redisUrl: redis.url });
    const { id, key } = await make(['run']);
    const { socket, ended } = connect(`/pipelines/${await pipeline(key)}/events`, key, [], other.url);
    await once(socket, 'message');
    await revoke(id);
    expect(await ended).toBe(4401);
    expect(await statusWith(`${other.url}/pipelines`, { 'x-api-key': key })).toBe(401);
    await other.end();
  });

  it('on this machine, without a key of its own, it stays open, and still judges a key by what it may', async () => {
    const near = await startService('gateway', { home: tempDir(), redisUrl: redis.url });
    const { id, key } = await make(['read']);
    const status = (path: string, headers: Record<string, string>) => statusWith(`${near.url}${path}`, headers);
    expect(await status('/keys', {})).toBe(200);
    expect(await status('/keys', { 'x-api-key': key })).toBe(403);
    expect(await status('/pipelines', { 'x-api-key': key, host: 'film.example' })).toBe(200);
    expect(await status('/pipelines', { host: 'film.example' })).toBe(403);
    await revoke(id);
    expect(await status('/pipelines', { 'x-api-key': key })).toBe(401);
    await near.end();
  });

  it('while Redis is away keys cannot be judged, and the operator is not shut out', async () => {
    const { key } = await make(['read']);
    await redis.stop();
    await until(async () => (await ask('/templates', key)).status === 503);
    expect((await ask('/templates', key)).headers.get('retry-after')).toBe('2');
    expect(await connect('/pipelines/p1/events', key).ended).toBe(503);
    expect((await ask('/templates', OPERATOR)).status).toBe(200);
    expect((await ask('/templates', 'wrong')).status).toBe(401);
    await redis.restart();
    await until(async () => (await ask('/templates', key)).status === 200);
  });
});
