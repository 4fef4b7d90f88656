import { hostname } from 'node:os';
import { join } from 'node:path';
import { BullModule } from '@nestjs/bullmq';
import type { WorkerHost } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { DiskStore, sweepAbandoned } from '#artifacts';
import { loadConfig } from '#config';
import type { Config } from '#config';
import { CONTROL_QUEUES, Engine, isRedisUnavailable, openWorker, workerOptions } from '#engine';
import type { Collected, Job, TaskJobData, WorkerReport } from '#engine';
import type { Resource } from '#pipeline';
import { exitWithParent, notifyReady, onShutdown } from '#process';
import { Providers, installedProviders } from '#providers';
import { catalogue } from '#steps';
import { makeExecute } from './execute.js';
import type { Callbacks } from './paid.js';
import { PipelineLog } from './pipeline-log.js';
import { pipelineProcessor, stepProcessor, taskProcessor } from './processors.js';
import { automate } from './automate.js';
import { every } from './every.js';
import { keepHouse } from './housekeeping.js';
import { keepLibrary } from './library.js';
import { providerLimits } from './limits.js';
import { settleLost } from './lost-requests.js';
import { makeDelivery } from './publish.js';
import { Scratch } from './scratch.js';
import { Reporter } from './vitals/reporter.js';

export interface WorkerProcessOptions {
  /** How it appears in logs and on tasks. */
  name(config: Config): string;
  /** Slots for each pool it serves, beside the cards. */
  slots(config: Config): Partial<Record<Exclude<Resource, 'gpu'>, number>>;
  /** Whether it serves a card: the pool `gpu`, one task at a time. */
  card: boolean;
  /** Whether it also finalises steps and pipelines, and sweeps. */
  control: boolean;
}

/** Nothing is written into the store for that long: what is older was left by a process that died. */
const ABANDONED_MS = 3_600_000;

/** Between two looks after paid requests that nobody is at. */
const LOST_MS = 5_000;

@Module({})
class WorkerModule {}

/** The life of a worker process, from its settings to its graceful end. */
export async function runWorkerProcess(options: WorkerProcessOptions): Promise<void> {
  const config = loadConfig();
  const name = options.name(config);
  const log = pino({ level: config.logLevel, base: { worker: name } });
  const redisUrl = config.redisUrl ?? 'redis://127.0.0.1:6379';
  const providers = await Providers.open(installedProviders(config), catalogue);
  const slots = options.slots(config);
  await providers.prepare([...(Object.keys(slots) as Resource[]), ...(options.card ? ['gpu' as const] : [])]);
  const onError = (error: unknown) => log.warn({ err: error }, 'background failure');
  const quiet = (error: unknown) => (isRedisUnavailable(error) ? undefined : onError(error));
  const onRedis = (up: boolean) =>
    up ? log.info('Redis answers') : log.error('Redis does not answer; work goes on when it does');
  const engine = new Engine({
    redisUrl,
    prefix: config.prefix,
    compactAfterMs: config.compactAfterSec * 1000,
    catalogue,
    select: providers.select,
    onError,
    onRedis,
  });
  const unwatch = providers.watch(onError);
  await engine.events.open();
  const store = new DiskStore(join(config.home, 'artifacts'));
  const scratch = new Scratch(join(config.home, 'tmp'));
  await scratch.sweep();
  await Promise.all([store.sweepTemp(ABANDONED_MS), sweepAbandoned(config.outputDir)]);
  const execute = makeExecute({
    ledger: engine.ledger,
    providers,
    catalogue,
    store,
    scratch,
    space: { minFreeBytes: config.minFreeDiskMb * 1e6, quotaBytes: config.diskQuotaMb * 1e6 },
    callbacks: callbacksOf(config),
    limits: providerLimits(config.providerLimits ?? ''),
    admit: async (selection) => card?.admit(selection),
  });
  const underWay = new Set<WorkerReport['tasks'][number]>();
  const runner = engine.taskRunner(name, logged(log, listed(underWay, execute)));
  const delivery = makeDelivery(engine, store, config.outputDir, onError);
  const finaliser = engine.finaliser(delivery);
  const locks = { lockDurationMs: config.lockDurationMs, stalledIntervalMs: config.stalledIntervalMs };
  const settings = (concurrency: number) => {
    const { connection: _shared, ...rest } = workerOptions(engine, redisUrl, concurrency, locks);
    return rest;
  };
  // In containers every worker has the same process id, and on another machine it may be the same by chance.
  const here = `${name}@${hostname()}:${process.pid}`;
  const card = options.card
    ? engine.card({
        name: here,
        card: config.card,
        capMs: config.cardAgeCapSec * 1000,
        open: (queue) =>
          openWorker(
            engine,
            queue,
            workerOptions(engine, redisUrl, 1, locks),
            (job: Job<TaskJobData>, _token, signal) => runner.run(job, signal),
          ),
        memoryGb: async () => {
          const found = await providers.card();
          return found && Math.round(found.memoryTotalBytes / 1e8) / 10;
        },
        onError: quiet,
      })
    : undefined;
  const processors = Object.entries(slots).map(([queue, count]) => taskProcessor(queue, runner, settings(count)));
  if (options.control)
    processors.push(stepProcessor(finaliser, settings(4)), pipelineProcessor(finaliser, settings(2)));
  const queues = [...Object.keys(slots), ...(options.control ? CONTROL_QUEUES : [])];
  const app = await NestFactory.createApplicationContext(workerModule(redisUrl, engine.keys.bull, queues, processors), {
    logger: ['error', 'warn'],
  });

  await card?.start();
  const withdraw = await Promise.all(
    Object.entries(slots).map(([queue, count]) => engine.announceWorker(queue, here, count)),
  );
  const reporter = new Reporter({
    reports: engine.reports,
    name: here,
    slots: { ...slots, ...(card && { gpu: 1 }) },
    folder: config.home,
    tasks: () => [...underWay],
    card,
    gpu: () => providers.card(),
    onError: quiet,
  });
  reporter.start();
  const pipelineLog = options.control
    ? new PipelineLog(engine, join(config.home, 'logs', 'pipelines'), onError)
    : undefined;
  pipelineLog?.start();
  if (options.control) engine.sweeper.start();
  const collected = (what: Collected) => log.info(what, 'collected what nothing refers to');
  const stopHousekeeping = options.control
    ? keepHouse(engine, store, delivery, config, collected, onError)
    : async () => {};
  const stopListing = options.control ? keepLibrary(engine, store, config, onError) : async () => {};
  const stopSettling = options.control
    ? every(LOST_MS, (signal) => settleLost({ ledger: engine.ledger, providers, scratch }, signal), onError)
    : async () => {};
  const stopAutomation = options.control ? automate(engine, config, quiet) : async () => {};
  engine.dispatcher.kick();
  onShutdown(async () => {
    await Promise.all(withdraw.map((leave) => leave()));
    await drain(
      [...processors.map((type) => app.get<WorkerHost>(type).worker), ...(card ? [card] : [])],
      () => runner.releaseAll(),
      config.drainMs,
    );
    runner.close();
    unwatch();
    await reporter.close();
    await pipelineLog?.close();
    await stopHousekeeping();
    await stopListing();
    await stopSettling();
    await stopAutomation();
    await scratch.close();
    await app.close();
    await engine.close();
  });
  exitWithParent({ graceMs: config.drainMs + 5_000 });
  notifyReady();
  log.info({ queues }, 'ready');
}

