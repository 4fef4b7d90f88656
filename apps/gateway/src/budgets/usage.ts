import type { Usage } from '#engine';
import type { DriftDto, UsageDto } from '../dto/index.js';
import { dollars } from '../money.js';

/** Days as they are, and how each model's estimates compare with its bills over all of them. Pure. */
export function usageReport(
  rows: readonly Usage[],
  names: ReadonlyMap<string, string>,
  saved: readonly { day: string; saved: number }[],
): UsageDto {
  return {
    items: rows.map(({ day, owner, provider, model, requests, spent }) => ({
      ...{ day, key: owner, ...(names.has(owner) && { key_name: names.get(owner)! }) },
      ...{ provider, model, requests },
      spent_usd: dollars(spent),
    })),
    drift: drift(rows),
    spent_usd: dollars(rows.reduce((sum, { spent }) => sum + spent, 0)),
    saved: saved.map((one) => ({ day: one.day, saved_usd: dollars(one.saved) })),
  };
}

function drift(rows: readonly Usage[]): DriftDto[] {
  const byModel = Map.groupBy(rows, ({ provider, model }) => `${provider} ${model}`);
  return [...byModel.values()]
    .map((of) => {
      const { provider, model } = of[0]!;
      const estimated = of.reduce((sum, row) => sum + row.estimated, 0);
      const billed = of.reduce((sum, row) => sum + row.billed, 0);
      const ratio = Math.round((billed / estimated) * 1000) / 1000;
      return { provider, model, estimated_usd: dollars(estimated), billed_usd: dollars(billed), ratio };
    })
    .filter(({ estimated_usd }) => estimated_usd > 0)
    .sort((a, b) => Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio)));
}
