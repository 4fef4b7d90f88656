import type { Character } from '#steps';
import { scriptLines } from '../../text/script-text.js';
import { Random, hashText } from '../common/random.js';
import type { Place, SubjectKind } from '../picture/scene/scene.js';
import { readPrompt } from '../picture/scene/reading.js';
import { PLACE_WORDS, STORY_WORDS } from './data.js';
import { article, withoutArticle } from './text.js';

export type Kind = 'woman' | 'man' | 'other';

/** Somebody in a story, as far as it says. */
export interface Figure {
  name: string;
  /** Without an article: `lighthouse keeper`. */
  role: string;
  kind: Kind;
  /** What is drawn for them. */
  looks: string;
  outfit: string;
}

const LIVING: readonly SubjectKind[] = [
  ...(['person', 'portrait', 'fox', 'wolf', 'dog', 'cat', 'horse', 'deer', 'camel', 'cow', 'sheep', 'lion'] as const),
  ...(['bear', 'eagle', 'birds', 'whale', 'fish', 'robot'] as const),
];
const PEOPLE: readonly SubjectKind[] = ['person', 'portrait'];

export const isLiving = (kind: SubjectKind) => LIVING.includes(kind);

/** What an idea gives a story to begin with. */
export interface Idea {
  /** As it was given, without the full stop. */
  words: string;
  place: Place;
  /** Who it is about. */
  hero: Figure;
  /** What it is about, where that is no living thing: `lighthouse`. */
  thing?: string;
}

const HOME: Partial<Record<SubjectKind, Place>> = {
  ...{ fox: 'forest', wolf: 'snow', dog: 'field', cat: 'street', horse: 'field', deer: 'forest', camel: 'desert' },
  ...{ cow: 'field', sheep: 'field', lion: 'desert', bear: 'forest', eagle: 'mountains', birds: 'sky' },
  ...{ whale: 'underwater', fish: 'underwater', ship: 'sea', boat: 'sea', car: 'street', train: 'mountains' },
  ...{ rocket: 'space', plane: 'sky', balloon: 'sky', lighthouse: 'sea', castle: 'mountains', windmill: 'field' },
  ...{ tree: 'field', flower: 'field', bottle: 'studio', cup: 'interior', box: 'street', robot: 'city' },
  ...{ campfire: 'forest', house: 'village', person: 'village', portrait: 'village' },
};

export function placeIn(text: string, otherwise: Place = 'village'): Place {
  const { places, subjects } = readPrompt(text);
  const named = places.find((place) => place !== 'sky') ?? places[0];
  return named ?? subjects.map(({ kind }) => HOME[kind]).find((home) => home !== undefined) ?? otherwise;
}

/** Reads an idea; what it leaves open is drawn by chance. */
export function ideaOf(text: string, random: Random): Idea {
  const words = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.!?,;\s]+$/, '');
  const place = placeIn(words);
  const reading = readPrompt(words);
  const living = reading.subjects.find(({ kind }) => isLiving(kind));
  const thing = reading.subjects.find(({ kind }) => !isLiving(kind))?.kind;
  const role = living ? phraseOf(words, living.kind) : (STORY_WORDS.keepers[thing ?? ''] ?? PLACE_WORDS[place].keeper);
  const kind = kindOf(living ? words : role, living?.kind, random);
  const name = namesIn(words)[0] ?? random.pick(STORY_WORDS.names[kind]);
  return { words, place, hero: figure(name, role, kind), ...(thing !== undefined && { thing }) };
}

/** The words that name the living thing: `an old fisherman` gives `old fisherman`. */
function phraseOf(words: string, kind: SubjectKind): string {
  const tokens = words.split(' ');
  const at = tokens.findIndex((token) => readPrompt(token).subjects.some((subject) => subject.kind === kind));
  if (at < 0) return kind;
  const noun = singular(tokens[at]!.replace(/[^\p{L}-]/gu, ''));
  const before = tokens[at - 1]?.toLowerCase() ?? '';
  const described =
    /^\p{L}+$/u.test(before) && !/^(?:an?|the|two|three|with|and|of|in|on|at|by|to|for|from)$/.test(before);
  return described && !before.endsWith('ing') ? `${before} ${noun}` : noun;
}

const singular = (noun: string) => (/[^s]s$/.test(noun) && noun.length > 4 ? noun.slice(0, -1) : noun).toLowerCase();

function kindOf(words: string, kind: SubjectKind | undefined, random: Random): Kind {
  if (kind !== undefined && !PEOPLE.includes(kind)) return 'other';
  const { look } = readPrompt(words);
  if (look.woman !== undefined) return look.woman ? 'woman' : 'man';
  return random.chance(0.5) ? 'woman' : 'man';
}

