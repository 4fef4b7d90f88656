/** Words with a colon narrow the search: `type:video model:wan tag:hero is:favourite harbour`. */
const FIELDS: Record<string, 'kind' | 'source' | 'provider' | 'model' | 'tag' | 'step_type'> = {
  type: 'kind',
  kind: 'kind',
  from: 'source',
  source: 'source',
  provider: 'provider',
  model: 'model',
  tag: 'tag',
  step: 'step_type',
};
const KINDS = ['image', 'video', 'audio', 'text', 'json'] as const;
const SOURCES = ['upload', 'output'] as const;
export type Kind = (typeof KINDS)[number];

export interface LibraryQuery {
  q?: string;
  kind?: Kind[];
  source?: (typeof SOURCES)[number][];
  provider?: string[];
  model?: string[];
  tag?: string[];
  step_type?: string[];
  favourite?: boolean;
}

/** What a line of search means to the API; a word that narrows nothing is looked for as it is. */
export function queryOf(line: string): LibraryQuery {
  const lists = new Map<string, string[]>();
  const words: string[] = [];
  let favourite = false;
  for (const word of line.split(/\s+/).filter(Boolean)) {
    const [, name = '', value = ''] = /^(\w+):(.+)$/.exec(word) ?? [];
    const field = FIELDS[name];
    if (name === 'is' && value.startsWith('fav')) favourite = true;
    else if (field && allowed(field, value)) lists.set(field, [...(lists.get(field) ?? []), value]);
    else words.push(word);
  }
  return {
    ...(words.length > 0 && { q: words.join(' ') }),
    ...(Object.fromEntries(lists) as LibraryQuery),
    ...(favourite && { favourite }),
  };
}

function allowed(field: string, value: string): boolean {
  if (field === 'kind') return (KINDS as readonly string[]).includes(value);
  return field !== 'source' || (SOURCES as readonly string[]).includes(value);
}
