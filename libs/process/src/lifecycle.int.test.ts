import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { tempDir } from '#testing';
import { isReadyMessage, killGroup, stopChild } from './index.js';

const started: ChildProcess[] = [];
afterEach(() => started.splice(0).forEach(killGroup));

function start(script: string, ...args: string[]): ChildProcess {
  const path = join(import.meta.dirname, 'fixtures', script);
  const child = spawn(process.execPath, [path, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  started.push(child);
  return child;
}

async function service(how: string): Promise<ChildProcess> {
  const child = start('service.mjs', how);
  const [message] = (await once(child, 'message')) as [unknown];
  expect(isReadyMessage(message)).toBe(true);
  expect(message).toEqual({ type: 'ready', url: 'http://127.0.0.1:1' });
  return child;
}

const ended = async (child: ChildProcess) => {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
};

test.each(['SIGTERM', 'SIGINT'] as const)('%s stops a service, which then exits with 0', async (signal) => {
  const child = await service('clean');
  const output = text(child.stdout!);
  child.kill(signal);
  expect(await ended(child)).toBe(0);
  expect(await output).toBe(`stopping ${signal}\n`);
});

test('a service that can not stop exits with 1', async () => {
  const child = start('service.mjs', 'fail');
  await once(child, 'message');
  child.kill('SIGTERM');
  expect(await ended(child)).toBe(1);
});

test('a second signal exits at once, but not one that came twice', async () => {
  const child = await service('hang');
  child.kill('SIGINT');
  await once(child.stdout!, 'data');
  child.kill('SIGINT');
  await setTimeout(600);
  expect(child.exitCode).toBeNull();
  child.kill('SIGINT');
  expect(await ended(child)).toBe(130);
});

test('a service that hangs is ended when its time is up', async () => {
  const child = await service('hang');
  await stopChild(child, 100);
  expect(child.signalCode).toBe('SIGKILL');
  await stopChild(child, 100);
});

test.each(['clean', 'hang'])('a service (%s) ends when its parent is killed', async (how) => {
  const parent = start('parent.mjs', how);
  const chunks: string[] = [];
  parent.stdout!.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  await once(parent.stdout!, 'data');
  parent.kill('SIGKILL');
  // The service holds the other end of this pipe: it closes when the service is gone.
  await once(parent.stdout!, 'close');
  expect(chunks.join('')).toMatch(/^pid \d+\nstopping SIGTERM\n$/);
});

test('a service whose output nobody reads any more still stops in good order', async () => {
  const dir = tempDir();
  const watcher = watch(dir);
  const parent = start('reader.mjs', 'clean', join(dir, 'notes'));
  await once(parent.stdout!, 'data');
  parent.kill('SIGKILL');
  await once(watcher, 'change');
  watcher.close();
  expect(readdirSync(dir)).toEqual(['notes']);
});

test('a program that knows nothing of us ends, in time, when its parent is killed', async () => {
  const ticking = `process.on('SIGTERM', () => { console.log('ended'); process.exit(); }); setInterval(() => 0, 1e6); console.log('up')`;
  const parent = start('keeping.mjs', '0.1', '5', process.execPath, '-e', ticking);
  const chunks: string[] = [];
  parent.stdout!.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  await once(parent.stdout!, 'data');
  const begun = performance.now();
  parent.kill('SIGKILL');
  await once(parent.stdout!, 'close');
  expect(chunks.join('')).toBe('up\nended\n');
  expect(performance.now() - begun).toBeGreaterThan(90);
});