/** Where providers reach the gateway from outside, to tell of what they have. */
function callbacksOf({ publicUrl, callbackWaitSec }: Config): Callbacks | undefined {
  if (publicUrl === undefined) return undefined;
  const base = publicUrl.replace(/\/$/, '');
  return {
    urlFor: (provider, requestId) => `${base}/callbacks/${provider}/${requestId}`,
    waitMs: callbackWaitSec * 1000,
  };
}

/** Stop taking, let run what runs, give back what is not done in time: only then may connections close. */
async function drain(workers: { close(): Promise<void> }[], releaseAll: () => void, graceMs: number): Promise<void> {
  const timer = setTimeout(releaseAll, graceMs);
  await Promise.all(workers.map((worker) => worker.close()));
  clearTimeout(timer);
}

function workerModule(
  redisUrl: string,
  prefix: string,
  queues: string[],
  processors: Type<WorkerHost>[],
): DynamicModule {
  return {
    module: WorkerModule,
    imports: [
      BullModule.forRoot({ connection: { url: redisUrl, maxRetriesPerRequest: null }, prefix }),
      ...queues.map((name) => BullModule.registerQueue({ name })),
    ],
    providers: processors,
  };
}

/** Keeps a list of what is under way. */
function listed(
  underWay: Set<WorkerReport['tasks'][number]>,
  execute: ReturnType<typeof makeExecute>,
): ReturnType<typeof makeExecute> {
  return async (task) => {
    const entry = { pipelineId: task.pipelineId, taskId: task.id };
    underWay.add(entry);
    try {
      return await execute(task);
    } finally {
      underWay.delete(entry);
    }
  };
}

function logged(log: Logger, execute: ReturnType<typeof makeExecute>): ReturnType<typeof makeExecute> {
  return async (task) => {
    const about = {
      pipeline: task.pipelineId,
      task: task.id,
      provider: task.step.selection.provider,
      attempt: task.attempt,
    };
    const start = performance.now();
    log.info(about, 'task started');
    try {
      const result = await execute(task);
      log.info({ ...about, ms: Math.round(performance.now() - start) }, 'task done');
      return result;
    } catch (error) {
      log.warn({ ...about, err: error }, 'task ended without a result');
      throw error;
    }
  };
}
