import { useMutation } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { unique } from '@/lib/unique';
import { toast, toastError } from '@/ui/toasts';
import { imagesOf, promptsIn } from './settings';
import type { Settings, Variation } from './settings';
import { changeSettings } from './store';

export const FOCUSES = ['outfits', 'poses', 'expressions', 'lighting'] as const;
export type Focus = (typeof FOCUSES)[number];

export interface EnhanceOptions {
  /** Prompts made of each. */
  count: number;
  focus: readonly Focus[];
  /** Who writes; the cheapest that can if unset. */
  provider?: string;
}

export const FIRST_OPTIONS: EnhanceOptions = { count: 4, focus: [] };
const MOST_AT_ONCE = 100;

/** Whether the words say what a picture shows, or how it moves. */
const targetOf = (settings: Settings) =>
  settings.mode === 'videos' && imagesOf(settings).length > 0 ? ('i2v' as const) : ('i2i' as const);

/** Has detailed prompts written out of the words; they come as variations, all of them on. */
export function useEnhance() {
  return useMutation({
    mutationFn: async ({ settings, options }: { settings: Settings; options: EnhanceOptions; signal: AbortSignal }) => {
      const { count, focus, provider } = options;
      const body: Schemas['EnhancePromptsDto'] = {
        prompts: promptsIn(settings.words).slice(0, MOST_AT_ONCE),
        ...{ count, target: targetOf(settings) },
        ...(focus.length > 0 && { theme_focus: [...focus] }),
        ...(provider !== undefined && { provider }),
      };
      const { prompts, pipeline_id: id } = dataOf(await client.POST('/prompts/enhance', { body }));
      if (prompts.length === 0) throw new Error(`It takes longer than usual (${id}). Try again in a moment.`);
      return prompts;
    },
    onSuccess: (prompts, { signal }) => {
      if (!signal.aborted) changeSettings({ variations: variationsOf(prompts), keepOriginal: false });
    },
    onError: (error, { signal }) => {
      if (!signal.aborted) toastError('The prompts could not be written', error);
    },
  });
}

const variationsOf = (prompts: readonly string[]): Variation[] =>
  prompts.map((text) => ({ id: unique(), text, on: true }));

/** Goes back to one's own words; it can be undone. */
export function discardVariations({ variations, keepOriginal }: Settings): void {
  changeSettings({ variations: undefined, keepOriginal: false });
  toast('Back to your own words', {
    action: { label: 'Undo', act: () => changeSettings({ variations, keepOriginal }) },
  });
}

export const changeVariation = (id: string, change: Partial<Variation>): void =>
  changeSettings(({ variations = [] }) => ({
    variations: variations.map((one) => (one.id === id ? { ...one, ...change } : one)),
  }));
