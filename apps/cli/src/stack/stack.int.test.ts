import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type Config, loadConfig } from '#config';
import { askRedis, findProgram, hasExited, killGroup, REDIS_PROGRAMS } from '#process';
import { freePort, startRedis, tempDir } from '#testing';
import { attachOrStart, type ServiceSpec, type Stack, type StackOptions, startStack } from './index.js';
import { socketPath } from './redis.js';

const script = join(import.meta.dirname, 'fixtures', 'fake-service.mjs');
const service = (name: string, role: ServiceSpec['role']): ServiceSpec => ({
  name,
  role,
  script,
  maxHeapMb: 64,
  settings: { card: name },
});
const services = [service('gateway', 'gateway'), service('worker', 'worker')];
const quick: StackOptions = { services, restarts: { firstMs: 10, tries: 3 } };

const stacks: Stack[] = [];
afterEach(async () => {
  await Promise.all(stacks.splice(0).map((stack) => stack.stop()));
});

function configOf(overrides: { home?: string; port?: number; redisUrl?: string } = {}): Config {
  return loadConfig({ env: {}, file: false, overrides: { home: tempDir(), port: 0, drainMs: 1_000, ...overrides } });
}

async function up(config: Config, options: StackOptions = {}): Promise<Stack> {
  const stack = await startStack(config, { ...quick, ...options });
  stacks.push(stack);
  return stack;
}

const notes = ({ home }: Config): string[] => readFileSync(join(home, 'notes'), 'utf8').trimEnd().split('\n');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the service of that name runs under another process id. */
async function restarted(stack: Stack, config: Config, name: string, before: number | undefined): Promise<void> {
  const isNew = () => stack.pids[name] !== undefined && stack.pids[name] !== before;
  for await (const _ of changes(config.home)) if (isNew()) return;
}

async function* changes(folder: string): AsyncGenerator<void> {
  const watcher = watch(folder);
  try {
    for (;;) {
      yield;
      await once(watcher, 'change');
    }
  } finally {
    watcher.close();
  }
}

test('it brings everything up, says where, and stops workers before the gateway and Redis', async () => {
  const config = configOf();
  const stack = await up(config);
  const pids = Object.values(stack.pids);
  expect(Object.keys(stack.pids).sort()).toEqual(['gateway', 'redis', 'worker']);
  expect(await (await fetch(`${stack.url}/health`)).json()).toEqual({ status: 'ok', home: config.home });
  expect(await askRedis(stack.redisUrl, ['INFO', 'persistence'])).toContain('aof_enabled:1');
  expect(statSync(join(config.home, 'stack.json')).mode & 0o077).toBe(0);
  await stack.stop();
  expect(notes(config).slice(-2)).toEqual(['worker stopped', 'gateway stopped']);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(existsSync(join(config.home, 'stack.json'))).toBe(false);
  expect(readFileSync(join(config.home, 'logs/worker.log'), 'utf8')).toBe('worker says hello\n');
});

test('what was written to the embedded Redis is there the next time', async () => {
  const config = configOf();
  const first = await up(config);
  await askRedis(first.redisUrl, ['SET', 'film', '1']);
  await first.stop();
  expect(await askRedis((await up(config)).redisUrl, ['GET', 'film'])).toBe('1');
});

test('several that want the stack of one home share one', async () => {
  const config = configOf();
  const all = await Promise.all([1, 2, 3].map(() => attachOrStart(config, quick)));
  stacks.push(...all);
  expect(all.filter(({ attached }) => !attached)).toHaveLength(1);
  expect(new Set(all.map(({ url }) => url)).size).toBe(1);
  expect(notes(config)).toHaveLength(2);
  await all.find(({ attached }) => attached)?.stop();
  expect((await fetch(`${all[0]?.url}/health`)).status).toBe(200);
  await expect(startStack(config, quick)).rejects.toMatchObject({ code: 'stack_busy', place: config.home });
});

test('a service or a Redis that is killed is started again, and the gateway keeps its port', async () => {
  const config = configOf();
  const stack = await up(config);
  for (const name of ['worker', 'gateway', 'redis']) {
    const before = stack.pids[name];
    process.kill(before ?? 0, 'SIGKILL');
    await restarted(stack, config, name, before);
  }
  expect((await fetch(`${stack.url}/health`)).status).toBe(200);
  expect(await askRedis(stack.redisUrl, ['PING'])).toBe('PONG');
});

