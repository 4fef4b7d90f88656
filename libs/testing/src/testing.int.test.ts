import { existsSync } from 'node:fs';
import { askRedis } from '#process';
import { freePort, randomPrefix, sharedRedis, startRedis, tempDir } from './index.js';

test('a server keeps its address and, with a log, its data over a crash', async () => {
  const redis = await startRedis({ appendonly: 'always' });
  await askRedis(redis.url, ['SET', 'a', '1']);
  await redis.kill();
  await expect(askRedis(redis.url, ['PING'])).rejects.toThrow();
  await redis.restart();
  expect(await askRedis(redis.url, ['GET', 'a'])).toBe('1');
  const { pid } = redis;
  await redis.restart();
  expect(redis.pid).not.toBe(pid);
  await redis.stop();
});

test('several servers at once do not get in each other’s way', async () => {
  const servers = await Promise.all(Array.from({ length: 4 }, () => startRedis()));
  expect(new Set(servers.map(({ url }) => url)).size).toBe(4);
});

test('the shared server is one', async () => {
  const url = await sharedRedis();
  expect(await sharedRedis()).toBe(url);
  expect(await askRedis(url, ['PING'])).toBe('PONG');
  expect(randomPrefix()).not.toBe(randomPrefix());
});

test('folders and ports are new each time', async () => {
  expect(existsSync(tempDir())).toBe(true);
  expect(await freePort()).toBeGreaterThan(1023);
});
