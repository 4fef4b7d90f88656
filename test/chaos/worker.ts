/** A worker process of a chaos run: the real engine, execution and stores, on toy steps, with a fate. */
import { DiskStore, sweepAbandoned } from '#artifacts';
import type { StoredBytes } from '#artifacts';
import { Engine, openWorker, workerOptions } from '#engine';
import type { Job, PipelineJobData, StepJobData, TaskJobData } from '#engine';
import { PipelineFailure } from '#pipeline';
import { exitWithParent, notifyReady, onShutdown } from '#process';
import { Providers } from '#providers';
import { TOY_CATALOGUE } from '#testing';
import { existsSync } from 'node:fs';
import { makeExecute } from '../../libs/worker/src/execute.js';
import { makeDelivery } from '../../libs/worker/src/publish.js';
import { Scratch } from '../../libs/worker/src/scratch.js';
import { Fate } from './fate.js';
import { openJournal } from './journal.js';
import { ChaosProvider } from './provider.js';
import { LOCKS, PREFIX, SILENT_MS, SLOTS, SWEEP_MS, placesOf } from './settings.js';
import type { ProcessSettings } from './settings.js';
import { splitCommit } from './split-commit.js';
import { watchTasks } from './watch.js';

const settings = JSON.parse(process.argv[2]!) as ProcessSettings;
const { redisUrl, name } = settings;
const places = placesOf(settings.root);
const fate = new Fate(settings.life);
const journal = openJournal(places.journal);

class FillingDisk extends DiskStore {
  override async putFile(path: string, options?: { move?: boolean }): Promise<StoredBytes> {
    if (existsSync(places.diskFull)) throw new PipelineFailure('disk_full', 'The disk is full: ENOSPC.');
    const stored = await super.putFile(path, options);
    fate.at('after store');
    return stored;
  }
}

const providers = await Providers.open(
  [new ChaosProvider(settings.pace, () => fate.at('after submit'))],
  TOY_CATALOGUE,
);
const engine = new Engine({
  redisUrl,
  prefix: PREFIX,
  catalogue: TOY_CATALOGUE,
  select: providers.select,
  racePoint: fate.at,
});
if (settings.control) splitCommit(engine, () => fate.at('between split'));

watchTasks(engine, journal, fate, (report) => process.send?.(report));

await engine.events.open();
const store = new FillingDisk(places.store);
const scratch = new Scratch(places.scratch);
await scratch.sweep();
await sweepAbandoned(places.outputs);
const runner = engine.taskRunner(
  name,
  makeExecute({
    ledger: engine.ledger,
    providers,
    catalogue: TOY_CATALOGUE,
    store,
    scratch,
    space: { minFreeBytes: 0, quotaBytes: 0 },
  }),
);
const finaliser = engine.finaliser(makeDelivery(engine, store, places.outputs));
const options = (slots: number) => workerOptions(engine, redisUrl, slots, LOCKS);
const workers = [
  ...(['gpu', 'cpu'] as const).map((queue) =>
    openWorker(engine, queue, options(SLOTS), (job: Job<TaskJobData>, _token, signal) => runner.run(job, signal)),
  ),
  openWorker(engine, 'steps', options(4), (job: Job<StepJobData>, token) => finaliser.step(job, token)),
  openWorker(engine, 'pipelines', options(2), (job: Job<PipelineJobData>, token) => finaliser.pipeline(job, token)),
];
for (const worker of workers) worker.on('error', () => {}); // Redis is away from time to time
const leave = await Promise.all((['gpu', 'cpu'] as const).map((queue) => engine.announceWorker(queue, name, SLOTS)));
engine.sweeper.start(SWEEP_MS, SILENT_MS);
engine.dispatcher.kick();
onShutdown(async () => {
  await Promise.all(leave.map((withdraw) => withdraw()));
  await Promise.all(workers.map((worker) => worker.close()));
  runner.close();
  await scratch.close();
  await engine.close();
});
exitWithParent({ graceMs: 3000 });
notifyReady();
