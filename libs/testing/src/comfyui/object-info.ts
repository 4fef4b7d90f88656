import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An input as `/object_info` tells it: the type or its options first, then the settings. */
export type InputSpec = [unknown, Record<string, unknown>?];

export interface NodeSchema {
  input: { required?: Record<string, InputSpec>; optional?: Record<string, InputSpec> };
  output: string[];
  output_node: boolean;
}

export type ObjectInfo = Record<string, NodeSchema>;

/** Model files by `Class.input`. */
export type ModelFiles = Record<string, string[]>;

/** The schemas of the nodes that matter here, as a real server of release 0.33.0 without models told them. */
export function recordedObjectInfo(): ObjectInfo {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'object-info.json'), 'utf8')) as ObjectInfo;
}

/** The same schemas with model files in the lists of their loaders; a list not named stays as it was. */
export function withModels(info: ObjectInfo, files: ModelFiles): ObjectInfo {
  const copy = structuredClone(info);
  for (const [place, names] of Object.entries(files)) {
    const [type = '', input = ''] = place.split(/\.(?=\w+$)/);
    const spec = copy[type]?.input.required?.[input];
    if (!spec) throw new Error(`${place} is not in the schemas`);
    if (Array.isArray(spec[0])) spec[0] = names;
    else spec[1] = { ...spec[1], options: names };
  }
  return copy;
}

/** What a combo input offers, in each of the three ways it is told; undefined for any other input. */
export function optionsOf([type, settings]: InputSpec): unknown[] | undefined {
  if (Array.isArray(type)) return type as unknown[];
  const options = settings?.options;
  if (!Array.isArray(options)) return undefined;
  return type === 'COMFY_DYNAMICCOMBO_V3'
    ? options.map((option: { key: string }) => option.key)
    : (options as unknown[]);
}
