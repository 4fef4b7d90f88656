import { usageError } from '../errors.js';
import type { TemplateInput } from '../gateway/api.js';

export type InputType = TemplateInput['type'];

/** `key=value` pairs as the declared types; what is not declared stays text, for the gateway to complain about. */
export function parseInputs(
  pairs: readonly string[],
  types: ReadonlyMap<string, InputType>,
  readLines: (path: string) => string[],
): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw usageError(`--input ${pair} has no name.`, 'Write --input name=value.');
      const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1)];
      return [name, parseValue(name, value, types.get(name) ?? 'string', readLines)];
    }),
  );
}

function parseValue(name: string, text: string, type: InputType, readLines: (path: string) => string[]): unknown {
  switch (type) {
    case 'number':
      return parseNumber(name, text);
    case 'boolean':
      return parseBoolean(name, text);
    case 'list':
      return text.startsWith('@') ? readLines(text.slice(1)) : parseList(name, text);
    case 'string':
    case 'image':
    case 'video':
    case 'audio':
      return text;
  }
}

function parseNumber(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw usageError(`The input ${name} is a number, not "${text}".`, `Write --input ${name}=5.`);
}

const BOOLEANS = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
]);

function parseBoolean(name: string, text: string): boolean {
  const value = BOOLEANS.get(text.trim().toLowerCase());
  if (value !== undefined) return value;
  throw usageError(`The input ${name} is true or false, not "${text}".`, `Write --input ${name}=true.`);
}

/** JSON, for items with commas in them or other than text; else items with commas between. */
function parseList(name: string, text: string): unknown[] {
  if (!text.trimStart().startsWith('[')) {
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch {
    // Told below.
  }
  throw usageError(
    `The input ${name} is not a list in JSON: ${text}`,
    `Write --input '${name}=["one", "two"]', --input ${name}=one,two, or --input ${name}=@lines.txt.`,
  );
}

/** The lines of a text that are not empty. */
export const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
