import type { InputSpec, NodeSchema, ObjectInfo } from './object-info.js';
import { optionsOf } from './object-info.js';

export interface PromptNode {
  class_type: string;
  inputs: Record<string, unknown>;
}
export type Prompt = Record<string, PromptNode>;

interface ProblemBody {
  type: string;
  message: string;
  details: string;
  extra_info: Record<string, unknown>;
}

export interface NodeErrors {
  [node: string]: { class_type: string; dependent_outputs: string[]; errors: ProblemBody[] };
}

export interface Verdict {
  /** Set where nothing can be run. */
  error?: ProblemBody;
  node_errors: NodeErrors;
  /** The output nodes that can be run. */
  outputs: string[];
}

const problem = (type: string, message: string, details = '', extra_info = {}): ProblemBody => ({
  ...{ type, message, details, extra_info },
});

/**
 * Judges a prompt as the server does: every output with all it depends on; a bad one is dropped while another is good.
 * `hasFile` answers for the inputs that name an uploaded file.
 */
export function validatePrompt(prompt: Prompt, info: ObjectInfo, hasFile: (name: string) => boolean): Verdict {
  const none = { node_errors: {}, outputs: [] };
  for (const [id, node] of Object.entries(prompt)) {
    if (info[node.class_type]) continue;
    const details = `Node ID '#${id}'`;
    const message = `Node '${node.class_type}' not found. The custom node may not be installed.`;
    const extra = { node_id: id, class_type: node.class_type, node_title: node.class_type };
    return { error: problem('missing_node_type', message, details, extra), ...none };
  }
  const outputs = Object.keys(prompt).filter((id) => info[prompt[id]!.class_type]!.output_node);
  if (outputs.length === 0) return { error: problem('prompt_no_outputs', 'Prompt has no outputs'), ...none };
  const errors: NodeErrors = {};
  const good = outputs.filter((output) => {
    const bad = [...reach(prompt, output)].filter((id) => {
      const found = judge(prompt, id, info, hasFile);
      if (found.length === 0) return false;
      errors[id] ??= { class_type: prompt[id]!.class_type, dependent_outputs: [], errors: found };
      errors[id].dependent_outputs.push(output);
      return true;
    });
    return bad.length === 0;
  });
  if (good.length > 0) return { node_errors: errors, outputs: good };
  const failed = problem('prompt_outputs_failed_validation', 'Prompt outputs failed validation');
  return { error: failed, node_errors: errors, outputs: [] };
}

export const isLink = (value: unknown): value is [string, number] =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number';

/** A node and all that it depends on, what it depends on first. */
export function reach(prompt: Prompt, id: string, found = new Set<string>()): Set<string> {
  for (const value of Object.values(prompt[id]?.inputs ?? {}))
    if (isLink(value) && prompt[value[0]] && !found.has(value[0]) && value[0] !== id) reach(prompt, value[0], found);
  return found.add(id);
}

function judge(prompt: Prompt, id: string, info: ObjectInfo, hasFile: (name: string) => boolean): ProblemBody[] {
  const node = prompt[id]!;
  const specs = info[node.class_type]!.input;
  const missing = Object.keys(specs.required ?? {})
    .filter((name) => node.inputs[name] === undefined)
    .map((name) => problem('required_input_missing', 'Required input is missing', name, { input_name: name }));
  const wrong = Object.entries(node.inputs).flatMap(([name, value]) => {
    const spec = specOf(info[node.class_type]!, name, node.inputs);
    return spec ? judgeInput(prompt, info, name, value, spec, hasFile) : [];
  });
  return [...missing, ...nestedMissing(info[node.class_type]!, node.inputs), ...wrong];
}

/** The input's own schema, or that of an input which the chosen option of a dynamic combo brings with it. */
function specOf(schema: NodeSchema, name: string, inputs: Record<string, unknown>): InputSpec | undefined {
  const own = schema.input.required?.[name] ?? schema.input.optional?.[name];
  if (own || !name.includes('.')) return own;
  const [outer = '', inner = ''] = name.split(/\.(.*)/s);
  return nestedOf(schema.input.required?.[outer], inputs[outer])?.[inner];
}

