import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { PipelineDefinition } from './definition.js';
import { ON_FAILURE, retrySchema } from './options.js';
import type { Problem } from './problems.js';

/** Bounds that keep one definition's tree and its tasks within what one Redis script may touch. */
export const MAX_STEPS = 500;
export const MAX_TASKS = 100_000;

const id = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{0,62}$/,
    'must start with a letter and hold only letters, digits, "_" and "-" (at most 63)',
  );
const collection = z.union([z.string(), z.array(z.unknown())]);
const inputType = z.enum(['string', 'number', 'boolean', 'list', 'image', 'video', 'audio']);

const step = z
  .object({
    id,
    type: z.string().min(1),
    config: z.record(z.string(), z.unknown()).default({}),
    dependsOn: z.array(z.string()).optional(),
    map: collection.optional(),
    zip: z.record(z.string(), collection).optional(),
    cross: z.record(z.string(), collection).optional(),
    combine: z.string().optional(),
    collect: z.array(z.string()).optional(),
    count: z.union([z.number().int().min(0), z.string()]).optional(),
    retry: retrySchema.optional(),
    onFailure: z.enum(ON_FAILURE).optional(),
    cache: z.boolean().optional(),
    stallTimeoutSec: z.number().min(1).max(86_400).optional(),
    failover: z.array(z.string().min(1)).max(5).optional(),
    provider: z.string().optional(),
    model: z.string().optional(),
  })
  .strict()
  .refine((value) => [value.map, value.zip, value.cross].filter((way) => way !== undefined).length <= 1, {
    error: 'has more than one of map, zip and cross; a step iterates in one way',
  });

const inputSpec = z
  .object({
    type: inputType,
    default: z.unknown().optional(),
    enum: z.array(z.union([z.string(), z.number()])).optional(),
    required: z.boolean().optional(),
    description: z.string().optional(),
    items: inputType.exclude(['list']).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
  })
  .strict();

const definition = z
  .object({
    name: z.string().min(1).max(200),
    description: z.string().max(10_000).default(''),
    steps: z.array(step).min(1).max(MAX_STEPS),
    inputs: z.record(z.string(), z.union([inputType, inputSpec])).default({}),
    outputs: z.array(z.string()).default([]),
  })
  .strict();

/** The definition's schema, for documents that describe it. */
export const definitionSchema = definition;

export type Parsed = { definition: PipelineDefinition; problems: [] } | { definition?: undefined; problems: Problem[] };

/** Checks the shape of a definition that is already an object; all problems at once. */
export function parseDefinition(value: unknown): Parsed {
  const result = definition.safeParse(value);
  if (result.success) return { definition: result.data, problems: [] };
  return { problems: result.error.issues.flatMap((issue) => shapeProblems(issue, value)) };
}

/** Reads a definition from JSON or YAML text (JSON is YAML). */
export function parseDefinitionText(text: string): Parsed {
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map((error) => ({
        code: 'bad_syntax',
        path: error.linePos ? `line ${error.linePos[0].line}, column ${error.linePos[0].col}` : 'document',
        message: error.message.split('\n')[0]!.replace(/ at line.*$/, ''),
        hint: 'Correct the YAML or JSON at that place.',
      })),
    };
  }
  return parseDefinition(document.toJS());
}

export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text ? `${text}.${String(key)}` : String(key);
  }, '');
}

function shapeProblems(issue: z.core.$ZodIssue, value: unknown): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      code: 'bad_shape',
      path: pathText([...issue.path, key]),
      message: `"${key}" is not known here`,
      hint: 'Remove it, or correct its spelling.',
    }));
  }
  const path = pathText(issue.path) || 'definition';
  const what =
    issue.path.length === 0 && (typeof value !== 'object' || value === null)
      ? 'a definition is an object with name, inputs, steps and outputs'
      : issue.message;
  return [{ code: 'bad_shape', path, message: what, hint: 'See the definition format in the documentation.' }];
}
