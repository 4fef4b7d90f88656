import { parse as parseYaml } from 'yaml';
import { usageError } from '../errors.js';
import type { Changes, Pipeline } from '../gateway/api.js';
import { type InputType, linesOf, parseInputs } from './inputs.js';
import { parseSeed } from './numbers.js';

/** What `resume`, `retry` and `fork` are given. */
export interface ChangeFlags {
  set: string[];
  input: string[];
  rerun: string[];
  seed?: string;
  definition?: string;
  checkpoint?: string;
}

/** `step.field=value` or `step[3].field=value`, by step or task; values as YAML, so numbers and lists are what they look like. Pure. */
export function parseSettings(settings: readonly string[]): Record<string, Record<string, unknown>> {
  const config: Record<string, Record<string, unknown>> = {};
  for (const setting of settings) {
    const match = /^([A-Za-z][\w-]*(?:\[[\d,]+\])?)\.([\w-]+)=(.*)$/s.exec(setting);
    if (!match)
      throw usageError(
        `--set ${setting} is no setting.`,
        'Write --set step.field=value, or --set "step[3].field=value" for one item.',
      );
    const [, target = '', field = '', text = ''] = match;
    (config[target] ??= {})[field] = valueOf(text);
  }
  return config;
}

function valueOf(text: string): unknown {
  try {
    const value: unknown = parseYaml(text);
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
    // Words with a colon in them are words.
    return value === null || (isMapping && !text.trimStart().startsWith('{')) ? text : value;
  } catch {
    return text;
  }
}

/** The request of a change; the declared types of the pipeline decide how inputs are read. */
export function changesFrom(pipeline: Pipeline, flags: ChangeFlags, readText: (path: string) => string): Changes {
  const declared = (pipeline.definition.inputs ?? {}) as Record<string, InputType | { type: InputType }>;
  const types = new Map(
    Object.entries(declared).map(([name, spec]) => [name, typeof spec === 'string' ? spec : spec.type]),
  );
  const inputs = parseInputs(flags.input, types, (path) => linesOf(readText(path)));
  const config = parseSettings(flags.set);
  return {
    ...(flags.definition !== undefined && { definition: readText(flags.definition) }),
    ...(Object.keys(inputs).length > 0 && { inputs }),
    ...(Object.keys(config).length > 0 && { config }),
    ...(flags.rerun.length > 0 && { rerun: flags.rerun }),
    ...(flags.seed !== undefined && { seed: parseSeed(flags.seed) }),
    ...(flags.checkpoint !== undefined && { checkpoint: flags.checkpoint }),
  };
}
