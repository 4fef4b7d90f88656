import type { z } from 'zod';
import { inputNames } from './bindings.js';
import type { Filled } from './bindings.js';
import type { CompileContext } from './context.js';
import type { PipelineStep } from './definition.js';
import { ExpressionError, dig, fillValue, referencesIn } from './expressions.js';
import { pathText } from './parse.js';
import { nearest } from './problems.js';
import type { StepConfig, StepType } from './step-type.js';

export interface CheckedConfig {
  /** Known values, validated, with defaults. */
  config: StepConfig;
  /** The rest: fields that read what only exists at run time. */
  templates: StepConfig;
  /** For estimates: the known values, completed. */
  sample: StepConfig;
}

/** Validates field by field, so that a template in one field does not hide a mistake in another. */
export function checkConfig(
  context: CompileContext,
  step: PipelineStep,
  type: StepType,
  filled: Record<string, Filled>,
  at: string,
): CheckedConfig {
  const config: StepConfig = {};
  const templates: StepConfig = {};
  reportUnknownFields(context, step, type, at);
  for (const [field, schema] of Object.entries(type.config.shape)) {
    const given = filled[field];
    const known = given ? staticValue(context, given) : { value: undefined };
    if (!known) {
      templates[field] = given!.value;
      continue;
    }
    const result = (schema as z.ZodType).safeParse(known.value);
    if (result.success) {
      if (result.data !== undefined) config[field] = result.data;
    } else if (given) {
      for (const issue of result.error.issues) {
        const place = `${at}.config.${pathText([field, ...issue.path])}`;
        context.problem(
          'bad_config',
          place,
          `${issue.message} (given: ${brief(known.value)})`,
          `See the options of "${type.type}".`,
        );
      }
    } else reportAbsent(context, step, type, field, at);
  }
  return { config, templates, sample: type.complete ? { ...config, ...type.complete(config) } : config };
}

function reportAbsent(context: CompileContext, step: PipelineStep, type: StepType, field: string, at: string): void {
  const names = inputNames(type, field);
  // A declared input without a value has been reported as such, if it is needed.
  if (names.some((name) => context.missingInputs.has(name))) return;
  context.problem(
    'missing_input',
    `${at}.config.${field}`,
    `step "${step.id}" (${type.type}) needs "${field}" and nothing supplies it`,
    `Set it in the config, or declare an input named ${names.join(' or ')}.`,
  );
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** The value when it reads nothing that only exists at run time. */
function staticValue(context: CompileContext, { value, literal }: Filled): { value: unknown } | undefined {
  if (literal) return { value };
  try {
    const references = referencesIn(value);
    if (references.some(([root]) => root !== 'inputs')) return undefined;
    const known = (path: string[]) => dig(context.inputs, path.slice(1));
    if (context.lenient && references.some((path) => known(path) === undefined)) return undefined;
    return { value: fillValue(value, known) };
  } catch (error) {
    if (error instanceof ExpressionError) return undefined; // reported by checkReferences
    throw error;
  }
}

function reportUnknownFields(context: CompileContext, step: PipelineStep, type: StepType, at: string): void {
  const known = [...Object.keys(type.config.shape), ...Object.keys(type.inputs)];
  for (const field of Object.keys(step.config)) {
    if (known.includes(field)) continue;
    const guess = nearest(field, known);
    context.problem(
      'unknown_config',
      `${at}.config.${field}`,
      `"${type.type}" has no option "${field}"`,
      guess ? `Did you mean "${guess}"?` : `It takes: ${known.join(', ')}.`,
    );
  }
}
