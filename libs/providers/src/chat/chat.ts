import { z } from 'zod';

/** What is said to a language model, and what it said before. */
export interface Turn {
  role: 'user' | 'assistant';
  text: string;
  images?: { mime: string; base64: string }[];
}

/** A question to a language model. */
export interface Question {
  system: string;
  turns: Turn[];
  /** Of the answer, and of what it thinks before. */
  maxTokens: number;
  signal: AbortSignal;
  /** Named to the server where it has a place for it. */
  requestId?: string;
}

export interface Tokens {
  inputTokens: number;
  outputTokens: number;
}

/** What came back. */
export interface Completion {
  text: string;
  /** `cut_off` when the tokens did not suffice; `refused` with the words of the refusal as text. */
  ended: 'whole' | 'cut_off' | 'refused';
  usage: Tokens;
  /** By the price list; undefined where there is no price, or the server did not say how much it was. */
  microDollars: number | undefined;
}

/**
 * A language model somebody runs. `complete` asks once; throws PipelineFailure as `submit` of a provider does: a
 * question costs money. The schema binds the answer as far as the server lets it; it has to be checked none the less.
 */
export interface ChatModel {
  /** How messages name it. */
  readonly name: string;
  complete(question: Question, schema: z.ZodType): Promise<Completion>;
}

const BOUNDS = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'pattern', 'format'];

/**
 * JSON Schema as language models take it: closed objects, no dialect, and no bounds, which strict servers refuse. What
 * is out of bounds is found when the answer is checked.
 */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'output' });
  return withoutBounds(rest) as Record<string, unknown>;
}

function withoutBounds(value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutBounds(item));
  if (typeof value !== 'object' || value === null) return value;
  // The keys of `properties` are names of fields, not keywords.
  const kept = Object.entries(value).filter(([key]) => names || !BOUNDS.includes(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutBounds(item, !names && key === 'properties')]));
}

/** Put into words, for servers that cannot be given a schema. */
function inWords(schema: z.ZodType): string {
  return `Answer with JSON only, without any other text, that fits this JSON Schema:\n${JSON.stringify(jsonSchemaOf(schema))}`;
}

/** The question with the schema in its last words. */
export function askedInWords(question: Question, schema: z.ZodType): Question {
  const turns = question.turns.map((turn, at) =>
    at === question.turns.length - 1 ? { ...turn, text: `${turn.text}\n\n${inWords(schema)}` } : turn,
  );
  return { ...question, turns };
}

export type Read<T> = { value: T } | { complaint: string };

/**
 * Reads JSON out of what a model said, which may have put a fence or words around it, and checks it: no model is taken
 * at its word.
 */
export function readJson<T>(text: string, schema: z.ZodType<T>): Read<T> {
  let complaint = 'it is no JSON';
  for (const candidate of candidates(text)) {
    const json = tryParse(candidate);
    if (json === undefined) continue;
    const parsed = schema.safeParse(json);
    if (parsed.success) return { value: parsed.data };
    complaint = z.prettifyError(parsed.error);
  }
  return { complaint };
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
