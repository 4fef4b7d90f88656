import { createClient, dataOf } from '#contracts';
import { startFakeComfy, startRedis, tempDir, until } from '#testing';
import { startService } from './support/services.js';
import { get, submit } from './support/stack.js';

const DRAIN_MS = 200;

it.each(['SIGKILL', 'SIGTERM'] as const)(
  'a prompt whose worker is ended with %s goes on, and the next worker takes what it made',
  async (signal) => {
    const [redis, fake] = await Promise.all([startRedis({ appendonly: 'everysec' }), startFakeComfy()]);
    const settings = { home: tempDir(), redisUrl: redis.url, comfyuiUrls: fake.url, drainMs: DRAIN_MS };
    const [gateway, , first] = await Promise.all([
      startService('gateway', settings),
      startService('mux-worker', settings),
      startService('gpu-worker', { ...settings, card: 'first' }),
    ]);
    const reached = { url: gateway.url, client: createClient(gateway.url) };
    fake.executor.hold();
    const picture = { id: 'picture', type: 't2i', provider: 'comfyui', config: { prompt: 'a hill', quality: 'draft' } };
    const definition = { name: 'one', steps: [picture], outputs: ['picture'] };
    const { id } = await submit(reached, { definition, inputs: {}, seed: 1 });
    await until(async () => fake.executor.running !== undefined);
    await first.end(signal);

    expect(fake.executor.running).toBeDefined();
    await startService('gpu-worker', { ...settings, card: 'second' });
    fake.executor.release();
    await until(async () => (await get(reached, id)).status === 'completed', 60_000);
    expect([...fake.bill.values()]).toEqual([1]);
    expect(fake.calls.interrupt).toBe(0);
    expect(dataOf(await reached.client.GET('/ledger', {})).items).toEqual([]);
  },
);
