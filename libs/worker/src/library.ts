import type { ArtifactStore } from '#artifacts';
import type { Config } from '#config';
import type { Engine } from '#engine';
import { Keeper, Lister, Rebuild, Records } from '#library';
import { every } from './every.js';

const LIST_MS = 1_000;
const TRASH_MS = 60_000;
const DAY_MS = 24 * 3600 * 1000;

export const keeperOf = (engine: Pick<Engine, 'redis' | 'keys'>, store: ArtifactStore, config: Config): Keeper =>
  new Keeper(store, new Records(engine.redis, engine.keys), config.libraryKeep, config.trashDays * DAY_MS);

/** Puts into the library what pipelines make, empties its trash, and rebuilds it when asked. Returns how to stop it. */
export function keepLibrary(
  engine: Engine,
  store: ArtifactStore,
  config: Config,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const records = new Records(engine.redis, engine.keys);
  const lister = new Lister(engine, store, records);
  const rebuild = new Rebuild(store, records, engine.keys.root('pipelines'));
  const keeper = keeperOf(engine, store, config);
  const stops = [
    every(LIST_MS, (signal) => lister.round(signal), onError),
    every(LIST_MS, (signal) => rebuild.round(signal), onError),
    every(LIST_MS, () => keeper.save(), onError),
    every(TRASH_MS, () => keeper.round().then(() => undefined), onError),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
