import { z } from 'zod';
import { PipelineFailure } from '#pipeline';

/** A question to a language model. */
export interface Question {
  system?: string;
  prompt: string;
  images?: { mime: string; base64: string }[];
  maxTokens: number;
  signal: AbortSignal;
}

export interface Reply {
  text: string;
  usage: { inputTokens: number; outputTokens: number };
  /** By the price list; undefined where there is no price. */
  microDollars: number | undefined;
}

/** A language model somebody runs. Throws PipelineFailure as `submit` of a provider does: a question costs money. */
export interface ChatModel {
  ask(question: Question): Promise<Reply>;
  /** An answer that fits the schema. Throws `bad_answer` where the model does not give one. */
  askFor<T>(schema: z.ZodType<T>, question: Question): Promise<Reply & { value: T }>;
}

/** JSON Schema as language models take it: closed objects, no dialect. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'output' });
  return rest;
}

/** Put into words, for servers that cannot be given a schema. */
export function inWords(schema: z.ZodType): string {
  return `Answer with JSON only, without any other text, that fits this JSON Schema:\n${JSON.stringify(jsonSchemaOf(schema))}`;
}

/**
 * Reads JSON out of what a model said, which may have put a fence or words around it, and checks it: no model is taken
 * at its word. Throws `bad_answer`.
 */
export function readJson<T>(text: string, schema: z.ZodType<T>, who: string): T {
  for (const candidate of candidates(text)) {
    const parsed = schema.safeParse(tryParse(candidate));
    if (parsed.success) return parsed.data;
  }
  const { error } = schema.safeParse(tryParse(text));
  throw new PipelineFailure('bad_answer', `${who} did not answer in the form asked for: ${z.prettifyError(error!)}`);
}

function candidates(text: string): string[] {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/.exec(text)?.[1];
  const braced = text.slice(text.search(/[[{]/), Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1);
  return [text, fenced ?? '', braced];
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
