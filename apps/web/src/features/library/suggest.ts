import { FIELD_NAMES, KINDS, SOURCES, tokensOf, word } from './search';
import type { Facets, Field } from './search';

export interface Suggestion {
  /** The word as it would stand in the line. */
  text: string;
  note?: string;
  count?: number;
}

const NOTES: Record<Field, string> = {
  type: 'image, video, audio, text',
  model: 'made by this model',
  tag: 'has this tag',
  source: 'brought or made',
  step: 'made by this kind of step',
  provider: 'made by this provider',
  pipeline: 'part of this pipeline, by its id',
  after: 'made on this day or later, such as 2026-01-31',
  before: 'made on this day or earlier',
  is: 'favourite, pinned',
};
const MOST = 8;
const COUNTED = { type: 'kind', model: 'model', tag: 'tag', source: 'source', step: 'step_type', provider: 'provider' };

/** What could be meant where the line ends, the likeliest first. */
export function suggestions(line: string, known: Facets | undefined): Suggestion[] {
  const last = /\s$/.test(line) ? undefined : tokensOf(line).at(-1);
  const written = last?.value.toLowerCase() ?? '';
  if (last?.field !== undefined) return valuesOf(last.field, known).filter(fits(written)).slice(0, MOST);
  const fields = FIELD_NAMES.filter((name) => name.startsWith(written)).map((name) => ({
    text: `${name}:`,
    note: NOTES[name],
  }));
  if (written === '') return fields.slice(0, MOST);
  const values = (['tag', 'model', 'step', 'type', 'provider'] as const)
    .flatMap((field) => valuesOf(field, known))
    .filter(fits(written));
  return [...fields, ...values].slice(0, MOST);
}

const fits =
  (written: string) =>
  ({ text }: Suggestion): boolean => {
    const value = text.slice(text.indexOf(':') + 1).replaceAll('"', '');
    return value.toLowerCase().includes(written) && value.toLowerCase() !== written;
  };

function valuesOf(field: Field, known: Facets | undefined): Suggestion[] {
  if (field === 'is') return ['favourite', 'pinned'].map((value) => ({ text: word('is', value) }));
  if (!(field in COUNTED)) return [];
  const counts = known?.[COUNTED[field as keyof typeof COUNTED] as keyof Facets] ?? {};
  const fixed = field === 'type' ? KINDS : field === 'source' ? SOURCES : [];
  const names = [...new Set([...Object.keys(counts), ...fixed])].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
  return names.map((name) => ({ text: word(field, name), ...(counts[name] && { count: counts[name] }) }));
}

/** The line with its last, unfinished word replaced; a finished one is followed by a space. */
export function completed(line: string, { text }: Suggestion): string {
  const last = /\s$/.test(line) ? undefined : tokensOf(line).at(-1);
  const before = last ? line.slice(0, last.at) : line;
  return `${before}${text}${text.endsWith(':') ? '' : ' '}`;
}
