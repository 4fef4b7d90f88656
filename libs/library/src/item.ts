import { extensionOf, promptOf, uploadIn } from '#artifacts';
import type { Recipe } from '#artifacts';
import { MEDIA_TYPES } from '#pipeline';
import type { MediaType } from '#pipeline';

export const SOURCES = ['upload', 'output'] as const;
export type Source = (typeof SOURCES)[number];

/** What is known of stored bytes without asking anybody. Sizes in pixels, times in milliseconds since 1970. */
export interface ItemFacts {
  /** SHA-256 of the bytes, which is what the item is known by. */
  digest: string;
  kind: MediaType;
  mime: string;
  name: string;
  bytes: number;
  source: Source;
  createdAt: number;
  width?: number;
  height?: number;
  durationSec?: number;
  step?: string;
  task?: string;
  stepType?: string;
  provider?: string;
  model?: string;
  /** At most `PROMPT_LENGTH` characters; the recipe has all of it. */
  prompt?: string;
  /** Micro-dollars paid for the task that made it. */
  cost?: number;
  /** What it was made from: short digests. */
  inputs?: string[];
}

/** What people said of an item. */
export interface Marks {
  favourite: boolean;
  pinned: boolean;
  tags: string[];
  /** In place of the name it came with. */
  name?: string;
  /** Since when it is in the trash. */
  trashedAt?: number;
}

export interface Item extends ItemFacts, Omit<Marks, 'name'> {
  /** The pipelines it is part of, the one that made it first. */
  pipelines: string[];
  /** The name that somebody gave it, which is `name` then. */
  ownName?: string;
}

const PROMPT_LENGTH = 500;
const MOST_INPUTS = 200;
const SHORT = 24;

/** 96 bits are enough to tell apart what anybody will ever store, and cost a third of the memory. */
export const shortId = (digest: string): string => digest.slice(0, SHORT);

/** Where bytes came from, as the worker writes it beside them with their recipe. */
export interface Origin {
  pipeline: string;
  step: string;
  task: string;
  /** ISO 8601. */
  at: string;
  /** Micro-dollars paid for the task. */
  cost?: number;
}

/** What is known of bytes beside their recipe: from the store, or from the task that refers to them. */
export interface Found {
  digest: string;
  bytes: number;
  storedAt: number;
  origin?: Partial<Origin>;
  media?: MediaType;
  mime?: string;
  facts?: Record<string, unknown>;
}

/** The item that bytes are, by what is kept beside them; undefined for what is a part of another, or of no known kind. Pure. */
export function itemOf(found: Found, recipe: Recipe | undefined): ItemFacts | undefined {
  if (typeof recipe?.part === 'string') return undefined;
  const kind = recipe?.media ?? found.media;
  if (!MEDIA_TYPES.includes(kind as MediaType)) return undefined;
  const mime = text(recipe?.mime) ?? found.mime ?? 'application/octet-stream';
  const origin = { ...found.origin, ...(record(recipe?.origin) as Partial<Origin>) };
  const { type } = record(recipe?.step);
  const { id: provider, model } = record(recipe?.provider);
  const upload = uploadIn(recipe);
  const made = text(type) !== undefined || origin.task !== undefined;
  const source: Source = made ? 'output' : 'upload';
  const prompt = [...promptOf(recipe)].slice(0, PROMPT_LENGTH).join('');
  const inputs = [...new Set(inputsOf(recipe).map(({ digest }) => shortId(digest)))].slice(0, MOST_INPUTS);
  const { width, height, durationSec } = { ...found.facts, ...record(recipe?.facts) } as Record<string, unknown>;
  return defined({
    digest: found.digest,
    kind: kind as MediaType,
    mime,
    name: upload?.upload.name ?? `${fileName(origin.task ?? text(type) ?? 'artifact')}.${extensionOf(mime)}`,
    bytes: found.bytes,
    source,
    createdAt: time(upload && !made ? upload.upload.createdAt : origin.at) ?? found.storedAt,
    width: number(width),
    height: number(height),
    durationSec: number(durationSec),
    step: origin.step,
    task: origin.task,
    stepType: text(type),
    provider: text(provider),
    model: text(model),
    prompt: prompt || undefined,
    cost: number(origin.cost),
    inputs: inputs.length > 0 ? inputs : undefined,
  });
}

