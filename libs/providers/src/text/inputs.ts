import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PipelineFailure, isArtifactRef } from '#pipeline';
import type { PortValue } from '#pipeline';
import type { Work, WorkContext } from '../port.js';

/** Nobody reads a novel into one picture. */
const MOST_CHARACTERS = 400_000;

/** The text on a port, also where it is a stored file or a list. Throws `invalid_input` where there is none. */
export async function textOn(work: Work, port: string, ctx: WorkContext): Promise<string> {
  const text = (await wordsOf(work.inputs[port] ?? null, ctx)).trim();
  if (text === '') throw new PipelineFailure('invalid_input', `There is no text on input "${port}".`);
  if (text.length > MOST_CHARACTERS)
    throw new PipelineFailure(
      'invalid_input',
      `The text on input "${port}" has ${text.length} characters; the most is ${MOST_CHARACTERS}.`,
    );
  return text;
}

async function wordsOf(value: PortValue, ctx: WorkContext): Promise<string> {
  if (Array.isArray(value)) return (await Promise.all(value.map((item) => wordsOf(item, ctx)))).join('\n\n');
  if (isArtifactRef(value)) return readFile(await ctx.open(value), 'utf8');
  return typeof value === 'object' ? '' : String(value);
}

/** The items on a list port that are of that shape. Throws `invalid_input` for one that is not. */
export function itemsOn<T>(work: Work, port: string, schema: z.ZodType<T>): T[] {
  return [work.inputs[port] ?? []].flat().map((item, at) => {
    const parsed = schema.safeParse(item);
    if (parsed.success) return parsed.data;
    const complaint = z.prettifyError(parsed.error);
    throw new PipelineFailure('invalid_input', `Item ${at + 1} on input "${port}" does not fit: ${complaint}`);
  });
}
