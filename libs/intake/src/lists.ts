/** How a text becomes prompts: read from itself, a line each, parted by lines of dashes, a JSON value a line, or one. */
export const LIST_FORMATS = ['auto', 'lines', 'dashes', 'jsonl', 'whole'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

export interface ListProblem {
  code: 'bad_json' | 'bad_row' | 'too_long' | 'too_many';
  /** From 1; absent where it is about all of it. */
  line?: number;
  message: string;
  hint: string;
}

/** What a text held, in its order. */
export interface ParsedList {
  /** How it was read. */
  format: Exclude<ListFormat, 'auto'> | 'json';
  prompts: string[];
  rows: Record<string, unknown>[];
  problems: ListProblem[];
}

export interface ListLimits {
  maxItems: number;
  maxChars: number;
}

export const LIST_LIMITS: ListLimits = { maxItems: 10_000, maxChars: 20_000 };
/** More of them help nobody. */
const MOST_PROBLEMS = 100;

interface Piece {
  line: number;
  text: string;
}

/**
 * Reads a list of prompts. Pure. Blank lines and spaces around are left out; a byte order mark and the line ends of all
 * systems are understood. An object in JSON is a row, and its `prompt` is also one of the prompts. What cannot be read is
 * told with its line, and the rest is taken.
 */
export function parseList(text: string, format: ListFormat = 'auto', limits: ListLimits = LIST_LIMITS): ParsedList {
  const plain = text.replace(/^\ufeff/, '').replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n');
  const lines = plain.split('\n');
  const chosen = format === 'auto' ? guess(plain, lines) : format;
  const list = new List(chosen, limits);
  switch (chosen) {
    case 'json':
      for (const item of JSON.parse(plain) as unknown[]) list.value(item);
      break;
    case 'jsonl':
      for (const piece of filled(lines)) list.json(piece);
      break;
    case 'dashes':
      for (const piece of parted(lines)) list.prompt(piece);
      break;
    case 'lines':
      for (const piece of filled(lines)) list.prompt(piece);
      break;
    case 'whole':
      if (plain.trim() !== '') list.prompt({ line: 1, text: plain });
      break;
  }
  return list.done();
}

const isRule = (line: string): boolean => /^\s*-{3,}\s*$/.test(line);

function guess(plain: string, lines: readonly string[]): ParsedList['format'] {
  const first = plain.trimStart();
  if (first.startsWith('[') && isJsonArray(plain)) return 'json';
  if (first.startsWith('{')) return 'jsonl';
  return lines.some(isRule) ? 'dashes' : 'lines';
}

function isJsonArray(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

const filled = (lines: readonly string[]): Piece[] =>
  lines.flatMap((text, at) => (text.trim() === '' ? [] : [{ line: at + 1, text }]));

function parted(lines: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let begin = 0;
  for (let at = 0; at <= lines.length; at++) {
    if (at < lines.length && !isRule(lines[at]!)) continue;
    const block = lines.slice(begin, at);
    const blank = block.findIndex((line) => line.trim() !== '');
    if (blank >= 0) pieces.push({ line: begin + blank + 1, text: block.join('\n') });
    begin = at + 1;
  }
  return pieces;
}

class List {
  readonly #prompts: string[] = [];
  readonly #rows: Record<string, unknown>[] = [];
  readonly #problems: ListProblem[] = [];
  #items = 0;

  constructor(
    private readonly format: ParsedList['format'],
    private readonly limits: ListLimits,
  ) {}

  prompt({ line, text }: Piece): void {
    if (this.#admits(text, line)) this.#take(text);
  }

  json({ line, text }: Piece): void {
    if (!this.#admits(text, line)) return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      this.#tell({
        ...{ code: 'bad_json', line, message: `it is no JSON: ${(error as Error).message}` },
        hint: 'Write one JSON value in each line, such as {"prompt": "a castle"}.',
      });
      return;
    }
    this.#sort(value, line);
  }

  /** One of a list in JSON, which has no lines. */
  value(item: unknown): void {
    const text = typeof item === 'string' ? item : JSON.stringify(item);
    if (this.#admits(text)) this.#sort(item);
  }

  #sort(value: unknown, line?: number): void {
    if (typeof value === 'string' && value.trim() !== '') return this.#take(value);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const row = value as Record<string, unknown>;
      this.#rows.push(row);
      if (typeof row.prompt === 'string' && row.prompt.trim() !== '') this.#take(row.prompt);
      return;
    }
    this.#tell({
      ...{ code: 'bad_row', ...(line !== undefined && { line }) },
      message: 'it is neither a text nor an object',
      hint: 'Write a prompt as "…", or an object with named values.',
    });
  }

  #take(prompt: string): void {
    // Nothing that no model reads and no screen shows.
    this.#prompts.push(prompt.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, '').trim());
  }

  #admits(text: string, line?: number): boolean {
    this.#items += 1;
    const { maxItems, maxChars } = this.limits;
    const at = line === undefined ? {} : { line };
    if (this.#items === maxItems + 1)
      this.#tell({ code: 'too_many', ...at, message: `there are more than ${maxItems}`, hint: 'Split the list.' });
    if (this.#items > maxItems) return false;
    if (text.length <= maxChars) return true;
    this.#tell({
      ...{ code: 'too_long', ...at, message: `it has ${text.length} characters, and ${maxChars} are allowed` },
      hint: 'Shorten it, or part the prompts by line ends or by lines of ---.',
    });
    return false;
  }

  #tell(problem: ListProblem): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
  }

  done(): ParsedList {
    const prompts = this.#prompts.filter((prompt) => prompt !== '');
    return { format: this.format, prompts, rows: this.#rows, problems: this.#problems };
  }
}
