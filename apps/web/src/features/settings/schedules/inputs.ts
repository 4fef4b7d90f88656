import type { Schemas } from '@/api/client';

export type DeclaredInput = Schemas['TemplateInputDto'];

const MEDIA = ['image', 'video', 'audio'] as const;
export type MediaKind = (typeof MEDIA)[number];
export const mediaKind = ({ type }: DeclaredInput): MediaKind | undefined => MEDIA.find((kind) => kind === type);

/** What a field shows before somebody writes into it. Pure. */
export function fieldText({ default: value }: DeclaredInput): string {
  if (Array.isArray(value)) return value.join('\n');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The inputs of a request from what stands in the fields; what is as it is by itself is left out. Pure. */
export function inputsOf(declared: readonly DeclaredInput[], texts: Readonly<Record<string, string>>) {
  const given = declared.flatMap((input): [string, unknown][] => {
    const text = texts[input.name] ?? fieldText(input);
    return text === fieldText(input) || text.trim() === '' ? [] : [[input.name, valueOf(input, text)]];
  });
  return Object.fromEntries(given);
}

/** Needed inputs without a value. Pure. */
export const missingInputs = (declared: readonly DeclaredInput[], texts: Readonly<Record<string, string>>): string[] =>
  declared
    .filter((input) => input.required && (texts[input.name] ?? fieldText(input)).trim() === '')
    .map(({ name }) => name);

function valueOf({ type }: DeclaredInput, text: string): unknown {
  if (type === 'number') return Number(text.replace(',', '.'));
  if (type === 'boolean') return text === 'true';
  if (type === 'list')
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  return mediaKind({ type } as DeclaredInput) ? { digest: text } : text;
}
