import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort, tempDir } from '#testing';
import { askRedis, findProgram, REDIS_PROGRAMS, type RedisServer, startRedisServer } from './index.js';

const program = findProgram(REDIS_PROGRAMS, process.env.PATH ?? '') ?? '';
const env = { PATH: process.env.PATH ?? '' };
let server: RedisServer | undefined;
afterEach(() => server?.stop());

test('a server on a private socket answers, keeps what it was given over a crash, and never evicts', async () => {
  const dir = tempDir();
  const options = { program, dir, env, listen: { socket: join(dir, 's') }, appendonly: 'always' as const };
  server = await startRedisServer(options);
  expect(await askRedis(server.url, ['SET', 'film', 'a lighthouse'])).toBe('OK');
  expect(await askRedis(server.url, ['INFO', 'memory'])).toContain('maxmemory_policy:noeviction');
  await server.kill();
  await expect(askRedis(server.url, ['PING'])).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  server = await startRedisServer(options);
  expect(await askRedis(server.url, ['GET', 'film'])).toBe('a lighthouse');
});

test('a taken port is said to be taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  await expect(
    startRedisServer({ program, dir: tempDir(), env, listen: { port }, appendonly: 'no' }),
  ).rejects.toMatchObject({ name: 'RedisStartError', code: 'EADDRINUSE' });
  other.close();
});

test('a server that ends at once gives its last words', async () => {
  const start = startRedisServer({ program, dir: '/', env, listen: { socket: '/no/such/folder/s' }, appendonly: 'no' });
  await expect(start).rejects.toMatchObject({
    code: 'EXITED',
    message: expect.stringMatching(/did not start: .+/) as string,
  });
});

test('an error of the server, a wrong password and silence are all told', async () => {
  server = await startRedisServer({
    program,
    dir: tempDir(),
    env,
    listen: { port: await freePort() },
    appendonly: 'no',
  });
  await expect(askRedis(server.url, ['NOSUCH'])).rejects.toThrow(/unknown command/);
  await expect(askRedis(server.url.replace('//', '//:wrong@'), ['PING'])).rejects.toThrow(/AUTH/);
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  await expect(askRedis(`redis://127.0.0.1:${port}`, ['PING'], 50)).rejects.toThrow(/no answer/);
  silent.close();
});

test('programs are found on the search path, and only if they can be run', () => {
  expect(findProgram(['no-such-program', 'env'], '/nowhere::/usr/bin')).toBe('/usr/bin/env');
  expect(findProgram(['passwd'], '/etc')).toBeUndefined();
  expect(findProgram(['bin'], '/usr')).toBeUndefined();
});