/** `animate[3]` is the fourth. */
const fileName = (task: string): string =>
  task.replace(
    /\[(.*)\]$/,
    (_, path: string) =>
      `-${path
        .split(',')
        .map((index) => Number(index) + 1)
        .join('-')}`,
  );

/** The stored bytes that a recipe's work was given, by port. Companions travel with theirs and are left out. Pure. */
export function inputsOf(recipe: Recipe | undefined): { port: string; digest: string }[] {
  return Object.entries(record(recipe?.inputs)).flatMap(([port, value]) =>
    digestsIn(value).map((digest) => ({ port, digest })),
  );
}

const DIGEST = /^[0-9a-f]{64}$/;

function digestsIn(value: unknown): string[] {
  if (typeof value === 'string') return DIGEST.test(value) ? [value] : [];
  if (!Array.isArray(value)) return [];
  // With companions: [digest, [[role, digest], …]].
  const [first, parts] = value as unknown[];
  const companions = value.length === 2 && typeof first === 'string' && Array.isArray(parts);
  return companions ? digestsIn(first) : value.flatMap(digestsIn);
}

/** Short names: there may be a hundred thousand of them in Redis. */
const FIELDS = {
  kind: 'k',
  mime: 'm',
  name: 'n',
  bytes: 'b',
  source: 'o',
  createdAt: 'c',
  width: 'w',
  height: 'h',
  durationSec: 's',
  step: 'st',
  task: 't',
  stepType: 'y',
  provider: 'v',
  model: 'l',
  prompt: 'q',
  cost: 'x',
  inputs: 'i',
} as const satisfies Record<Exclude<keyof ItemFacts, 'digest'>, string>;

/** The record of an item, without the part of its digest that names it. */
export function packItem({ digest, ...facts }: ItemFacts): string {
  const entries = Object.entries(facts).filter(([, value]) => value !== undefined);
  const short = entries.map(([name, value]) => [FIELDS[name as keyof typeof FIELDS], value]);
  return JSON.stringify({ d: digest.slice(SHORT), ...Object.fromEntries(short) });
}

/** An item from its record and its marks, as the scripts answer them. */
export function unpackItem(id: string, stored: string, flat: readonly string[]): Item {
  const [json = '{}', pids = ''] = stored.split('\n');
  const packed = JSON.parse(json) as Record<string, unknown>;
  const facts = Object.fromEntries(
    Object.entries(FIELDS).flatMap(([name, short]) => (short in packed ? [[name, packed[short]]] : [])),
  ) as Omit<ItemFacts, 'digest'>;
  const { name, ...marks } = marksIn(flat);
  return {
    ...facts,
    digest: `${id}${String(packed.d)}`,
    name: name ?? facts.name,
    ...(name !== undefined && { ownName: name }),
    ...marks,
    pipelines: pids.split(' ').filter((pid) => pid !== ''),
  };
}

function marksIn(flat: readonly string[]): Marks {
  const marks: Marks = { favourite: false, pinned: false, tags: [] };
  for (let at = 0; at < flat.length; at += 2) {
    const [name, value] = [flat[at]!, flat[at + 1]!];
    if (name.startsWith('t:')) marks.tags.push(name.slice(2));
    else if (name === 'fav') marks.favourite = true;
    else if (name === 'pin') marks.pinned = true;
    else if (name === 'name') marks.name = value;
    else if (name === 'trash') marks.trashedAt = Number(value);
  }
  marks.tags.sort();
  return marks;
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

function time(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<T>;
