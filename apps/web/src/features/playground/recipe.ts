import { FIRST_SETTINGS, QUALITIES, RESOLUTIONS, ASPECTS } from './settings';
import type { Attachment, Settings } from './settings';
import type { Request } from './request';

/** How something was made, as far as it is needed to make it again. */
export interface Recipe {
  step: { type: string };
  provider: { id: string; model: string };
  config: Record<string, unknown>;
  seed?: number;
  /** By port: a digest, alone or with what was noted of it, or a list of them. */
  inputs: Record<string, unknown>;
}

export const isRecipe = (value: unknown): value is Recipe =>
  typeof value === 'object' && value !== null && 'step' in value && 'provider' in value && 'config' in value;

function digestsIn(entry: unknown): string[] {
  if (typeof entry === 'string') return /^[0-9a-f]{64}$/.test(entry) ? [entry] : [];
  if (!Array.isArray(entry)) return [];
  const [first, noted] = entry as unknown[];
  return typeof first === 'string' && Array.isArray(noted) ? digestsIn(first) : entry.flatMap(digestsIn);
}

/** What it was made from: digests, by port. */
export const sourcesOf = ({ inputs }: Pick<Recipe, 'inputs'>): [port: string, digests: string[]][] =>
  Object.entries(inputs ?? {}).map(([port, entry]) => [port, digestsIn(entry)]);

/** What it shows or how it moves, in words. */
export const promptOf = ({ config }: Pick<Recipe, 'config'>): string =>
  [config.motion_prompt, config.prompt, config.text].find(
    (one): one is string => typeof one === 'string' && one !== '',
  ) ?? '';

/**
 * A pipeline of one task that does the same with another seed. `refs` has each source by its digest, to be put into
 * inputs.
 */
export function againOf(
  { step: { type }, provider, config, inputs }: Recipe,
  title: string,
  seed: number,
  refs: Readonly<Record<string, Record<string, unknown>>>,
): Request {
  const ports = sourcesOf({ inputs }).filter(([, digests]) => digests.length > 0);
  const given = Object.fromEntries(ports.map(([port, [first]]) => [port, refs[first!]]));
  const id = ID_OF[type] ?? type;
  return {
    definition: {
      name: title,
      inputs: Object.fromEntries(ports.map(([port]) => [port, { type: 'image', required: true }])),
      steps: [
        {
          ...{ id, type, provider: provider.id, model: provider.model },
          config: { ...config, ...Object.fromEntries(ports.map(([port]) => [port, `{{inputs.${port}}}`])) },
        },
      ],
      outputs: [id],
    },
    ...{ inputs: given, seed },
  };
}

/** As the playground calls its steps. */
const ID_OF: Record<string, string | undefined> = { t2i: 'image', i2i: 'image', t2v: 'video', i2v: 'video' };

/** Whether it can be made again by itself: from words, or from one picture. */
export const isRepeatable = (recipe: Recipe): boolean =>
  recipe.step.type in ID_OF && sourcesOf(recipe).every(([port, digests]) => port === 'image' && digests.length <= 1);

/** The settings that made it, to be changed; the picture it came from is attached. */
export function settingsFrom(recipe: Recipe, sources: readonly Attachment[]): Settings {
  const { step, provider, config } = recipe;
  const model = { provider: provider.id, model: provider.model };
  const video = ID_OF[step.type] === 'video';
  const known = <Value extends string>(values: readonly Value[], value: unknown) => values.find((one) => one === value);
  return {
    ...FIRST_SETTINGS,
    mode: video ? 'videos' : 'images',
    words: promptOf(recipe),
    attachments: sources,
    ...(video ? { videoModel: model } : { imageModel: model }),
    quality: known(QUALITIES, config.quality) ?? FIRST_SETTINGS.quality,
    aspect: known(ASPECTS, config.aspect) ?? FIRST_SETTINGS.aspect,
    resolution: known(RESOLUTIONS, config.resolution) ?? FIRST_SETTINGS.resolution,
    duration: typeof config.duration === 'number' ? config.duration : FIRST_SETTINGS.duration,
    negative: typeof config.negative_prompt === 'string' ? config.negative_prompt : '',
  };
}