test('a service that never stays up again is given up, and the rest can be stopped', async () => {
  const config = configOf();
  let onFailure: (error: unknown) => void = () => undefined;
  const failed = new Promise<unknown>((resolve) => (onFailure = resolve));
  const stack = await up(config, { onFailure });
  writeFileSync(join(config.home, 'refuse-worker'), '');
  process.kill(stack.pids.worker ?? 0, 'SIGKILL');
  expect(await failed).toMatchObject({
    code: 'service_failed',
    message: expect.stringMatching(/does not want to/) as string,
  });
});

test('a service that does not come up gives its last words, and nothing is left running', async () => {
  const config = configOf();
  writeFileSync(join(config.home, 'refuse-worker'), '');
  await expect(startStack(config, quick)).rejects.toMatchObject({
    code: 'service_failed',
    place: 'worker',
    message: expect.stringMatching(/exit code 3\)\.\n {2}worker does not want to/) as string,
  });
  expect(notes(config)).toContain('gateway stopped');
  await expect(askRedis(`unix://${socketPath(config.home)}`, ['PING'])).rejects.toThrow();
});

test('a Redis that is named is used and left alone', async () => {
  const redis = await startRedis();
  const config = configOf({ redisUrl: redis.url });
  const stack = await up(config);
  expect(Object.keys(stack.pids).sort()).toEqual(['gateway', 'worker']);
  expect(notes(config)).toContain('worker started redis');
  await stack.stop();
  expect(await askRedis(redis.url, ['PING'])).toBe('PONG');
});

test('a Redis that can not be reached is named, without its password', async () => {
  const port = await freePort();
  const start = startStack(configOf({ redisUrl: `redis://:s3cret@127.0.0.1:${port}` }), quick);
  await expect(start).rejects.toMatchObject({
    code: 'redis_refused',
    place: `redis://:***@127.0.0.1:${port}`,
    message: expect.not.stringContaining('s3cret') as string,
  });
});

test('a port that is taken is named, with what to do', async () => {
  const other = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  await expect(startStack(configOf({ port }), quick)).rejects.toMatchObject({
    code: 'port_taken',
    place: `127.0.0.1:${port}`,
    fix: expect.stringContaining(`REELWRIGHT_PORT=${port + 1}`) as string,
  });
  other.close();
});

test('a home that is not a folder is refused', async () => {
  const home = join(tempDir(), 'file');
  writeFileSync(home, '');
  await expect(startStack(configOf({ home }), quick)).rejects.toMatchObject({ code: 'home_unwritable', place: home });
});

describe('after an owner that was killed', () => {
  let left: ChildProcess | undefined;
  afterEach(() => left && killGroup(left));

  test('the Redis it left is shut down before another takes its data', async () => {
    const config = configOf();
    const dir = join(config.home, 'redis');
    mkdirSync(dir, { recursive: true });
    chmodSync(dir, 0o700);
    const socket = socketPath(config.home);
    const args = ['--port', '0', '--unixsocket', socket, '--dir', dir, '--appendonly', 'yes', '--save', ''];
    const program = findProgram(REDIS_PROGRAMS, process.env.PATH ?? '') ?? '';
    left = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    for await (const chunk of left.stdout!) if (/ready to accept/i.test(String(chunk))) break;
    await askRedis(`unix://${socket}`, ['SET', 'film', 'kept']);
    const stack = await up(config);
    expect(hasExited(left)).toBe(true);
    expect(await askRedis(stack.redisUrl, ['GET', 'film'])).toBe('kept');
  });

  test('its lock and state are no hindrance', async () => {
    const config = configOf();
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    writeFileSync(join(config.home, 'stack.lock'), `${dead.pid} 1`);
    const state = { pid: dead.pid, url: 'http://127.0.0.1:1', port: 1, redisUrl: 'redis://x', pids: {} };
    writeFileSync(join(config.home, 'stack.json'), JSON.stringify(state));
    const stack = await attachOrStart(config, quick);
    stacks.push(stack);
    expect(stack.attached).toBe(false);
  });

  test('a lock whose process id now belongs to another program is taken over', async () => {
    const config = configOf();
    writeFileSync(join(config.home, 'stack.lock'), `${process.ppid} 1`);
    await up(config);
  });
});
