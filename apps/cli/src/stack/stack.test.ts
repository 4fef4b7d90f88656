import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '#testing';
import { takeLock } from './lock.js';
import { RotatingLog } from './log.js';
import { socketPath } from './redis.js';
import { cardsOf, stackServices } from './services.js';

test('a log is set aside before it grows too long, and the oldest go', () => {
  const dir = tempDir();
  const log = new RotatingLog(join(dir, 'a.log'), 10);
  for (const word of ['first…', 'second', 'third.', 'fourth', 'fifth.', 'sixth.']) log.write(Buffer.from(word));
  log.close();
  log.write(Buffer.from('too late'));
  expect(readdirSync(dir).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2', 'a.log.3']);
  expect(readFileSync(join(dir, 'a.log'), 'utf8')).toBe('sixth.');
  expect(readFileSync(join(dir, 'a.log.3'), 'utf8')).toBe('third.');
});

test('a log goes on where the last one ended', () => {
  const path = join(tempDir(), 'a.log');
  for (const word of ['one', 'two']) {
    const log = new RotatingLog(path);
    log.write(Buffer.from(word));
    log.close();
  }
  expect(readFileSync(path, 'utf8')).toBe('onetwo');
});

test('a lock is held by one until it is released', () => {
  const path = join(tempDir(), 'lock');
  const release = takeLock(path);
  expect(release).toBeDefined();
  expect(takeLock(path)).toBeUndefined();
  release?.();
  expect(takeLock(path)).toBeDefined();
});

test('the socket is in the home where its path is short and plain, else in the folder for temporary files', () => {
  expect(socketPath('/home/ada/reelwright')).toBe('/home/ada/reelwright/redis/redis.sock');
  for (const home of [`/${'long/'.repeat(30)}`, '/home/ada lovelace', '/home/ünal']) {
    expect(socketPath(home)).toMatch(/\/reelwright-[0-9a-f]{16}\.sock$/);
  }
});

test('there is a GPU worker for each card', () => {
  const workers = (comfyuiUrls?: string) =>
    stackServices(cardsOf({ card: 'cuda0', comfyuiUrls }))
      .filter(({ name }) => name.startsWith('gpu-worker'))
      .map(({ name, settings }) => [name, settings]);
  expect(workers()).toEqual([['gpu-worker-cuda0', { card: 'cuda0' }]]);
  expect(workers('http://a:8188')).toEqual([['gpu-worker-cuda0', { card: 'cuda0' }]]);
  expect(workers('http://a:8188, http://b:8188')).toEqual([
    ['gpu-worker-gpu0', { card: 'gpu0', cardComfyuiUrl: 'http://a:8188' }],
    ['gpu-worker-gpu1', { card: 'gpu1', cardComfyuiUrl: 'http://b:8188' }],
  ]);
});
