/** What one line of search can narrow, and what each word of it means to the API. */
const FIELDS = {
  type: 'kind',
  model: 'model',
  tag: 'tag',
  source: 'source',
  step: 'step_type',
  provider: 'provider',
  pipeline: 'pipeline',
  after: 'from',
  before: 'to',
  is: 'flag',
} as const;
export type Field = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as Field[];
/** Other words for the same. */
const ALIASES: Record<string, Field> = { kind: 'type', from: 'source', since: 'after', until: 'before' };

export const KINDS = ['image', 'video', 'audio', 'text', 'json'] as const;
export const SOURCES = ['upload', 'output'] as const;
const FLAGS = { favourite: 'favourite', fav: 'favourite', pinned: 'pinned' } as const;
export type Kind = (typeof KINDS)[number];

export interface LibraryQuery {
  q?: string;
  kind?: Kind[];
  source?: (typeof SOURCES)[number][];
  provider?: string[];
  model?: string[];
  tag?: string[];
  step_type?: string[];
  pipeline?: string[];
  favourite?: boolean;
  pinned?: boolean;
  from?: string;
  to?: string;
}
/** What of a query is a list, any of which has to fit (of tags, all). */
export type ListName = 'kind' | 'source' | 'provider' | 'model' | 'tag' | 'step_type' | 'pipeline';

export interface Token {
  /** As it is written. */
  text: string;
  at: number;
  field?: Field;
  value: string;
}

/** The words of a line; `model:"Wan 2.2"` and `"red fox"` are one each. */
export function tokensOf(line: string): Token[] {
  return [...line.matchAll(/(?:(\w+):)?(?:"([^"]*)"?|(\S*))/g)]
    .filter(([text]) => text !== '')
    .map((found) => {
      const [text, name, quoted, plain] = found;
      const field = name === undefined ? undefined : fieldOf(name);
      const value = quoted ?? plain ?? '';
      return { text, at: found.index, ...(field && { field }), value: field || !name ? value : text };
    });
}

function fieldOf(name: string): Field | undefined {
  const lower = name.toLowerCase();
  return FIELD_NAMES.find((one) => one === lower) ?? ALIASES[lower];
}

/** What a line of search means to the API; a word that narrows nothing is looked for as it is. */
export function queryOf(line: string): LibraryQuery {
  const query: LibraryQuery = {};
  const words: string[] = [];
  for (const token of tokensOf(line)) if (!narrowed(query, token) && token.value !== '') words.push(token.value);
  return { ...(words.length > 0 && { q: words.join(' ') }), ...query };
}

/** Whether the word narrowed the query. */
function narrowed(query: LibraryQuery, { field, value }: Token): boolean {
  if (field === undefined || value === '') return field !== undefined;
  if (field === 'is') {
    const flag = Object.entries(FLAGS).find(([name]) => name.startsWith(value.toLowerCase()))?.[1];
    if (flag) query[flag] = true;
    return flag !== undefined;
  }
  if (field === 'after' || field === 'before') {
    if (!isDay(value)) return false;
    query[FIELDS[field]] = value;
    return true;
  }
  if (!isAllowed(field, value)) return false;
  const name = FIELDS[field];
  const values = query[name] ?? [];
  if (!values.includes(value)) Object.assign(query, { [name]: [...values, value] });
  return true;
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

function isAllowed(field: Field, value: string): boolean {
  if (field === 'type') return (KINDS as readonly string[]).includes(value);
  return field !== 'source' || (SOURCES as readonly string[]).includes(value);
}

/** The line that means a query. */
export function lineOf({ q, favourite, pinned, from, to, ...lists }: LibraryQuery): string {
  const words = Object.entries(lists).flatMap(([name, values]: [string, string[]]) =>
    values.map((value) => word(fieldNamed(name), value)),
  );
  return [
    q,
    ...words,
    ...[favourite && 'is:favourite', pinned && 'is:pinned'],
    ...[from && word('after', from.slice(0, 10)), to && word('before', to.slice(0, 10))],
  ]
    .filter(Boolean)
    .join(' ');
}

const fieldNamed = (name: string): Field => FIELD_NAMES.find((field) => FIELDS[field] === name)!;
export const word = (field: Field, value: string): string =>
  /[\s"]/.test(value) ? `${field}:"${value.replaceAll('"', '')}"` : `${field}:${value}`;

/** The line with a word of a field in it, or without it where it was. */
export function toggled(line: string, field: Field, value: string): string {
  const tokens = tokensOf(line);
  const left = tokens.filter((token) => token.field !== field || token.value !== value);
  const words = left.map(({ text }) => text);
  return (left.length < tokens.length ? words : [...words, word(field, value)]).join(' ');
}

/** The line with nothing but these words of a field. */
export function replaced(line: string, field: Field, ...values: string[]): string {
  const left = tokensOf(line).filter((token) => token.field !== field);
  return [...left.map(({ text }) => text), ...values.map((value) => word(field, value))].join(' ');
}

export const has = (line: string, field: Field, value: string): boolean =>
  tokensOf(line).some((token) => token.field === field && token.value === value);

export type Facets = Record<Exclude<ListName, 'pipeline'>, Record<string, number>>;

/** `model:wan` means all models with that in their names; what is nobody's name finds nothing. */
export function widened(query: LibraryQuery, known: Facets | undefined): LibraryQuery {
  const wide = (name: 'model' | 'provider' | 'step_type') => {
    const names = Object.keys(known?.[name] ?? {});
    const values = query[name]?.flatMap((value) => {
      if (names.includes(value)) return [value];
      const like = names.filter((one) => one.toLowerCase().includes(value.toLowerCase()));
      return like.length > 0 ? like : [value];
    });
    return values && { [name]: [...new Set(values)] };
  };
  return { ...query, ...wide('model'), ...wide('provider'), ...wide('step_type') };
}