/** The same name and role always look the same, in every step. */
function figure(name: string, role: string, kind: Kind): Figure {
  const random = new Random(hashText(`${name}|${role}`));
  const subject = readPrompt(role).subjects.find((named) => isLiving(named.kind));
  if (kind === 'other') return { name, role, kind, looks: article(withoutArticle(role)), outfit: '' };
  const reading = readPrompt(role);
  const age = reading.look.age === 'old' ? 'old' : (reading.look.age ?? random.pick(STORY_WORDS.ages));
  // Said, so that no two pictures of the same one differ in it.
  const skin = random.pick(STORY_WORDS.skin);
  const known = subject && PEOPLE.includes(subject.kind) && reading.subjects.length === 1 && role !== 'person';
  const who = known
    ? article(described(withoutArticle(role), skin))
    : article(`${age === 'old' ? 'old' : 'young'} ${skin} ${kind}`);
  const hair = random.pick(STORY_WORDS.hair[age === 'old' ? 'old' : 'young']);
  const outfit = random.pick(STORY_WORDS.outfits);
  // What a samurai or an astronaut wears goes without saying.
  const worn = reading.look.outfit === undefined ? outfit : '';
  return { name, role, kind, looks: `${who} with ${hair}${worn && ` in ${worn}`}`, outfit: worn };
}

/** `young astronaut` gives `young freckled astronaut`. */
function described(role: string, skin: string): string {
  const words = role.split(' ');
  return [...words.slice(0, -1), skin, words.at(-1)].join(' ');
}

const NOT_NAMES = new Set(
  (
    'The A An And But Then When Where What Who Nobody Everybody Everyone Somebody Nothing Everything In On At It Its ' +
    'They Their He She His Her Behind Above Below From For So Not There This That Some Every Each After Before Far ' +
    'Of Even One Alone Within Instead Water Two High Out Under With While Once Only Still Narrator Title You We I If ' +
    'As By To Now Yes No My Our Your Me Let How Why Or Nor Yet Something Someone None Both All Many Few Here'
  ).split(' '),
);

/** Words with a capital letter that stand where a name does, most frequent first. */
export function namesIn(text: string): string[] {
  const count = new Map<string, number>();
  for (const match of text.matchAll(/(^|[.!?:"“]\s*|\n)?\b(\p{Lu}\p{Ll}{1,20})(?:['’]s)?\b/gu)) {
    const [, start, name = ''] = match;
    if (NOT_NAMES.has(name)) continue;
    count.set(name, (count.get(name) ?? 0) + (start === undefined ? 2 : 1));
  }
  return [...count]
    .filter(([, times]) => times >= 2)
    .sort((a, b) => b[1] - a[1])
    .map(([name]) => name);
}

/** Who is in a story that somebody wrote, the most important first. */
export function castOf(text: string, most: number): Figure[] {
  const speakers = (scriptLines(text) ?? []).filter(({ kind }) => kind === 'dialogue').map(({ speaker }) => speaker);
  const names = [...new Set([...namesIn(text), ...speakers])];
  const companions = new Map(Object.values(PLACE_WORDS).map(({ companion }) => [companion.name, companion]));
  const found = names.map((name): Figure => {
    const role = roleOf(text, name);
    const known = companions.get(name);
    const figureFound = figure(name, role, kindIn(text, name, role));
    return known && role === withoutArticle(known.is) ? { ...figureFound, looks: known.looks } : figureFound;
  });
  if (found.length > 0) return found.slice(0, most);
  return [ideaOf(text, new Random(hashText(text))).hero];
}

function roleOf(text: string, name: string): string {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const patterns = [
    new RegExp(`\\b${escaped}, (?:the|an?) ([\\p{Ll}][\\p{L} -]{2,40}?)[,.;]`, 'u'),
    new RegExp(
      `\\b${escaped} (?:was|is) (?:the|an?) ([\\p{Ll}][\\p{L} -]{2,40}?)(?:[,.;]| (?:who|and|of|with|in)\\b)`,
      'u',
    ),
    new RegExp(`\\b([\\p{Ll}]+ ?[\\p{Ll}-]+) (?:named|called) ${escaped}\\b`, 'u'),
  ];
  for (const pattern of patterns) {
    const role = pattern.exec(text)?.[1];
    if (role) return withoutArticle(role.trim());
  }
  return 'person';
}

function kindIn(text: string, name: string, role: string): Kind {
  const { subjects, look } = readPrompt(role);
  if (subjects.some(({ kind }) => isLiving(kind) && !PEOPLE.includes(kind))) return 'other';
  if (look.woman !== undefined) return look.woman ? 'woman' : 'man';
  for (const kind of ['woman', 'man', 'other'] as const) if (STORY_WORDS.names[kind].includes(name)) return kind;
  const near = [...text.matchAll(new RegExp(`\\b${name}\\b([^]{0,160})`, 'gu'))].map(([, after]) => after).join(' ');
  const [she, he] = [/\b(?:she|her)\b/gi, /\b(?:he|his|him)\b/gi].map((word) => near.match(word)?.length ?? 0);
  if (she !== he) return she! > he! ? 'woman' : 'man';
  return hashText(name) % 2 === 0 ? 'woman' : 'man';
}

/** A figure in the words of the step `characters`. */
export function characterOf({ name, role, kind, looks, outfit }: Figure, at: number): Character {
  const random = new Random(hashText(`${name}|voice`));
  return {
    name,
    role: at === 0 ? 'hero' : at === 1 ? 'companion' : 'in the story',
    description: `${name} is ${article(role)}${at === 0 ? ', and the one the story is about' : ''}.`,
    appearance: looks,
    outfit,
    voice: random.pick(STORY_WORDS.voices[kind]),
    portrait_prompt: `portrait of ${looks}, front-facing, centred, soft studio light, plain background`,
  };
}
