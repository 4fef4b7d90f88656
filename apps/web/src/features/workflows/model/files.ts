import { parse } from 'yaml';
import type { Definition } from './types';

export type Read = { definition: Definition; problem?: undefined } | { problem: string; definition?: undefined };

/** A workflow as a file: the definition as it is. */
export const exported = (definition: Definition): string => `${JSON.stringify(definition, null, 2)}\n`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads JSON or YAML: a definition, or a request that has one in it. */
export function imported(text: string): Read {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    return { problem: `This is neither JSON nor YAML: ${(error as Error).message.split('\n')[0] ?? ''}` };
  }
  const found = isObject(value) && isObject(value.definition) ? value.definition : value;
  if (!isObject(found) || !Array.isArray(found.steps))
    return { problem: 'This is no workflow: it has no steps. Export one to see how they are written.' };
  const steps = found.steps as unknown[];
  const bad = steps.findIndex(
    (step) => !isObject(step) || typeof step.id !== 'string' || typeof step.type !== 'string',
  );
  if (bad >= 0) return { problem: `Step ${bad + 1} has no id or no type.` };
  const ids = steps.map((step) => (step as { id: string }).id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) return { problem: `Two steps are called ${twice}; give each a name of its own.` };
  return {
    definition: {
      ...found,
      name: typeof found.name === 'string' && found.name ? found.name : 'imported',
    } as Definition,
  };
}
