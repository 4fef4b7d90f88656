import type { InputSpec, InputType, Inputs, PipelineDefinition, PipelineStep, Problem } from '#pipeline';
import { inputSpec, nearest } from '#pipeline';

/** A setting that becomes an input. */
export interface Parameter {
  /** Id of the step. */
  step: string;
  /** Where in its config, with dots: `prompt`, `set_mode.count_per_variation`. */
  path: string;
  /** What the input is called; several parameters may share one. */
  input: string;
  description?: string;
  /** Default: what stands there now. */
  default?: unknown;
  /** Default: by the default. */
  type?: InputType;
}

/** A definition in which settings were made inputs, whose defaults are what they were. Pure; all problems at once. */
export function parametrised(
  definition: PipelineDefinition,
  parameters: readonly Parameter[],
): { definition: PipelineDefinition; problems: Problem[] } {
  const copy = structuredClone(definition);
  const made = new Set<string>();
  const problems = parameters.flatMap((parameter, at) => {
    const problem = turn(copy, parameter, made);
    return problem ? [{ ...problem, path: `parameters[${at}].${problem.path}` }] : [];
  });
  return { definition: copy, problems };
}

function turn(definition: PipelineDefinition, parameter: Parameter, made: Set<string>): Problem | undefined {
  const { step: id, path, input } = parameter;
  const step = definition.steps.find((each) => each.id === id);
  if (!step) return unknownStep(definition, id);
  const { holder, key, value } = placeOf(step, path);
  if (!holder) return noSuch(id, path);
  if (typeof value === 'string' && value.includes('{{'))
    return problem('unknown_config', 'path', `"${path}" of "${id}" already follows from something else: ${value}`);
  const spec = specOf(parameter, value);
  if (!spec) return noSuch(id, path);
  if (!/^[A-Za-z_]\w{0,62}$/.test(input))
    return problem('bad_input', 'input', `"${input}" must be a letter followed by letters, digits or "_"`);
  const there = definition.inputs[input];
  if (there !== undefined && !made.has(input) && inputSpec(there).type !== spec.type)
    return problem('bad_input', 'input', `there is an input "${input}" of another type already`);
  if (there === undefined) {
    definition.inputs[input] = spec;
    made.add(input);
  }
  holder[key] = `{{inputs.${input}}}`;
  return undefined;
}

/** The object that holds a setting, which need not be there yet at the top. */
function placeOf(step: PipelineStep, path: string) {
  const keys = path.split('.');
  const key = keys.pop()!;
  let holder: unknown = step.config;
  for (const name of keys) holder = isRecord(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined;
  if (!isRecord(holder) || ['', '__proto__', 'constructor', 'prototype'].includes(key))
    return { holder: undefined, key };
  return { holder, key, value: holder[key] };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined where neither a type nor a value says what it is. */
function specOf({ type, description, default: given }: Parameter, value: unknown): InputSpec | undefined {
  const fallback = given ?? value;
  const found = type ?? typeOf(fallback);
  if (!found) return undefined;
  return {
    type: found,
    ...(fallback !== undefined && { default: fallback }),
    ...(description !== undefined && { description }),
  };
}

function typeOf(value: unknown): InputType | undefined {
  if (Array.isArray(value)) return 'list';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : undefined;
}

/** What a pipeline was given becomes what its blueprint takes unless told otherwise; files stay to be given. Pure. */
export function withDefaults(definition: PipelineDefinition, inputs: Inputs): PipelineDefinition {
  const specs = Object.entries(definition.inputs).map(([name, short]) => {
    const spec = inputSpec(short);
    const given = inputs[name];
    const isFile = ['image', 'video', 'audio'].includes(spec.type);
    if (given === undefined || given === null || isFile) return [name, short] as const;
    return [name, { ...spec, default: given }] as const;
  });
  return { ...definition, inputs: Object.fromEntries(specs) };
}

function unknownStep({ steps }: PipelineDefinition, id: string): Problem {
  const guess = nearest(
    id,
    steps.map((step) => step.id),
  );
  const hint = guess ? `Did you mean "${guess}"?` : `There is: ${steps.map((step) => step.id).join(', ')}.`;
  return { code: 'unknown_step', path: 'step', message: `there is no step "${id}"`, hint };
}

const noSuch = (id: string, path: string): Problem =>
  problem('unknown_config', 'path', `"${id}" sets nothing at "${path}"; give a type or a default too`);

const problem = (code: Problem['code'], path: string, message: string): Problem => ({
  ...{ code, path, message },
  hint: 'A parameter names a step, a setting of it that has a fixed value, and an input.',
});
