import { WebhookPump, Webhooks, trustedServers } from '#automation';
import type { Config } from '#config';
import type { Engine } from '#engine';
import { every } from './every.js';

/** Between two looks after what webhooks are to be told. */
const TELL_MS = 500;

/** What happens by itself, in each process that finalises: any number may. Returns how to stop it. */
export function automate(engine: Engine, config: Config, onError: (error: unknown) => void): () => Promise<void> {
  const pump = new WebhookPump({
    engine,
    webhooks: new Webhooks(engine.redis, engine.keys),
    trusts: trustedServers(config.webhookTrustedUrls),
    base: config.publicUrl,
    onError,
  });
  const stop = every(TELL_MS, () => pump.round(), onError);
  return async () => {
    await stop();
    await pump.close();
  };
}
