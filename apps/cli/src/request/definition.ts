import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { usageError } from '../errors.js';
import type { Api, PlanRequest, Template } from '../gateway/api.js';
import { blueprintRef } from './blueprint-ref.js';
import { type RunOptionFlags, runOptions } from './run-options.js';
import { parseSeed } from './numbers.js';
import { type InputType, linesOf, parseInputs } from './inputs.js';

/** What `run` and `plan` are given. */
export interface RunFlags extends RunOptionFlags {
  input: string[];
  inputs?: string;
  preset?: string;
  seed?: string;
}

const EXTENSIONS = ['.yaml', '.yml', '.json'];

type Source = { template: string } | { definition: string; path: string };

/** A file where there is one, or where the name looks like one; else the name of a template. */
export function sourceOf(name: string, folder: string): Source {
  const path = resolve(folder, name);
  if (existsSync(path) && statSync(path).isFile()) return { definition: readText(path), path };
  if (!EXTENSIONS.includes(extname(name).toLowerCase())) return { template: name };
  throw usageError(`There is no file ${path}.`, 'Check the path, or name a template: reelwright templates');
}

/** What to ask the gateway for; the declared types decide how the inputs are read. */
export async function runRequest(api: Api, source: Source, flags: RunFlags, folder: string): Promise<PlanRequest> {
  const { what, types } =
    'template' in source
      ? await byName(api, source.template)
      : { what: { definition: source.definition }, types: await declaredTypes(source.definition) };
  const fromFile = flags.inputs === undefined ? {} : readInputs(resolve(folder, flags.inputs));
  const readLines = (path: string) => linesOf(readText(resolve(folder, path)));
  const inputs = { ...fromFile, ...parseInputs(flags.input, types, readLines) };
  const seed = flags.seed === undefined ? {} : { seed: parseSeed(flags.seed) };
  const preset = flags.preset === undefined ? {} : { preset: flags.preset };
  return { ...what, ...preset, inputs, ...seed, ...runOptions(flags) };
}

/** A template, or else a blueprint. */
async function byName(api: Api, name: string) {
  const typesOf = ({ inputs }: Pick<Template, 'inputs'>) => new Map(inputs.map((input) => [input.name, input.type]));
  const template = (await api.templates()).find((each) => each.name === name);
  if (template) return { what: { template: name }, types: typesOf(template) };
  const ref = blueprintRef(name);
  const blueprint = ref && (await api.blueprints.find(ref.name, ref.version));
  if (blueprint) return { what: { blueprint: name }, types: typesOf(blueprint) };
  // The gateway says which names there are, and which one was probably meant.
  return { what: name.includes('@') ? { blueprint: name } : { template: name }, types: new Map<string, InputType>() };
}

/** What is wrong with a definition, the gateway tells, with all places. */
async function declaredTypes(text: string): Promise<Map<string, InputType>> {
  const { inputSpec, parseDefinitionText } = await import('#pipeline');
  const { definition } = parseDefinitionText(text);
  return new Map(Object.entries(definition?.inputs ?? {}).map(([name, spec]) => [name, inputSpec(spec).type]));
}

function readInputs(path: string): Record<string, unknown> {
  const text = readText(path);
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw usageError(`${path} is neither JSON nor YAML: ${reason}`, 'Correct it at that place.');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw usageError(`${path} does not hold inputs.`, 'Write one `name: value` a line, or a JSON object.');
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw usageError(`${path} can’t be read (${code}).`, 'Check the path.');
  }
}
