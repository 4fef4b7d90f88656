import { extname } from 'node:path';
import { usageError } from '../errors.js';
import type { TemplateInput } from '../gateway/api.js';
import { linesOf } from './inputs.js';

/** One film of a batch: what it is called, and its inputs. */
export interface Idea {
  name: string;
  inputs: Record<string, unknown>;
}

/**
 * The ideas in a file: of `.jsonl` each line is a text or an object of inputs; a text with lines of `---` has one between
 * each two, any other one a line. A text goes to the input `field`. Pure.
 */
export function ideasIn(path: string, text: string, field: string): Idea[] {
  const found =
    extname(path).toLowerCase() === '.jsonl'
      ? linesOf(text).map((line, at) => jsonLine(path, line, at + 1))
      : texts(text);
  const ideas = found.map((idea) => (typeof idea === 'string' ? { [field]: idea } : idea));
  if (ideas.length === 0) throw usageError(`There is no idea in ${path}.`, 'Write one a line.');
  return ideas.map((inputs, at) => {
    const name = inputs[field];
    return { name: typeof name === 'string' ? name : `idea ${at + 1}`, inputs };
  });
}

function texts(text: string): string[] {
  const parts = text.split(/^\s*-{3,}\s*$/m);
  return parts.length > 1 ? parts.map((part) => part.trim()).filter((part) => part !== '') : linesOf(text);
}

function jsonLine(path: string, line: string, number: number): string | Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'string') return value;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw usageError(
    `Line ${number} of ${path} is no idea.`,
    'Write a text in quotes, or an object such as {"scene": "a fox"}.',
  );
}

/** The input that a line of text is for: the first text that is needed. Pure. */
export function mainInput(template: string, inputs: readonly TemplateInput[]): string {
  const main = inputs.find(({ type, required }) => type === 'string' && required);
  if (main) return main.name;
  throw usageError(
    `"${template}" has no text to fill with an idea.`,
    'Name one with --field, or give objects in a .jsonl file.',
  );
}
