import { z } from 'zod';
import { hasExpression } from '../model/refs';
import type { JsonSchema } from '../model/types';

/** How an option is asked for. */
export type FieldKind = 'choice' | 'switch' | 'number' | 'words' | 'text' | 'lines' | 'group' | 'json';

const LONG = 500;

/** Values of an option that is one of a few. */
export function choicesOf({ enum: values, anyOf }: JsonSchema): (string | number)[] | undefined {
  if (values) return values;
  const constants = anyOf?.map((one) => one.const);
  const isPlain = (one: unknown): one is string | number => typeof one === 'string' || typeof one === 'number';
  return constants?.every(isPlain) ? constants : undefined;
}

export function kindOf(schema: JsonSchema): FieldKind {
  if (choicesOf(schema)) return 'choice';
  if (schema.type === 'boolean') return 'switch';
  if (schema.type === 'number' || schema.type === 'integer') return 'number';
  if (schema.type === 'string') return (schema.maxLength ?? LONG) >= LONG ? 'words' : 'text';
  if (schema.anyOf?.some(({ type }) => type === 'string')) return 'words';
  if (schema.type === 'array' && schema.items?.type === 'string') return 'lines';
  return schema.type === 'object' && schema.properties ? 'group' : 'json';
}

const validators = new WeakMap<JsonSchema, z.ZodType>();

/** What is wrong with the value of an option; expressions are judged when the whole is. */
export function wrongWith(schema: JsonSchema, value: unknown): string | undefined {
  if (value === undefined || hasExpression(value)) return undefined;
  const known = validators.get(schema) ?? z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  validators.set(schema, known);
  const { error } = known.safeParse(value);
  return error?.issues[0]?.message;
}

/** Bounds and default, as they are told beside a field. */
export function hintOf({ description = '', minimum, maximum, default: preset }: JsonSchema): string {
  const bounds = minimum !== undefined && maximum !== undefined && maximum < 1e9 ? `${minimum} to ${maximum}` : '';
  const isPlain = typeof preset === 'string' || typeof preset === 'number';
  return [description, bounds, isPlain && preset !== '' ? `unset: ${preset}` : ''].filter(Boolean).join(' · ');
}
