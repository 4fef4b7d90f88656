import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { loadConfig, systemEnv } from '#config';
import { createClient, dataOf } from '#contracts';
import type { ApiClient, components } from '#contracts';
import { FakeFal, freePort, startRedis, until } from '#testing';
import { Random } from '../random.js';
import { judge, ledgerOf, isOpen } from './checks.js';
import type { Judgement } from './checks.js';
import { misfortune } from './fate.js';
import { Services } from './services.js';

export interface PaidOptions {
  seed: number;
  /** Paid tasks that have to be delivered. */
  tasks: number;
  /** Workers to kill, and now and then the gateway. */
  kills: number;
  onProgress?: (done: { kills: number; billed: number }) => void;
}

export interface PaidResult extends Judgement {
  seed: number;
  kills: number;
  /** What went wrong at the provider, by place and kind. */
  faults: Record<string, number>;
  /** Messages of the provider that were sent, each twice. */
  webhooks: number;
  durationSec: number;
}

export type Pipeline = components['schemas']['PipelineDto'];

const KEY = 'key-of-the-paid-chaos';
const WORKERS = 2;
/** Remote slots are four times this: 64 with two workers. */
const CPU_SLOTS = 8;
const PER_PIPELINE = 100;
const BUDGET_USD = 10;
/** Would cost half as much again as the budget. */
const GREEDY = 385;
const PATIENCE_MS = 600_000;

/** Paid work with everything going wrong at the provider and workers dying; then the bill is held against the ledger. */
export async function paidExperiment(options: PaidOptions): Promise<PaidResult> {
  const begun = Date.now();
  const home = await mkdtemp(join(tmpdir(), 'reelwright-paid-'));
  const redis = await startRedis({ appendonly: 'everysec' });
  const fake = await new FakeFal({ key: KEY, looks: 2 }).start();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = loadConfig({
    ...{ env: systemEnv(), file: false },
    overrides: {
      ...{ home, redisUrl: redis.url, port, publicUrl: url, callbackWaitSec: 3, logLevel: 'fatal' },
      ...{ falKey: KEY, falQueueUrl: fake.url, falRestUrl: fake.url },
      ...{ cpuConcurrency: CPU_SLOTS, lockDurationMs: 1_500, stalledIntervalMs: 1_000 },
    },
  });
  const services = new Services(config);
  try {
    await services.start('gateway');
    await Promise.all(Array.from({ length: WORKERS }, () => services.start('mux-worker')));
    const client = createClient(url);
    const luck = misfortune(fake, options.seed);
    const ids = await submitAll(client, options.tasks);
    await disturb(services, client, ids, options, () => fake.bill.length);
    luck.end();
    const pipelines = await atRest(client, ids);
    const judgement = await judge(client, pipelines, fake.bill, BUDGET_USD);
    return {
      ...judgement,
      ok: judgement.ok && services.crashes.length === 0,
      checks: [...judgement.checks, { name: 'no process ended by itself', found: services.crashes }],
      seed: options.seed,
      kills: services.kills,
      faults: luck.faults,
      webhooks: fake.webhooks.length,
      durationSec: Math.round((Date.now() - begun) / 1000),
    };
  } finally {
    await services.stop();
    await fake.stop();
    await redis.stop();
    await rm(redis.dir, { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
  }
}

/** The gateway may be down just now. */
async function again<Value>(ask: () => Promise<Value>): Promise<Value> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > end) throw error;
      await setTimeout(200);
    }
  }
}

async function submitAll(client: ApiClient, tasks: number): Promise<string[]> {
  const ids: string[] = [];
  const counts = Array.from({ length: Math.ceil(tasks / PER_PIPELINE) }, (_, at) =>
    Math.min(PER_PIPELINE, tasks - at * PER_PIPELINE),
  );
  for (const [at, count] of counts.entries()) ids.push(await submit(client, `film ${at}`, count));
  ids.push(await submit(client, 'greedy', GREEDY, BUDGET_USD));
  return ids;
}

async function submit(client: ApiClient, name: string, count: number, budgetUsd?: number): Promise<string> {
  const body = {
    ...{ inputs: {}, seed: 1, run: true },
    // Kills are not the task's fault here, and what is unknown must not stop the rest.
    options: {
      onStepFailure: 'skip' as const,
      retry: { maxAttempts: 50, backoffMs: 50 },
      ...(budgetUsd && { budgetUsd }),
    },
    definition: {
      name,
      steps: [
        {
          ...{ id: 'picture', type: 't2i', provider: 'fal', config: { prompt: '{{item}}' } },
          map: Array.from({ length: count }, (_, index) => `${name} picture ${index}`),
        },
      ],
      outputs: ['picture'],
    },
  };
  const headers = { 'idempotency-key': `paid-${name}` };
  return (await again(async () => dataOf(await client.POST('/pipelines', { body, headers })))).id;
}

const get = (client: ApiClient, id: string) =>
  again(async () => dataOf(await client.GET('/pipelines/{id}', { params: { path: { id } } })));

const rests = ({ status }: Pipeline) => ['completed', 'failed', 'cancelled', 'paused'].includes(status);

/** Kills somebody at random moments until enough have died or there is nothing left to do. */
async function disturb(
  services: Services,
  client: ApiClient,
  ids: string[],
  { seed, kills, onProgress }: PaidOptions,
  billed: () => number,
): Promise<void> {
  const random = new Random('kills', seed);
  const end = Date.now() + PATIENCE_MS;
  while (services.kills < kills && Date.now() < end) {
    await setTimeout(random.between(300, 1_200));
    services.kill(random.next() < 0.1 ? 'gateway' : 'mux-worker', (count) => random.between(0, count - 1));
    onProgress?.({ kills: services.kills, billed: billed() });
    if ((await Promise.all(ids.map((id) => get(client, id)))).every(rests)) break;
  }
}

/** Every pipeline rests, nothing is under way, and no request is open that somebody could still find out about. */
async function atRest(client: ApiClient, ids: string[]): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = [];
  for (const id of ids) {
    await until(async () => {
      const pipeline = await get(client, id);
      return (
        rests(pipeline) &&
        pipeline.reserved_usd === 0 &&
        pipeline.steps.every(({ tasks_running }) => tasks_running === 0)
      );
    }, PATIENCE_MS);
    pipelines.push(await get(client, id));
  }
  await until(async () => !(await ledgerOf(client)).some(isOpen), PATIENCE_MS);
  return pipelines;
}
