import type { CompileContext } from './context.js';
import type { InputType, PipelineStep } from './definition.js';
import { inputSpec } from './definition.js';
import { dig, referencesIn } from './expressions.js';
import type { Binding, ValueSource } from './plan.js';
import type { InputPort, StepType } from './step-type.js';
import { mainOutput } from './step-type.js';
import type { MediaType } from './values.js';

/** Connects a step's ports: what it says, then what fits among the steps it depends on, then the pipeline's inputs. */
export function bindPorts(
  context: CompileContext,
  step: PipelineStep,
  type: StepType,
  at: string,
): Record<string, ValueSource[]> {
  const ports: Record<string, ValueSource[]> = {};
  for (const [name, port] of Object.entries(type.inputs)) {
    const sources =
      step.config[name] !== undefined
        ? explicitSources(context, step, name, port, at)
        : port.explicit
          ? undefined
          : (sourcesByMedia(context, step, name, port, at) ?? sourceFromInputs(context, step, name, port, type));
    if (sources) ports[name] = sources;
    else if (port.required) reportUnbound(context, step, name, port, at);
  }
  return ports;
}

function note(context: CompileContext, step: PipelineStep, field: string, source: string, how: Binding['how']): void {
  context.bindings.push({ step: step.id, field, source, how });
}

function explicitSources(
  context: CompileContext,
  step: PipelineStep,
  name: string,
  port: InputPort,
  at: string,
): ValueSource[] | undefined {
  const given = step.config[name];
  const values = Array.isArray(given) ? given : [given];
  const place = `${at}.config.${name}`;
  if (values.length > 1 && !port.list) {
    context.problem(
      'bad_config',
      place,
      `port "${name}" takes one value`,
      'Give one, or use map to make one task for each.',
    );
    return undefined;
  }
  const sources: ValueSource[] = [];
  for (const value of values) {
    const source = sourceOf(context, step, value, port, place);
    if (!source) continue;
    sources.push(source);
    note(context, step, name, String(value).replace(/[{}]/g, '').trim(), 'explicit');
  }
  return sources;
}

function sourceOf(
  context: CompileContext,
  step: PipelineStep,
  value: unknown,
  port: InputPort,
  place: string,
): ValueSource | undefined {
  const path = context.path(value);
  if (path?.[0] === 'inputs') return inputSource(context, path.slice(1), port, place);
  if (path?.[0] === 'item') return context.currentItems[path[1] ?? ''] ?? context.currentItems[''];
  if (path?.[0] === 'steps') {
    const media = mediaOf(context, path[1]!, path[2]);
    if (media && !port.media.includes(media)) {
      context.problem(
        'media_mismatch',
        place,
        `steps.${path[1]}.${path[2]} is ${a(media)}; this port takes ${port.media.map(a).join(' or ')}`,
        'Connect an output of the right kind, or put a step in between.',
      );
    }
    return {
      from: 'step',
      step: path[1]!,
      port: path[2]!,
      path: path.slice(3),
      gather: gathers(context, step, path[1]!, port, place),
    };
  }
  if (!badTemplate(value)) {
    context.problem(
      'bad_config',
      place,
      'a port is connected with one path in braces',
      'For example {{steps.keyframe.image}} or {{inputs.photo}}.',
    );
  }
  return undefined;
}

/** What an input carries, as a port sees it. */
function mediaOfInput(type: InputType): MediaType {
  switch (type) {
    case 'image':
    case 'video':
    case 'audio':
      return type;
    case 'list':
      return 'json';
    case 'string':
    case 'number':
    case 'boolean':
      return 'text';
  }
}

/** A template that does not parse has been reported as such. */
function badTemplate(value: unknown): boolean {
  try {
    referencesIn(value);
    return false;
  } catch {
    return true;
  }
}

function inputSource(context: CompileContext, path: string[], port: InputPort, place: string): ValueSource {
  const spec = context.definition.inputs[path[0] ?? ''];
  const given = spec && inputSpec(spec).type;
  if (path.length === 1 && given && given !== 'list' && !port.media.includes(mediaOfInput(given))) {
    context.problem(
      'media_mismatch',
      place,
      `inputs.${path[0]} is a ${given}; this port takes ${port.media.map(a).join(' or ')}`,
      'Connect an input of the right type.',
    );
  }
  return { from: 'input', path };
}

function mediaOf(context: CompileContext, id: string, port: string | undefined): MediaType | undefined {
  const planned = context.planned.get(id);
  return planned && port ? context.catalogue.get(planned.type)?.outputs[port]?.media : undefined;
}

/** Whether a port takes all items of a step at once. A single-value port cannot, whatever the step says. */
function gathers(context: CompileContext, step: PipelineStep, source: string, port: InputPort, place: string): boolean {
  const collected = step.collect?.includes(source) ?? false;
  if (collected && !port.list) {
    context.problem(
      'bad_config',
      place,
      `"${source}" is collected, but this port takes one value`,
      'Collect steps that a list port or an expression reads.',
    );
  }
  return port.list === true || collected;
}

