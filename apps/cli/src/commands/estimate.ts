import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import type { Estimate } from '../gateway/api.js';
import { runRequest, type RunFlags, sourceOf } from '../request/definition.js';
import { formatMoney } from '../text/format.js';

/** What a pipeline will cost, step by step; nothing is run. */
export async function estimate(context: Context, name: string, flags: RunFlags): Promise<number> {
  const source = sourceOf(name, context.folder);
  return context.withGateway(async ({ api }) => {
    const found = await api.estimate(await runRequest(api, source, flags, context.folder));
    context.terminal.result(estimateLines(found), found);
    return EXIT.ok;
  });
}

/** Pure. */
export function estimateLines({ steps, total_usd, unpriced, uncounted }: Estimate): string[] {
  return [
    ...steps.map(({ text, provider, model }) => `${text}  (${provider}/${model})`),
    `Total: ${formatMoney(total_usd * 1e6)}`,
    ...(unpriced.length === 0 ? [] : [`and what ${unpriced.join(', ')} cost, which is not known`]),
    ...(uncounted.length === 0 ? [] : [`Tasks of ${uncounted.join(', ')} are counted while it runs.`]),
  ];
}
