import { createClient, dataOf } from '#contracts';
import { startRedis, tempDir } from '#testing';
import { WebSocket } from 'ws';
import { startService } from './support/services.js';
import type { Event } from './support/stack.js';

/** What is promised; the lock of a job lasts 10 s, and is looked at every 5. */
const RECOVERY_MS = 20_000;

it('a task whose worker is killed in the middle of it runs again on another, in under 20 seconds', async () => {
  const redis = await startRedis({ appendonly: 'everysec' });
  const settings = { home: tempDir(), redisUrl: redis.url };
  const [gateway, , first, second] = await Promise.all([
    startService('gateway', settings),
    startService('mux-worker', settings),
    startService('gpu-worker', { ...settings, card: 'first' }),
    startService('gpu-worker', { ...settings, card: 'second' }),
  ]);
  const drawing = new Map([
    ['gpu-worker:first', first],
    ['gpu-worker:second', second],
  ]);
  const client = createClient(gateway.url);
  const clip = { id: 'clip', type: 't2v', config: { prompt: 'a hill', duration: 5, quality: 'draft' } };
  const definition = { name: 'clip', steps: [clip], outputs: ['clip'] };
  const body = { definition, inputs: {}, seed: 1, options: { cache: false }, run: true };
  const { id } = dataOf(await client.POST('/pipelines', { body }));

  const begun: { worker: string; at: number }[] = [];
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/pipelines/${id}/events?after=0`);
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (message: Buffer) => {
      const { type, data } = JSON.parse(message.toString()) as Event;
      if (type === 'task_status' && data.status === 'running') {
        begun.push({ worker: String(data.worker), at: Date.now() });
        if (begun.length === 1) void drawing.get(String(data.worker))!.end('SIGKILL');
      }
      if (type === 'pipeline_status' && data.status === 'completed') resolve();
    });
  });
  socket.close();

  expect(begun.map(({ worker }) => worker).sort()).toEqual([...drawing.keys()]);
  expect(begun[1]!.at - begun[0]!.at).toBeLessThan(RECOVERY_MS);
  const params = { path: { id, step_id: 'clip' } };
  const { items } = dataOf(await client.GET('/pipelines/{id}/steps/{step_id}', { params }));
  expect(items).toMatchObject([{ status: 'done', workers_lost: 1, failed_attempts: 0, worker: begun[1]!.worker }]);
  const log = dataOf(await client.GET('/pipelines/{id}/checkpoints', { params: { path: { id } } }));
  expect(log.items).toMatchObject([{ task_id: 'clip', how: 'ran' }]);
});
