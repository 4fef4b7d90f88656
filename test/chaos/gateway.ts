/** The part of a gateway that matters here: it takes pipelines, dispatches and sweeps, and has a fate. */
import { Engine } from '#engine';
import { exitWithParent, notifyReady, onShutdown } from '#process';
import { Providers } from '#providers';
import { TOY_CATALOGUE } from '#testing';
import type { PipelineRecord } from '#engine';
import { DIFFERENT, definitionOf, nameOf, optionsOf, pipelineSeed } from './definitions.js';
import { Fate } from './fate.js';
import { openJournal } from './journal.js';
import { ChaosProvider } from './provider.js';
import { PREFIX, SILENT_MS, SWEEP_MS, placesOf } from './settings.js';
import { watchRequeues } from './watch.js';
import type { Order, ProcessSettings, Report } from './settings.js';

const { redisUrl, seed, life, root } = JSON.parse(process.argv[2]!) as ProcessSettings;
const fate = new Fate(life);
const { select } = await Providers.open([new ChaosProvider()], TOY_CATALOGUE);
const engine = new Engine({ redisUrl, prefix: PREFIX, catalogue: TOY_CATALOGUE, select, racePoint: fate.at });

watchRequeues(engine, openJournal(placesOf(root).journal));

/** Newest pipelines looked through for one whose creation was not answered. */
const LOOK_BACK = 50;

const created = (index: number) =>
  engine.create(definitionOf(seed, index), {}, { seed: pipelineSeed(seed, index), options: optionsOf(index) });

/** Every second one that was there before is forked from that, with one step done anew: it must come out the same. */
async function forked(
  index: number,
  items: readonly { id: string; name: string; status: string }[],
): Promise<PipelineRecord | undefined> {
  const original = items.find((item) => item.name === nameOf(index - DIFFERENT) && item.status === 'completed');
  if (!original || index % 2 === 0) return undefined;
  const definition = definitionOf(seed, index);
  return engine.fork(
    (await engine.store.pipeline(original.id))!,
    { definition, rerun: [definition.steps[1]!.id] },
    { options: optionsOf(index) },
  );
}

/** As a client does who got no answer: it looks whether the pipeline is there before it creates it again. */
async function submit(index: number): Promise<void> {
  const { items } = await engine.listing.page({ limit: LOOK_BACK });
  const known = items.find((item) => item.name === nameOf(index));
  const { id } = known ?? (await forked(index, items)) ?? (await created(index));
  await engine.start(id);
  process.send?.({ type: 'submitted', index, pid: id } satisfies Report);
}

await engine.events.open();
process.on('message', (order: Order) => {
  if (order.type !== 'submit') return;
  submit(order.index).catch(() => process.send?.({ type: 'refused', index: order.index } satisfies Report));
});
engine.sweeper.start(SWEEP_MS, SILENT_MS);
engine.dispatcher.kick();
onShutdown(() => engine.close());
exitWithParent({ graceMs: 3000 });
notifyReady();
