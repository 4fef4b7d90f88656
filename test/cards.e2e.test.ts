import { createClient, dataOf } from '#contracts';
import { startFakeComfy, startRedis, tempDir, until } from '#testing';
import { startService } from './support/services.js';
import { get, submit } from './support/stack.js';

it('each card keeps to its server and family, is shown, and is stood in for when it dies', async () => {
  const [redis, first, second] = await Promise.all([
    startRedis({ appendonly: 'everysec' }),
    startFakeComfy(),
    startFakeComfy(),
  ]);
  const settings = { home: tempDir(), redisUrl: redis.url, comfyuiUrls: `${first.url},${second.url}` };
  const [gateway, , worker] = await Promise.all([
    startService('gateway', settings),
    startService('mux-worker', settings),
    startService('gpu-worker', { ...settings, card: 'gpu0', cardComfyuiUrl: first.url }),
  ]);
  const reached = { url: gateway.url, client: createClient(gateway.url) };
  const cards = async () => dataOf(await reached.client.GET('/workers')).flatMap(({ card }) => card ?? []);
  const picture = (model: string) =>
    submit(reached, {
      definition: { name: model, steps: [{ id: 'picture', type: 't2i', model, config: { prompt: 'a hill' } }] },
      inputs: {},
      seed: 1,
    });

  for (const fake of [first, second]) fake.executor.hold();
  const flux = await picture('flux');
  await until(async () => first.executor.running !== undefined);
  await startService('gpu-worker', { ...settings, card: 'gpu1', cardComfyuiUrl: second.url });
  const sdxl = await picture('sdxl');
  await until(async () => second.executor.running !== undefined);
  await until(async () => (await cards()).every(({ family }) => family !== undefined));
  const gpu = { name: 'fake', memory_total_bytes: 24e9, memory_used_bytes: 0 };
  expect((await cards()).sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { name: 'gpu0', family: 'flux', queue: 'gpu-flux-16gb', gpu },
    { name: 'gpu1', family: 'sdxl', queue: 'gpu-sdxl-9gb', gpu },
  ]);
  const [shown] = dataOf(await reached.client.GET('/workers')).filter(({ card }) => card?.name === 'gpu0');
  expect(shown).toMatchObject({ slots: { gpu: 1 }, tasks: [{ pipeline_id: flux.id, task_id: 'picture' }] });
  expect(shown!.machine.memory_free_bytes).toBeGreaterThan(0);
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toMatch(
    /reelwright_gpu_memory_total_bytes\{worker="gpu-worker:gpu0@[^}]*card="gpu0"\} 24000000000\n/,
  );
  expect(metrics).toMatch(/reelwright_machine_disk_free_bytes\{worker="mux-worker@[^}]*\} \d+\n/);

  await worker.end('SIGKILL');
  for (const fake of [first, second]) fake.executor.release();
  for (const { id } of [flux, sdxl]) await until(async () => (await get(reached, id)).status === 'completed');
  // What the dead worker had sent was waited for, not made again.
  expect([...first.bill.values(), ...second.bill.values()]).toEqual([1, 1]);
  await until(async () => (await cards()).length === 1);
  expect(await cards()).toMatchObject([{ name: 'gpu1', family: 'flux' }]);
});
