import { usageError } from '../errors.js';
import type { CreateRequest, Template } from '../gateway/api.js';
import { type RunOptionFlags, runOptions } from './run-options.js';

export interface MakeOptions extends RunOptionFlags {
  duration?: number;
  music?: string;
  quality?: string;
  style?: string;
  aspect?: string;
  motion?: string;
  seed?: number;
}

export const DEFAULT_TEMPLATE = 'complete_video_production';

/** The flags of `make`, and the inputs of templates that they fill. */
const INPUT_OF = {
  duration: 'duration',
  music: 'music',
  quality: 'quality',
  style: 'style',
  aspect: 'aspect',
  motion: 'motion_description',
} as const satisfies Partial<Record<keyof MakeOptions, string>>;

/** The words as one scene. */
export function sceneOf(words: readonly string[]): string {
  const scene = words.join(' ').replace(/\s+/g, ' ').trim();
  if (scene !== '') return scene;
  throw usageError(
    'There is nothing to show yet.',
    'Say what the film shows: make "a lighthouse in a storm, synthwave"',
  );
}

/** What to ask the gateway for. The scene goes to the input the template can't do without. Pure. */
export function makeRequest(template: Template, scene: string, options: MakeOptions): CreateRequest {
  const main = template.inputs.find(({ type, required }) => type === 'string' && required);
  if (!main) {
    throw usageError(
      `The template ${template.name} does not begin with words.`,
      `See what it takes: reelwright templates ${template.name}; then use reelwright run ${template.name}.`,
    );
  }
  const inputs: Record<string, unknown> = { [main.name]: scene };
  const known = new Set(template.inputs.map(({ name }) => name));
  for (const [flag, input] of Object.entries(INPUT_OF) as [keyof typeof INPUT_OF, string][]) {
    const value = options[flag];
    if (value === undefined) continue;
    if (!known.has(input)) {
      throw usageError(
        `The template ${template.name} knows no --${flag}.`,
        'Leave it out, or choose another --template.',
      );
    }
    inputs[input] = value;
  }
  const seed = options.seed === undefined ? {} : { seed: options.seed };
  return { template: template.name, inputs, ...seed, ...runOptions(options), run: true };
}
