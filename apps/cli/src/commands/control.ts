import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import type { Pipeline } from '../gateway/api.js';

export async function cancel(context: Context, id: string, discard: boolean): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const pipeline = await api.cancel(id, !discard);
    const kept = discard ? ' What was made is dropped.' : pipeline.outputs.length > 0 ? ' What was made is kept.' : '';
    const words: Partial<Record<Pipeline['status'], string>> = {
      cancelling: `Pipeline ${id} is being cancelled.${kept}`,
      cancelled: `Pipeline ${id} is cancelled.${kept}`,
    };
    const line = words[pipeline.status] ?? `Pipeline ${id} is ${pipeline.status} already; there is nothing to cancel.`;
    context.terminal.result([line], pipeline);
    return EXIT.ok;
  });
}

/** What runs may finish; nothing more is begun until `resume`. */
export async function pause(context: Context, id: string): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const pipeline = await api.pause(id);
    const line =
      pipeline.status === 'paused'
        ? `Pipeline ${id} is paused; what runs now may finish. Go on with: reelwright resume ${id}`
        : `Pipeline ${id} is ${pipeline.status}; only one that runs can be paused.`;
    context.terminal.result([line], pipeline);
    return EXIT.ok;
  });
}
