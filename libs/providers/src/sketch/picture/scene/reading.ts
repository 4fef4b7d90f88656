import { ADJECTIVES, BOUNDARIES, LEXICON, type Meaning } from './lexicon.js';
import type { LightName } from './palettes.js';
import type { CameraFacts, Look, Place, Pose, Style, SubjectKind, Weather } from './scene.js';

/** What a prompt says outright; what it leaves open is absent. */
export interface Reading {
  lights: LightName[];
  places: Place[];
  weather?: Weather;
  style?: Style;
  subjects: NamedSubject[];
  /** A colour named for the whole picture, not for one subject. */
  tint?: string;
  look: Partial<Look>;
  pose?: Pose;
  shot?: CameraFacts['shot'];
  angle?: CameraFacts['angle'];
  side?: 'left' | 'right' | 'centre';
  size?: number;
  depth?: 'foreground' | 'background';
  unknown?: string;
}

export interface NamedSubject {
  kind: SubjectKind;
  count: number;
  colour?: string;
}

/** A prompt can be very long; what matters stands at its beginning. */
const MAX_WORDS = 400;

interface Token {
  word: string;
  meanings: readonly Meaning[];
  /** A comma or full stop follows. */
  ends: boolean;
}

export function readPrompt(prompt: string): Reading {
  const tokens = tokenise(prompt);
  const reading: Reading = { lights: [], places: [], subjects: [], look: {} };
  let colour: string | undefined;
  let count: number | undefined;
  for (const [index, token] of tokens.entries()) {
    for (const meaning of token.meanings) {
      if (meaning.facet === 'colour') colour = meaning.value;
      else if (meaning.facet === 'count') count ??= meaning.value;
      else if (meaning.facet === 'subject') {
        addSubject(reading, meaning.value, count ?? (isPlural(token.word) ? 3 : 1), colour);
        [colour, count] = [undefined, undefined];
      } else note(reading, meaning);
    }
    colour = useColour(reading, tokens, index, colour);
  }
  if (colour !== undefined) reading.tint ??= colour;
  reading.unknown = unknownThing(tokens);
  return reading;
}

function tokenise(prompt: string): Token[] {
  const raw =
    prompt
      .slice(0, 8000)
      .toLowerCase()
      .normalize('NFKC')
      .match(/[\p{L}\p{N}'’]+|[.,;:!?\n]/gu) ?? [];
  const tokens: Token[] = [];
  const words = raw.slice(0, MAX_WORDS).map((word) => word.replace(/['’]s?/g, ''));
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (/^[.,;:!?\n]*$/.test(word)) {
      const last = tokens.at(-1);
      if (last) last.ends = true;
      continue;
    }
    const length = [3, 2, 1].find((n) => n === 1 || LEXICON.has(words.slice(i, i + n).join('_'))) ?? 1;
    const joined = words.slice(i, i + length).join('_');
    tokens.push({ word: joined, meanings: LEXICON.get(joined) ?? [], ends: false });
    i += length - 1;
  }
  return tokens;
}

function note(reading: Reading, meaning: Meaning): void {
  switch (meaning.facet) {
    case 'light':
      reading.lights.push(meaning.value);
      break;
    case 'place':
      reading.places.push(meaning.value);
      break;
    case 'trait':
      if (meaning.value === 'woman' || meaning.value === 'man') reading.look.woman ??= meaning.value === 'woman';
      else if (meaning.value === 'beard' || meaning.value === 'glasses') reading.look[meaning.value] = true;
      else reading.look.skin = meaning.value === 'dark skin' ? '#7a4a30' : '#f4d9c6';
      break;
    case 'expression':
    case 'outfit':
    case 'hat':
    case 'age':
      Object.assign(reading.look, { [meaning.facet]: meaning.value });
      break;
    case 'hair':
      reading.look.hairLength = meaning.value;
      break;
    case 'weather':
    case 'style':
    case 'pose':
    case 'shot':
    case 'angle':
    case 'side':
    case 'size':
    case 'depth':
      Object.assign(reading, { [meaning.facet]: meaning.value });
      break;
    case 'subject':
    case 'colour':
    case 'count':
      break;
  }
}

function addSubject(reading: Reading, kind: SubjectKind, count: number, colour: string | undefined): void {
  const known = reading.subjects.find((s) => s.kind === kind);
  if (known) {
    known.count = Math.max(known.count, count);
    known.colour ??= colour;
  } else if (reading.subjects.length < 4) reading.subjects.push({ kind, count, ...(colour ? { colour } : {}) });
}

const LOOK_NOUNS: Record<string, 'hair' | 'eyes' | 'outfitColour'> = {
  hair: 'hair',
  haired: 'hair',
  beard: 'hair',
  eyes: 'eyes',
  eyed: 'eyes',
  dress: 'outfitColour',
  coat: 'outfitColour',
  jacket: 'outfitColour',
  suit: 'outfitColour',
  sweater: 'outfitColour',
  shirt: 'outfitColour',
  hoodie: 'outfitColour',
  robe: 'outfitColour',
  cloak: 'outfitColour',
  kimono: 'outfitColour',
  outfit: 'outfitColour',
  clothes: 'outfitColour',
  raincoat: 'outfitColour',
};

/** A colour belongs to the noun that follows it: hair, a dress, a subject, or else the picture. */
function useColour(reading: Reading, tokens: Token[], index: number, colour: string | undefined): string | undefined {
  const token = tokens[index];
  if (!token || colour === undefined) return undefined;
  const noun = LOOK_NOUNS[token.word.split('_').at(-1) ?? ''];
  if (noun !== undefined) {
    reading.look[noun] = colour;
    return undefined;
  }
  const closes = token.ends || BOUNDARIES.has(token.word) || token.meanings.some((m) => m.facet === 'place');
  if (!closes || tokens[index]?.meanings.some((m) => m.facet === 'colour' && !token.ends)) return colour;
  reading.tint ??= colour;
  return undefined;
}

const isPlural = (word: string): boolean => /[^s]s$/.test(word) || /^(people|men|women|children|sheep)$/.test(word);

/** The thing the prompt is about when no drawing exists for it: the last plain word of the first noun phrase. */
function unknownThing(tokens: Token[]): string | undefined {
  let candidate: string | undefined;
  for (const token of tokens.slice(0, 24)) {
    if (BOUNDARIES.has(token.word)) {
      if (candidate !== undefined) break;
      continue;
    }
    if (token.meanings.some((m) => m.facet === 'subject' || m.facet === 'place')) return undefined;
    const plain = token.meanings.length === 0 && !ADJECTIVES.has(token.word) && /\p{L}{2}|\p{L}/u.test(token.word);
    if (plain && !/(ly|ing|ed)$/.test(token.word)) candidate = token.word;
    if (token.ends && candidate !== undefined) break;
  }
  return candidate?.slice(0, 24);
}
