import { z } from 'zod';
import { defineStep } from './define.js';
import { model } from './fields.js';
import { promptCount } from './texts.js';

export const TARGETS = ['i2i', 'i2v'] as const;
export const THEMES = ['outfits', 'poses', 'expressions', 'lighting'] as const;

const prompts = z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(1_000)]);
const theme = z.enum(THEMES);

export const promptEnhance = defineStep({
  type: 'prompt_enhance',
  version: '1',
  title: 'Enhance prompts',
  bill: { label: 'Prompt enhancement', units: true },
  summary: 'Makes several detailed prompts out of each short one.',
  config: z.object({
    input_prompts: prompts.describe('One prompt, several separated by lines of ---, or a list'),
    variations_per_prompt: z.number().int().min(1).max(100).default(3).describe('Prompts made of each'),
    target_type: z.enum(TARGETS).default('i2i').describe('i2i: what the picture shows; i2v: also how it moves'),
    style_hints: z
      .union([z.string(), z.array(z.string())])
      .default('')
      .describe('Words every prompt is to keep to'),
    theme_focus: z
      .union([theme, z.array(theme)])
      .default([])
      .describe('What the variations differ in: outfits, poses, expressions, lighting; unset: a bit of everything'),
    model,
  }),
  inputs: {
    image: { media: ['image'], explicit: true, description: 'The picture they are for; unset: for any' },
  },
  outputs: { prompts: { media: 'text', list: true }, document: { media: 'text' } },
  resource: 'cpu',
  // The same line gets the same prompts in every pipeline; more of them come from more variations.
  seeded: false,
  aliases: { input_prompts: ['prompt', 'prompts', 'description', 'scene_description', 'scene', 'idea'] },
  complete: (config) => ({
    ...(config.input_prompts !== undefined && { input_prompts: promptList(config.input_prompts) }),
    ...(config.style_hints !== undefined && { style_hints: tidy([config.style_hints].flat().join(', ')) }),
    ...(config.theme_focus !== undefined && { theme_focus: [...new Set([config.theme_focus].flat())].sort() }),
    model: undefined,
  }),
  // A line that is only known while it runs is taken for one.
  lengths: (config) => (config.variations_per_prompt === undefined ? {} : { prompts: promptCount(config) }),
  units: promptCount,
  seconds: (config) => 0.5 + promptCount(config) / 200,
});

/** Prompts that differ only in spaces or a full stop are the same work. */
function promptList(given: string | string[]): string[] {
  const all = [given].flat().flatMap((text) => text.split(/^\s*-{3,}\s*$/m).map(tidy));
  return all.filter((text) => text !== '');
}

const tidy = (text: string) =>
  text
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.,;\s]+$/, '');
