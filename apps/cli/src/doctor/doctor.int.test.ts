import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { loadConfig } from '#config';
import { startRedis, tempDir } from '#testing';
import { runChecks, thisMachine } from './index.js';

const configOf = (overrides: object) =>
  loadConfig({
    env: {},
    file: false,
    overrides: { home: join(tempDir(), 'not', 'there', 'yet'), port: 0, ...overrides },
  });

test('this machine, which runs these tests, can do what they need', async () => {
  const redis = await startRedis({ appendonly: 'everysec' });
  for (const overrides of [{}, { redisUrl: redis.url }]) {
    const results = await runChecks(configOf(overrides), thisMachine());
    expect(results.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(results.find(({ name }) => name === 'Redis')?.found).toMatch(/\d+\.\d+/);
  }
});

test('what is wrong is found', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const config = configOf({ port, home: '/proc/reelwright', redisUrl: 'redis://127.0.0.1:1' });
  const results = await runChecks(config, thisMachine());
  const failed = results.filter(({ status }) => status === 'fail').map(({ name }) => name);
  expect(failed).toEqual(expect.arrayContaining(['Redis', 'port']));
  expect(results.find(({ name }) => name === 'port')?.found).toMatch(/taken/);
  other.close();
});
