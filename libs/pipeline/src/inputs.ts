import type { InputSpec, Inputs, PipelineDefinition } from './definition.js';
import { inputSpec } from './definition.js';
import type { Problem } from './problems.js';
import { nearest } from './problems.js';
import { isArtifactRef } from './values.js';

/**
 * Fills in defaults and checks what the caller gave against the definition.
 * With `lenient`, a missing required input is no problem: a definition can be judged without its inputs.
 */
export function resolveInputs(
  definition: PipelineDefinition,
  given: Inputs,
  options: { lenient?: boolean } = {},
): { inputs: Inputs; problems: Problem[] } {
  const problems: Problem[] = [];
  const inputs: Inputs = {};
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(definition.inputs, name)) continue;
    const guess = nearest(name, Object.keys(definition.inputs));
    problems.push({
      code: 'unknown_input',
      path: `inputs.${name}`,
      message: `"${definition.name}" has no input "${name}"`,
      hint: guess
        ? `Did you mean "${guess}"?`
        : `It takes: ${Object.keys(definition.inputs).join(', ') || 'no inputs'}.`,
    });
  }
  for (const [name, short] of Object.entries(definition.inputs)) {
    const spec = inputSpec(short);
    const value = given[name] ?? spec.default;
    if (value === undefined || value === null) {
      if ((spec.required ?? spec.default === undefined) && !options.lenient) problems.push(missing(name, spec));
      continue;
    }
    const complaint = checkInput(spec, value);
    if (complaint) {
      problems.push({
        code: 'bad_input',
        path: `inputs.${name}`,
        message: `"${name}" ${complaint}`,
        hint: describe(name, spec),
      });
    } else {
      inputs[name] = value;
    }
  }
  return { inputs, problems };
}

function missing(name: string, spec: InputSpec): Problem {
  return {
    code: 'missing_input',
    path: `inputs.${name}`,
    message: `"${name}" is needed and was not given`,
    hint: describe(name, spec),
  };
}

function describe(name: string, spec: InputSpec): string {
  const bounds =
    spec.min !== undefined && spec.max !== undefined
      ? ` from ${spec.min} to ${spec.max}`
      : spec.min !== undefined
        ? ` of at least ${spec.min}`
        : '';
  const choices = spec.enum ? `, one of ${spec.enum.join(', ')}` : '';
  return `Give "${name}": a ${spec.type}${bounds}${choices}.${spec.description ? ` ${spec.description}` : ''}`;
}

function checkInput(spec: InputSpec, value: unknown): string | undefined {
  const complaint = checkType(spec.type, value);
  if (complaint) return complaint;
  const { items } = spec;
  if (items && Array.isArray(value)) {
    const wrong = value.findIndex((item) => checkType(items, item) !== undefined);
    if (wrong >= 0) return `has an element that does not fit: number ${wrong + 1} ${checkType(items, value[wrong])}`;
  }
  if (typeof value === 'number') {
    if (spec.min !== undefined && value < spec.min) return `is ${value}; the least is ${spec.min}`;
    if (spec.max !== undefined && value > spec.max) return `is ${value}; the most is ${spec.max}`;
  }
  if (spec.enum && !spec.enum.includes(value as string | number))
    return `is ${JSON.stringify(value)}, not one of ${spec.enum.join(', ')}`;
  return undefined;
}

function checkType(type: InputSpec['type'], value: unknown): string | undefined {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? undefined : `must be text, not ${kindOf(value)}`;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : `must be a number, not ${kindOf(value)}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `must be true or false, not ${kindOf(value)}`;
    case 'list':
      return Array.isArray(value) ? undefined : `must be a list, not ${kindOf(value)}`;
    case 'image':
    case 'video':
    case 'audio':
      return isArtifactRef(value) && value.media === type ? undefined : `must be a stored ${type}`;
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}
