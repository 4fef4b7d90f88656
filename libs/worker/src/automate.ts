import { AccessKeys } from '#access';
import { ScheduleClock, Schedules, WebhookPump, Webhooks, trustedServers } from '#automation';
import type { Config } from '#config';
import type { Engine } from '#engine';
import { every } from './every.js';

/** Between two looks after what webhooks are to be told. */
const TELL_MS = 500;
/** Between two looks after what is due. */
const CLOCK_MS = 1_000;

/** What happens by itself, in each process that finalises: any number may. Returns how to stop it. */
export function automate(engine: Engine, config: Config, onError: (error: unknown) => void): () => Promise<void> {
  const pump = new WebhookPump({
    engine,
    webhooks: new Webhooks(engine.redis, engine.keys),
    trusts: trustedServers(config.webhookTrustedUrls),
    base: config.publicUrl,
    onError,
  });
  const keys = new AccessKeys(engine.redis, engine.keys);
  const schedules = new Schedules(engine.redis, engine.keys);
  const clock = new ScheduleClock({ engine, schedules, barred: (owner) => barredBy(keys, owner) });
  const stops = [every(TELL_MS, () => pump.round(), onError), every(CLOCK_MS, () => clock.round(), onError)];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
    await pump.close();
  };
}

/** What a key had made to happen by itself ends with it. */
async function barredBy(keys: AccessKeys, owner: string): Promise<string | undefined> {
  const key = await keys.get(owner);
  if (key?.revokedAt !== undefined) return `the key "${key.name}" was revoked`;
  if (key?.expiresAt !== undefined && key.expiresAt <= Date.now()) return `the key "${key.name}" has expired`;
  return undefined;
}
