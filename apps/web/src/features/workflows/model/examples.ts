import { specOf } from './types';
import type { Definition, InputSpec } from './types';

const isNeeded = ({ required, default: preset }: InputSpec): boolean => preset === undefined && required !== false;

/** Inputs that a workflow needs and has no value for. */
export const missingInputs = ({ inputs = {} }: Definition, values: Record<string, unknown> = {}): string[] =>
  Object.keys(inputs).filter((name) => values[name] === undefined && isNeeded(specOf(inputs[name]!)));

const WORDS = 'a lighthouse in a storm';
const isFile = (type: InputSpec['type'] | undefined) => type === 'image' || type === 'video' || type === 'audio';

/** Values for what a workflow needs and has none for, so that it can be priced; undefined where files are needed. */
export function exampleInputs(
  definition: Definition,
  values: Record<string, unknown> = {},
): Record<string, unknown> | undefined {
  const examples: Record<string, unknown> = {};
  for (const name of missingInputs(definition, values)) {
    const { type, items, min, enum: allowed } = specOf(definition.inputs![name]!);
    if (isFile(type) || isFile(items)) return undefined;
    if (type === 'list') examples[name] = items === 'number' ? [1] : [WORDS];
    else if (type === 'number') examples[name] = min ?? 1;
    else examples[name] = type === 'boolean' ? false : (allowed?.[0] ?? WORDS);
  }
  return examples;
}
