import { join } from 'node:path';
import { DiskStore } from '#artifacts';
import { loadConfig, systemEnv } from '#config';
import type { Config } from '#config';
import { createClient } from '#contracts';
import type { ApiClient } from '#contracts';
import { Engine, openWorker, workerOptions } from '#engine';
import type { Job, PipelineJobData, StepJobData, TaskJobData } from '#engine';
import { Providers, installedProviders } from '#providers';
import type { Provider, ProviderEvent, ProviderJob, WorkContext } from '#providers';
import { catalogue } from '#steps';
import { afterFile, randomPrefix, sharedRedis, tempDir } from '#testing';
import { Scratch, makeExecute, makeDelivery } from '#worker';
import { createGateway } from '../../apps/gateway/src/gateway.js';

/** Stands before the built-in providers: what it throws, they throw; what it returns false for, they do. */
export type Instead = (
  job: ProviderJob,
  ctx: WorkContext,
) => AsyncIterable<ProviderEvent> | Promise<AsyncIterable<ProviderEvent> | false> | false;

export interface InProcess {
  url: string;
  home: string;
  config: Config;
  client: ApiClient;
  engine: Engine;
}

/** A gateway and workers in this process, so that a test can say what goes wrong in a provider. */
export async function inProcess(
  instead: Instead,
  settings: Record<string, string | number> = {},
  /** In place of those that are installed. */
  providersOf: (config: Config) => Provider[] = installedProviders,
): Promise<InProcess> {
  const home = tempDir();
  const redisUrl = await sharedRedis();
  const config = loadConfig({
    env: systemEnv(),
    file: false,
    overrides: { home, redisUrl, prefix: randomPrefix(), port: 0, logLevel: 'silent', ...settings },
  });
  const gateway = await createGateway(config, () => {});
  const url = await gateway.listen();
  afterFile(() => gateway.close());

  const providers = await Providers.open(
    providersOf(config).map((provider) => before(provider, instead)),
    catalogue,
  );
  const engine = new Engine({ redisUrl, prefix: config.prefix, catalogue, select: providers.select });
  await engine.events.open();
  const store = new DiskStore(join(home, 'artifacts'));
  const scratch = new Scratch(join(home, 'tmp'));
  const execute = makeExecute({
    ledger: engine.ledger,
    providers,
    catalogue,
    store,
    scratch,
    space: { minFreeBytes: 0, quotaBytes: 0 },
  });
  const runner = engine.taskRunner('here', execute);
  const finaliser = engine.finaliser(makeDelivery(engine, store, config.outputDir));
  const options = workerOptions(engine, redisUrl, 4);
  const open = (queue: string, slots: number) =>
    openWorker(engine, queue, { ...options, concurrency: slots }, (job: Job<TaskJobData>, _token, signal) =>
      runner.run(job, signal),
    );
  const card = engine.card({
    name: 'here',
    card: 'cpu0',
    capMs: 60_000,
    open: (queue) => open(queue, 1),
    onError: () => {},
  });
  await card.start();
  const workers = [
    ...['cpu', 'remote'].map((queue) => open(queue, 4)),
    openWorker(engine, 'steps', options, (job: Job<StepJobData>, token) => finaliser.step(job, token)),
    openWorker(engine, 'pipelines', options, (job: Job<PipelineJobData>, token) => finaliser.pipeline(job, token)),
  ];
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  afterFile(async () => {
    runner.releaseAll();
    await Promise.all([...workers, card].map((worker) => worker.close()));
    runner.close();
    await engine.close();
  });
  return { url, home, config, engine, client: createClient(url, {}) };
}

function before(provider: Provider, instead: Instead): Provider {
  return {
    id: provider.id,
    capabilities: () => provider.capabilities(),
    submit: (work, ctx) => provider.submit(work, ctx),
    cancel: (job) => provider.cancel(job),
    async *attach(job, ctx) {
      yield* (await instead(job, ctx)) || provider.attach(job, ctx);
    },
  };
}
