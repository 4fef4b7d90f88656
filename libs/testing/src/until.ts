import { setTimeout } from 'node:timers/promises';

/** Looks again and again until the condition holds. Rejects after `timeoutMs`, with the last error if there was one. */
export async function until(condition: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (let failure: unknown; ;) {
    try {
      if (await condition()) return;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > end)
      throw new Error(`it did not happen within ${timeoutMs} ms: ${String(condition)}`, { cause: failure });
    await setTimeout(25);
  }
}