function sourcesByMedia(
  context: CompileContext,
  step: PipelineStep,
  name: string,
  port: InputPort,
  at: string,
): ValueSource[] | undefined {
  const fitting: { id: string; output: string }[] = [];
  for (const id of step.dependsOn ?? []) {
    const planned = context.planned.get(id);
    const type = planned && context.catalogue.get(planned.type);
    const output =
      type &&
      [mainOutput(type), ...Object.keys(type.outputs)].find((key) => port.media.includes(type.outputs[key]!.media));
    if (output) fitting.push({ id, output });
  }
  if (fitting.length === 0) return undefined;
  if (fitting.length > 1 && !port.list) {
    const choices = fitting.map(({ id, output }) => `{{steps.${id}.${output}}}`).join(' or ');
    context.problem(
      'ambiguous_binding',
      `${at}.config.${name}`,
      `several steps could fill "${name}"`,
      `Set ${name} to ${choices}.`,
    );
  }
  return fitting.map(({ id, output }) => {
    note(context, step, name, `steps.${id}.${output}`, 'media');
    return {
      from: 'step',
      step: id,
      port: output,
      path: [],
      gather: gathers(context, step, id, port, `${at}.config.${name}`),
    };
  });
}

function sourceFromInputs(
  context: CompileContext,
  step: PipelineStep,
  name: string,
  port: InputPort,
  type: StepType,
): ValueSource[] | undefined {
  for (const candidate of [name, ...(type.aliases?.[name] ?? [])]) {
    const spec = context.definition.inputs[candidate];
    if (!spec || !port.media.includes(mediaOfInput(inputSpec(spec).type))) continue;
    note(context, step, name, `inputs.${candidate}`, candidate === name ? 'input' : 'alias');
    return [{ from: 'input', path: [candidate] }];
  }
  return undefined;
}

function reportUnbound(context: CompileContext, step: PipelineStep, name: string, port: InputPort, at: string): void {
  // What it depends on is itself wrong, which has been reported; it might have filled this port.
  if (step.dependsOn?.some((id) => !context.planned.has(id))) return;
  const wants = port.media.map(a).join(' or ');
  const offered = (step.dependsOn ?? []).flatMap((id) => {
    const planned = context.planned.get(id);
    const type = planned && context.catalogue.get(planned.type);
    return type ? [`${id} puts out ${a(type.outputs[mainOutput(type)]!.media)}`] : [];
  });
  if (offered.length > 0) {
    context.problem(
      'media_mismatch',
      `${at}.dependsOn`,
      `port "${name}" takes ${wants}, but ${offered.join(' and ')}`,
      `Depend on a step that puts out ${wants}.`,
    );
  } else {
    context.problem(
      'missing_input',
      `${at}.config.${name}`,
      `port "${name}" needs ${wants} and nothing supplies one`,
      `Depend on a step that makes ${wants}, or declare an input of that type.`,
    );
  }
}

function a(media: MediaType): string {
  return media === 'image' || media === 'audio'
    ? `an ${media}`
    : media === 'video'
      ? 'a video'
      : media === 'text'
        ? 'text'
        : 'data';
}

/** A field's value before evaluation. A literal is data, for example what a user typed: never read as a template. */
export interface Filled {
  value: unknown;
  literal: boolean;
}

const literal = (value: unknown): Filled => ({ value, literal: true });
const template = (value: unknown): Filled => ({ value, literal: false });

/** Fills fields left unset: from the pipeline's inputs by name or alias, then from the step bound to a port. */
export function fillFields(
  context: CompileContext,
  step: PipelineStep,
  type: StepType,
  ports: Record<string, ValueSource[]>,
): Record<string, Filled> {
  const config: Record<string, Filled> = {};
  for (const field of Object.keys(type.config.shape)) {
    if (step.config[field] !== undefined) {
      config[field] = template(step.config[field]);
      continue;
    }
    if (field === 'seed') continue; // the pipeline's seed is derived for each task, never copied
    const filled = fromInputs(context, step, field, type) ?? fromPort(context, step, field, type, ports);
    if (filled) config[field] = filled;
  }
  return config;
}

/** The pipeline inputs that fill a field left unset, the first that is declared. */
export function inputNames(type: StepType, field: string): string[] {
  const aliases = type.aliases?.[field] ?? [];
  return type.ownMeaning?.includes(field) ? aliases : [field, ...aliases];
}

function fromInputs(context: CompileContext, step: PipelineStep, field: string, type: StepType): Filled | undefined {
  for (const candidate of inputNames(type, field)) {
    const spec = context.definition.inputs[candidate];
    if (!spec || inputSpec(spec).type === 'list') continue;
    const value = dig(context.inputs, [candidate]);
    // A declared input without a value still counts while a definition is judged without its inputs.
    if (value === undefined && !context.lenient) continue;
    note(context, step, field, `inputs.${candidate}`, candidate === field ? 'input' : 'alias');
    return value === undefined ? template(`{{inputs.${candidate}}}`) : literal(value);
  }
  return undefined;
}

function fromPort(
  context: CompileContext,
  step: PipelineStep,
  field: string,
  type: StepType,
  ports: Record<string, ValueSource[]>,
): Filled | undefined {
  const rule = type.inherit?.[field];
  const source = rule && ports[rule.port]?.[0];
  if (!rule || source?.from !== 'step' || source.gather) return undefined;
  const planned = context.planned.get(source.step);
  const known = planned?.config[rule.field];
  if (known === undefined && planned?.templates[rule.field] === undefined) return undefined;
  note(context, step, field, `steps.${source.step}.config.${rule.field}`, 'inherited');
  return known === undefined ? template(`{{steps.${source.step}.config.${rule.field}}}`) : literal(known);
}