function nestedOf(spec: InputSpec | undefined, chosen: unknown): Record<string, InputSpec> | undefined {
  if (spec?.[0] !== 'COMFY_DYNAMICCOMBO_V3') return undefined;
  const options = spec[1]?.options as { key: string; inputs: { required?: Record<string, InputSpec> } }[];
  return options.find((option) => option.key === chosen)?.inputs.required;
}

/** What a dynamic combo asks for besides; accepted under its dotted name and under its plain one. */
function nestedMissing(schema: NodeSchema, inputs: Record<string, unknown>): ProblemBody[] {
  return Object.entries(schema.input.required ?? {}).flatMap(([name, spec]) =>
    Object.keys(nestedOf(spec, inputs[name]) ?? {})
      .filter((inner) => inputs[`${name}.${inner}`] === undefined && inputs[inner] === undefined)
      .map((inner) => problem('required_input_missing', 'Required input is missing', `${name}.${inner}`)),
  );
}

function judgeInput(
  prompt: Prompt,
  info: ObjectInfo,
  name: string,
  value: unknown,
  spec: InputSpec,
  hasFile: (name: string) => boolean,
): ProblemBody[] {
  const extra = { input_name: name, received_value: value };
  if (Array.isArray(value)) {
    if (!isLink(value))
      return [problem('bad_linked_input', 'Bad linked input, must be a length-2 list of [node_id, slot_index]', name)];
    return judgeLink(prompt, info, name, value, spec);
  }
  const options = optionsOf(spec);
  if (options) return judgeChoice(name, value, options, spec, hasFile);
  const [type, settings = {}] = spec;
  const number = Number(value);
  if ((type === 'INT' || type === 'FLOAT') && (value === '' || !Number.isFinite(number)))
    return [problem('invalid_input_type', 'Failed to convert an input value to a ' + type, name, extra)];
  if (type !== 'INT' && type !== 'FLOAT') {
    if (type === 'STRING' || type === 'BOOLEAN' || type === '*') return [];
    return [problem('invalid_input_type', `Failed to convert an input value to a ${String(type)} value`, name, extra)];
  }
  const { min, max } = settings as { min?: number; max?: number };
  if (min !== undefined && number < min)
    return [problem('value_smaller_than_min', `Value ${number} smaller than min of ${min}`, name, extra)];
  if (max !== undefined && number > max)
    return [problem('value_bigger_than_max', `Value ${number} bigger than max of ${max}`, name, extra)];
  return [];
}

function judgeLink(
  prompt: Prompt,
  info: ObjectInfo,
  name: string,
  [from, slot]: [string, number],
  [wanted]: InputSpec,
): ProblemBody[] {
  const source = prompt[from];
  if (!source) return [problem('exception_during_validation', 'Exception when validating node', `'${from}'`)];
  const got = info[source.class_type]!.output[slot];
  if (got === wanted || wanted === '*' || got === '*') return [];
  const details = `${name}, received_type(${got}) mismatch input_type(${String(wanted)})`;
  return [problem('return_type_mismatch', 'Return type mismatch between linked nodes', details, { input_name: name })];
}

function judgeChoice(
  name: string,
  value: unknown,
  options: unknown[],
  [, settings]: InputSpec,
  hasFile: (name: string) => boolean,
): ProblemBody[] {
  if (settings?.image_upload || settings?.video_upload || settings?.audio_upload) {
    if (hasFile(String(value))) return [];
    const kind = settings.image_upload ? 'image' : settings.video_upload ? 'video' : 'audio';
    const details = `${name} - Invalid ${kind} file: ${String(value)}`;
    return [problem('custom_validation_failed', 'Custom validation failed for node', details, { input_name: name })];
  }
  if (options.includes(value)) return [];
  const long = options.length > 20;
  const list = long ? `(list of length ${options.length})` : `[${options.map((o) => `'${String(o)}'`).join(', ')}]`;
  return [
    problem('value_not_in_list', 'Value not in list', `${name}: '${String(value)}' not in ${list}`, {
      ...{ input_name: name, input_config: long ? null : [options, {}], received_value: value },
    }),
  ];
}
