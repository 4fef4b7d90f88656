import type { ArtifactStore } from '#artifacts';
import type { Config } from '#config';
import { collectPolicy } from '#engine';
import type { Collected, Delivery, Engine } from '#engine';
import { every } from './every.js';
import { keeperOf } from './library.js';

/** What interrupted writes left behind is garbage after this. */
const TEMP_MS = 3_600_000;

/** Removes what nothing needs any more, now and then. Returns how to stop it; what is under way is waited for. */
export function keepHouse(
  engine: Engine,
  store: ArtifactStore,
  delivery: Delivery,
  config: Config,
  onDone: (collected: Collected) => void,
  onError: (error: unknown) => void,
): () => Promise<void> {
  if (config.collectMinutes === 0) return async () => {};
  const round = async () => {
    await store.sweepTemp(TEMP_MS);
    const keeper = keeperOf(engine, store, config);
    const policy = {
      ...collectPolicy(config.cacheDays, config.retainDays),
      ...(await keeper.policy(config.uploadRetainDays)),
    };
    const collected = await engine.collector.collect(store, policy, async (id) => {
      await delivery.retract({ id });
      await keeper.release(id);
    });
    if (collected) onDone(collected);
  };
  return every(config.collectMinutes * 60_000, round, onError);
}
