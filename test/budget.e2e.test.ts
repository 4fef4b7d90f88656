import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { systemEnv } from '#config';
import { createClient, dataOf } from '#contracts';
import { CANARY, FakeFal, afterFile, freePort, until } from '#testing';
import { startReceiver } from './support/receiver.js';
import type { Receiver } from './support/receiver.js';
import { ROOT, get, runToEnd, submit, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let fake: FakeFal;
let stack: TestStack;
let receiver: Receiver;
beforeAll(async () => {
  fake = await new FakeFal({ key: CANARY, looks: 1 }).start();
  afterFile(() => fake.stop());
  const port = await freePort();
  receiver = await startReceiver();
  stack = await wholeStack({
    webhookTrustedUrls: receiver.url,
    ...{ falKey: CANARY, falQueueUrl: fake.url, falRestUrl: fake.url },
    ...{ port, publicUrl: `http://127.0.0.1:${port}`, callbackWaitSec: 5 },
  });
});
beforeEach(() => {
  fake.bill.length = 0;
  fake.webhooks.length = 0;
});

/** Pictures at 3.9 cents each. */
const pictures = (count: number, about: string, budgetUsd?: number) => ({
  inputs: {},
  seed: 1,
  ...(budgetUsd !== undefined && { options: { budgetUsd } }),
  definition: {
    name: 'pictures',
    steps: [
      {
        ...{ id: 'picture', type: 't2i', provider: 'fal', config: { prompt: '{{item}}' } },
        map: Array.from({ length: count }, (_, index) => `${about} ${index}`),
      },
    ],
    outputs: ['picture'],
  },
});

const cents = () => fake.bill.reduce((sum, { microDollars }) => sum + microDollars, 0) / 10_000;

function cli(...args: string[]) {
  const main = join(ROOT, 'dist/apps/cli/src/main.js');
  return spawnSync(process.execPath, [main, ...args, '--url', stack.url], { env: systemEnv(), encoding: 'utf8' });
}

test('a pipeline pauses at its budget with what it has, says what it needs, and goes on when it is raised', async () => {
  const { id } = await submit(stack, pictures(6, 'a harbour', 0.13));
  await until(async () => (await get(stack, id)).status === 'paused' && (await get(stack, id)).reserved_usd === 0);
  const paused = await get(stack, id);
  expect(paused).toMatchObject({ budget_usd: 0.13, cost_actual: 117_000 });
  expect(paused.paused_by).toMatchObject({ reason: 'budget', scope: 'pipeline', spent_usd: 0.117, needed_usd: 0.039 });
  expect(paused.outputs).toHaveLength(3);
  expect(cents()).toBeCloseTo(11.7);
  const watched = cli('watch', id);
  expect(watched.status).toBe(4);
  expect(watched.stderr).toContain(`reelwright budget ${id}`);
  const raised = cli('budget', id, '1');
  expect(raised.stdout).toContain('may spend $1.00');
  await until(async () => (await get(stack, id)).status === 'completed');
  expect(cents()).toBeCloseTo(23.4);
  expect(await get(stack, id)).toMatchObject({ cost_actual: 234_000, reserved_usd: 0 });
  const usage = dataOf(await stack.client.GET('/usage', {}));
  expect(usage.items[0]).toMatchObject({ provider: 'fal', key: 'default', requests: 6, spent_usd: 0.234 });
  expect(usage.drift[0]).toMatchObject({ ratio: 1 });
});

test('what was paid is in the usage, also where nothing came of it', async () => {
  const pipeline = await runToEnd(stack, pictures(3, 'a forbidden and dear banner'));
  const half = pictures(2, 'a banner');
  half.definition.steps[0]!.map.push('a forbidden banner');
  const failed = await runToEnd(stack, half);
  expect([pipeline.status, failed.status]).toEqual(['failed', 'failed']);
  // What was under way when one failed is paid as well, where the provider had begun it; that is told a moment later.
  await until(async () => {
    const { items } = dataOf(await stack.client.GET('/usage', {}));
    const { day } = dataOf(await stack.client.GET('/budgets', {}));
    const spent = items.reduce((sum, { spent_usd: one }) => sum + one, 0);
    return day.reserved_usd === 0 && Math.abs(spent - day.spent_usd) < 1e-6;
  });
});

test('the budget of a day holds for everybody, over HTTP and at the terminal', async () => {
  const spent = dataOf(await stack.client.GET('/budgets')).day.spent_usd;
  expect(cli('budget', '--day', (spent + 0.05).toFixed(6)).stdout).toContain('today');
  const { id } = await submit(stack, pictures(2, 'a mountain'));
  await until(async () => (await get(stack, id)).paused_by?.scope === 'day');
  dataOf(await stack.client.PUT('/budgets', { body: { day_usd: null } }));
  dataOf(await stack.client.POST('/pipelines/{id}/run', { params: { path: { id } }, body: {} }));
  await until(async () => (await get(stack, id)).status === 'completed');
  expect(cents()).toBeCloseTo(7.8);
});

test('the budget of a key holds for what is made with it, tells a webhook, and goes on when it is raised', async () => {
  const body = { name: 'studio', scopes: ['run' as const], budget_usd: 0.1 };
  const { id: keyId, key = '' } = dataOf(await stack.client.POST('/keys', { body }));
  const theirs = { url: stack.url, client: createClient(stack.url, { apiKey: key }) };
  const events = ['budget.reached' as const];
  const hook = { url: `${receiver.url}/budget`, events, format: 'standard' as const, description: '' };
  dataOf(await stack.client.POST('/webhooks', { body: hook }));
  const { id } = await submit(theirs, pictures(4, 'a bridge'));
  await until(
    async () => (await get(stack, id)).paused_by?.scope === 'key' && (await get(stack, id)).reserved_usd === 0,
  );
  expect(cents()).toBeCloseTo(7.8);
  // Nobody else is held up by it.
  const mine = await submit(stack, pictures(1, 'a bridge of mine'));
  await until(async () => (await get(stack, mine.id)).status === 'completed');
  await until(async () => receiver.received.length > 0);
  const { type, data } = JSON.parse(receiver.received[0]!.body) as { type: string; data: object };
  expect([type, data]).toEqual([
    'budget.reached',
    expect.objectContaining({ pipeline_id: id, scope: 'key', owner: keyId }),
  ]);
  const params = { path: { id: keyId } };
  dataOf(await stack.client.PATCH('/keys/{id}', { params, body: { budget_usd: 1 } }));
  dataOf(await theirs.client.POST('/pipelines/{id}/run', { params: { path: { id } }, body: {} }));
  await until(async () => (await get(stack, id)).status === 'completed');
  const { budget } = dataOf(await stack.client.GET('/keys/{id}', { params }));
  expect(budget).toEqual({ limit_usd: 1, spent_usd: 0.156, reserved_usd: 0 });
  const { items } = dataOf(await stack.client.GET('/usage', {}));
  expect(items.find((row) => row.key === keyId)).toMatchObject({ key_name: 'studio', requests: 4, spent_usd: 0.156 });
  expect(cli('usage').stdout).toContain('studio');
});

test('an answer that was lost on the way is found again by the provider’s own message, told twice', async () => {
  fake.fail('submit', 'lost');
  const pipeline = await runToEnd(stack, pictures(1, 'a lost letter'));
  expect(pipeline).toMatchObject({ status: 'completed', cost_actual: 39_000 });
  expect(fake.bill).toHaveLength(1);
  expect(fake.webhooks.map(({ status }) => status)).toEqual([204, 204]);
  const [entry] = dataOf(await stack.client.GET('/ledger', {})).items;
  expect(entry).toMatchObject({ state: 'settled', actual_micro_dollars: 39_000 });
});

test('a message that is not signed by the provider is refused', async () => {
  const { items } = dataOf(await stack.client.GET('/ledger', {}));
  const { headers, body } = fake.webhook('some-request');
  const post = (provider: string, changed: Record<string, string>) =>
    fetch(`${stack.url}/callbacks/${provider}/${items[0]!.request_id}`, {
      ...{ method: 'POST', body, headers: { ...headers, ...changed } },
    }).then(({ status }) => status);
  expect(await post('fal', {})).toBe(204);
  expect(await post('fal', { 'x-fal-webhook-signature': 'ab'.repeat(64) })).toBe(403);
  expect(await post('fal', { 'x-fal-webhook-timestamp': '1000' })).toBe(403);
  expect(await post('sketch', {})).toBe(404);
});

test('where nobody can tell, it counts as spent until a person says what was billed', async () => {
  fake.mute = true;
  fake.fail('submit', 'lost');
  const before = dataOf(await stack.client.GET('/budgets')).day.spent_usd;
  const { id } = await submit(stack, pictures(1, 'a silent sea'));
  await until(async () => (await get(stack, id)).error?.code === 'outcome_unknown');
  const [entry] = dataOf(await stack.client.GET('/ledger', {})).items;
  expect(entry).toMatchObject({ pipeline_id: id, state: 'unknown' });
  const day = async () => dataOf(await stack.client.GET('/budgets')).day;
  expect((await day()).spent_usd).toBeCloseTo(before + 0.039);
  expect(cli('ledger').stdout).toContain(`request ${entry!.request_id}`);
  expect(cli('ledger', 'settle', entry!.request_id, '--not-billed').stdout).toContain('was not billed');
  expect(await day()).toMatchObject({ reserved_usd: 0 });
  expect((await day()).spent_usd).toBeCloseTo(before);
  const again = cli('ledger', 'settle', entry!.request_id, '--billed', '0.04');
  expect(again.status).not.toBe(0);
  expect(again.stderr).toContain('only an unknown one can be settled');
});
