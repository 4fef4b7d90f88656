import type { Model, Provider } from '@/api/client';
import { dollars } from '@/lib/format';
import type { Choice } from './settings';

/** A model that somebody serves. */
export interface Offer {
  provider: Provider;
  model: Model;
}

/** Who does a kind of step, provider by provider. */
export const offersOf = (providers: readonly Provider[], stepType: string): Offer[] =>
  providers.flatMap((provider) =>
    provider.models.filter(({ step_type }) => step_type === stepType).map((model) => ({ provider, model })),
  );

export const chosenOf = (offers: readonly Offer[], choice: Choice | undefined): Offer | undefined =>
  offers.find(({ provider, model }) => provider.id === choice?.provider && model.model === choice.model);

/** What is taken where nothing is chosen: the cheapest that can be had now, one's own before others'. */
export function bestOf(offers: readonly Offer[]): Offer | undefined {
  const able = offers.filter(({ model }) => model.available);
  const rank = ({ model }: Offer) => model.price_usd ?? Number.POSITIVE_INFINITY;
  return able.toSorted((a, b) => rank(a) - rank(b))[0];
}

export const nameOf = ({ title }: Model): string => title.split(':')[0]!;

const UNITS: Record<string, string | undefined> = { i2v: 'a video', t2v: 'a video', t2i: 'an image', i2i: 'an image' };

/** "$0.028 an image". */
function priceOf({ price_usd: price, step_type, resource }: Model): string {
  if (price === undefined) return 'price unknown';
  if (price === 0) return resource === 'remote' ? 'free' : 'free, on your machine';
  return `${dollars(price)} ${UNITS[step_type] ?? 'each'}`;
}

export const shortPrice = ({ price_usd: price }: Model): string =>
  price === undefined ? 'no price' : price === 0 ? 'free' : dollars(price);

const DOES: Record<string, string | undefined> = {
  t2i: 'Draws pictures from words',
  i2i: 'Changes pictures as the words say',
  i2v: 'Makes pictures move',
  t2v: 'Makes videos from words',
};

/** What it can do, where, and at what price: names and values. */
export function factsOf({ model, provider }: Offer): [name: string, value: string][] {
  const { resource, vram_gb: vram, limits, step_type: type } = model;
  const where = { gpu: 'your cards', cpu: 'your processor', remote: provider.title }[resource];
  return [
    ['Does', DOES[type] ?? type],
    ...limitsIn(limits),
    ['Runs on', vram === undefined ? where : `${where}, ${vram} GB of memory`],
    ['Price', priceOf(model)],
  ];
}

/** "Duration: up to 10 s", "Resolution: 480p or 720p". */
function limitsIn(limits: Model['limits']): [string, string][] {
  return Object.entries(limits).flatMap(([field, limit]): [string, string][] => {
    const { oneOf, max } = limit as { oneOf?: string[]; max?: number };
    const name = LIMITS[field]?.[0];
    if (name === undefined) return [];
    if (oneOf) return [[name, oneOf.join(', ')]];
    return max === undefined ? [] : [[name, `up to ${Math.floor(max)}${LIMITS[field]![1]}`]];
  });
}

/** How a setting is called, and its unit. */
const LIMITS: Record<string, [string, string] | undefined> = {
  duration: ['Duration', ' s'],
  resolution: ['Resolution', ''],
  quality: ['Quality', ''],
  aspect: ['Aspect', ''],
  aspect_ratio: ['Aspect', ''],
  width: ['Width', ' px'],
  height: ['Height', ' px'],
  images: ['References', ''],
};

/** The most of a setting that a model takes; `otherwise` where it says nothing. */
export function mostOf(offer: Offer | undefined, field: string, otherwise: number): number {
  const max = (offer?.model.limits[field] as { max?: number } | undefined)?.max;
  return max === undefined ? otherwise : Math.min(otherwise, Math.floor(max));
}

/** Those of the values of a setting that a model takes. */
export function allowedOf<Value extends string>(
  offer: Offer | undefined,
  field: string,
  values: readonly Value[],
): Value[] {
  const oneOf = (offer?.model.limits[field] as { oneOf?: string[] } | undefined)?.oneOf;
  const fitting = values.filter((value) => oneOf?.includes(value) ?? true);
  return fitting.length > 0 ? fitting : [...values];
}
