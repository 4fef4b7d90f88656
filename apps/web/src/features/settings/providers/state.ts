import type { Model, Provider } from '@/api/client';
import { dollars, plural, sentence } from '@/lib/format';
import type { Tone } from '@/ui/dot';

export interface Standing {
  tone: Tone;
  words: string;
  /** What is wrong, or how it is set up. */
  why: string[];
}

const MOST_REASONS = 3;

/** How a provider stands, from what it says of its models. Pure. */
export function standing({ configured, models, set_up }: Provider): Standing {
  if (!configured) return { tone: 'idle', words: 'Not set up', why: set_up === undefined ? [] : [set_up] };
  const missing = models.filter(({ available }) => !available);
  const why = [...new Set(missing.flatMap((model) => model.why ?? []))].slice(0, MOST_REASONS);
  const count = namesOf(models).length;
  const size = count === 1 ? plural(models.length, 'kind') + ' of step' : plural(count, 'model');
  if (missing.length === 0) return { tone: 'done', words: `Ready, ${size}`, why };
  if (missing.length === models.length) return { tone: 'failed', words: 'Cannot be used now', why };
  const able = namesOf(models.filter(({ available }) => available)).length;
  return { tone: 'done', words: `Ready, ${able} of ${plural(count, 'model')}`, why: [] };
}

const namesOf = (models: readonly Model[]): string[] => [...new Set(models.map(({ model }) => model))];

/** A model, whatever it is used for. */
export interface ModelRow {
  model: string;
  title: string;
  steps: string[];
  price: string;
  limits: string;
  why: string | undefined;
}

/** One row for each model, those that can be used first. Pure. */
export function modelRows(models: readonly Model[]): ModelRow[] {
  return namesOf(models)
    .map((model) =>
      rowOf(
        model,
        models.filter((one) => one.model === model),
      ),
    )
    .sort((a, b) => Number(a.why !== undefined) - Number(b.why !== undefined));
}

function rowOf(model: string, of: readonly Model[]): ModelRow {
  const why = of.every(({ available }) => !available) ? (of[0]?.why ?? 'It cannot be used now.') : undefined;
  const titles = [...new Set(of.map(({ title }) => title.split(/[:,]/, 1)[0]!))];
  return {
    ...{ model, why, price: priceOf(of) },
    title: titles.join(', '),
    steps: of.map(({ step_type }) => sentence(step_type)),
    limits: [...new Set(of.flatMap(({ limits }) => Object.entries(limits).flatMap(limitWords)))].join(' · '),
  };
}

function priceOf(models: readonly Model[]): string {
  const prices = models.flatMap(({ price_usd }) => price_usd ?? []);
  if (prices.length === 0) return 'price unknown';
  const [least, most] = [Math.min(...prices), Math.max(...prices)];
  if (most === 0) return 'free';
  return least === most ? dollars(most) : `${least === 0 ? 'free' : dollars(least)} to ${dollars(most)}`;
}

function limitWords([field, limit]: [string, object]): string[] {
  const { oneOf, max } = limit as { oneOf?: string[]; max?: number };
  if (oneOf) return [`${sentence(field)}: ${oneOf.join(', ')}`];
  return max === undefined ? [] : [`${sentence(field)} up to ${max}`];
}
