import type { Character, Shot } from '#steps';
import { scriptLines } from '../../text/script-text.js';
import type { Random } from '../common/random.js';
import { readPrompt } from '../picture/scene/reading.js';
import type { Place } from '../picture/scene/scene.js';
import { castOf, placeIn } from './cast.js';
import { PLACE_WORDS, SHOT_WORDS } from './data.js';
import { WORDS_PER_SECOND } from './script.js';
import { article, capital, fitted, sentencesOf, wordCount } from './text.js';

export interface Board {
  /** A story, or a script of lines with their speakers. */
  story: string;
  characters: readonly Character[];
  shots: number;
  /** Seconds of all shots together. */
  duration: number;
  look: string;
}

interface Seen {
  name: string;
  looks: string;
}

const LEAST_SECONDS = 1;

/** Cuts a story into exactly so many shots that last exactly so long. */
export function cutIntoShots(board: Board, random: Random): Shot[] {
  const told = (
    scriptLines(board.story)
      ?.map(({ text }) => text)
      .join(' ') ?? board.story
  ).replace(/["“”]/g, '');
  const pieces = spread(told, board.shots);
  const seconds = lengths(pieces, Math.max(board.duration, board.shots * LEAST_SECONDS));
  const figures = whoIsIn(board);
  const home = placeIn(told);
  const begun = { light: '', at: 0 };
  const lights = {
    begin: random.pick(SHOT_WORDS.lights.begin),
    middle: random.pick(SHOT_WORDS.lights.middle),
    end: random.pick(SHOT_WORDS.lights.end),
  };
  return pieces.map((piece, index): Shot => {
    const last = index === pieces.length - 1 && pieces.length > 1;
    const framing = last ? SHOT_WORDS.last : SHOT_WORDS.cycle[index % SHOT_WORDS.cycle.length]!;
    const move = random.pick(framing.moves);
    const duration = seconds[index]!;
    const start = begun.at;
    begun.at = round(begun.at + duration);
    const act = index / Math.max(1, pieces.length - 1);
    const place = placeNamed(piece) ?? home;
    const own = lightIn(piece, place);
    begun.light = own ?? (act < 0.34 ? lights.begin : act > 0.8 ? lights.end : begun.light || lights.middle);
    if (!own && act >= 0.34 && act <= 0.8 && begun.light === lights.begin) begun.light = lights.middle;
    const seen = seenIn(piece, figures, framing.size, index);
    const subject = subjectOf(piece, seen, told, framing.size, place);
    const image = [framing.words, subject, PLACE_WORDS[place].scene, begun.light, board.look]
      .filter(Boolean)
      .join(', ');
    const air = random.pick(SHOT_WORDS.motion[framing.size] ?? ['']);
    return {
      number: index + 1,
      ...{ start, duration, shot_size: framing.size, camera_move: move },
      camera: cameraOf(framing.size, seen),
      image_prompt: image,
      motion_prompt: [move === 'static' ? 'static camera' : `slow ${move}`, air].filter(Boolean).join(', '),
      narration: fitted(piece, Math.max(4, Math.floor((duration - 0.3) * WORDS_PER_SECOND))),
      characters: seen.map(({ name }) => name),
    };
  });
}

/** The text in exactly so many pieces of about the same length, cut between sentences, else between clauses. */
function spread(text: string, count: number): string[] {
  let units = sentencesOf(text);
  if (units.length < count) units = units.flatMap((sentence) => clausesOf(sentence));
  if (units.length === 0) units = [text.trim()];
  const pieces = Array.from({ length: count }, () => [] as string[]);
  if (units.length < count) {
    for (const [at, unit] of units.entries()) pieces[Math.floor((at * count) / units.length)]!.push(unit);
    return pieces.map((piece) => piece.join(' '));
  }
  const total = units.reduce((sum, unit) => sum + wordCount(unit), 0);
  let words = 0;
  let piece = 0;
  for (const [at, unit] of units.entries()) {
    const left = units.length - at;
    const full = words >= ((piece + 1) * total) / count;
    if (pieces[piece]!.length > 0 && piece < count - 1 && (full || left <= count - 1 - piece)) piece++;
    pieces[piece]!.push(unit);
    words += wordCount(unit);
  }
  return pieces.map((parts) => parts.join(' '));
}

function clausesOf(sentence: string): string[] {
  const parts = sentence.split(/(?<=[,;:])\s+/);
  const clauses: string[] = [];
  for (const part of parts) {
    const last = clauses.at(-1);
    if (last !== undefined && (wordCount(last) < 5 || wordCount(part) < 5))
      clauses[clauses.length - 1] = `${last} ${part}`;
    else clauses.push(part);
  }
  return clauses.map((clause) => `${capital(clause.replace(/[,;:]$/, ''))}`.replace(/([^.!?])$/, '$1.'));
}

/** Seconds of each shot: longer where more is said; cut at tenths, so that they add up to the whole. */
function lengths(pieces: readonly string[], seconds: number): number[] {
  const spare = seconds - pieces.length * LEAST_SECONDS;
  const weights = pieces.map((piece) => 4 + wordCount(piece));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let end = 0;
  return weights.map((weight) => {
    const start = round(end);
    end += LEAST_SECONDS + (spare * weight) / sum;
    return round(round(end) - start);
  });
}

const round = (value: number) => Math.round(value * 10) / 10;

function whoIsIn({ characters, story }: Board): Seen[] {
  if (characters.length === 0) return castOf(story, 3).map(({ name, looks }) => ({ name, looks }));
  return characters.map(({ name, appearance, outfit }) => ({
    name,
    looks: outfit === '' || appearance.includes(outfit) ? appearance : `${appearance}, in ${outfit}`,
  }));
}

/** Those the words name; nearer than wide somebody is always in it. */
function seenIn(piece: string, figures: readonly Seen[], size: Shot['shot_size'], index: number): Seen[] {
  const named = figures.filter(({ name }) => piece.includes(name));
  if (size === 'close') return named.slice(0, 1).concat(named.length === 0 ? figures.slice(0, 1) : []);
  if (named.length > 0) return named.slice(0, 2);
  return size === 'medium' || index % 3 === 2 ? figures.slice(0, 1) : [];
}

const PERSON = new Set(['person', 'portrait', 'abstract']);
const isPerson = (looks: string) => readPrompt(looks).subjects.every(({ kind }) => PERSON.has(kind));
/** Not seen from afar. */
const SMALL = new Set(['bottle', 'cup', 'box', 'flower']);
/** The sun rose, and everyone came home: no flower, and no house. */
const NO_THINGS = /\b(?:rose|home)\b/gi;

/** What stands there, and is looked for first when a wide shot names nothing. */
const LANDMARKS = ['lighthouse', 'castle', 'windmill', 'house', 'tree'];
const AFLOAT = new Set(['ship', 'boat', 'whale', 'fish']);

/** What is in the picture: those who are in it, and in a wide one also what the words name. */
function subjectOf(piece: string, seen: readonly Seen[], told: string, size: Shot['shot_size'], place: Place): string {
  const figures = seen.map(({ looks }) => looks);
  if (size === 'close' && figures[0]) return isPerson(figures[0]) ? `portrait of ${figures[0]}` : figures[0];
  if (size === 'medium') return figures.slice(0, 2).join(' and ');
  const drawn = new Set(figures.flatMap(thingsIn));
  const things = thingsIn(piece).filter((kind) => !drawn.has(kind));
  if (things.length === 0) things.push(...landmark(told, drawn));
  // Nobody walks on the water.
  const wet = things.length > 0 && (place === 'sea' || things.some((kind) => AFLOAT.has(kind)));
  const people = wet ? figures.filter((looks) => !isPerson(looks)) : figures;
  const named = things.slice(0, people.length > 0 ? 1 : 2).map((kind) => (kind === 'birds' ? kind : article(kind)));
  return [...named, ...people].slice(0, 3).join(' and ');
}

const thingsIn = (text: string): string[] => [
  ...new Set(
    readPrompt(text.replace(NO_THINGS, ''))
      .subjects.map(({ kind }) => kind)
      .filter((kind) => !PERSON.has(kind) && !SMALL.has(kind)),
  ),
];

function landmark(told: string, drawn: ReadonlySet<string>): string[] {
  const things = thingsIn(told).filter((kind) => !drawn.has(kind));
  const found = LANDMARKS.find((kind) => things.includes(kind)) ?? things[0];
  return found === undefined ? [] : [found];
}

const LIGHTS: readonly [RegExp, string][] = [
  [/\b(?:dawn|sunrise|sun rose|sun came|in the morning|morning sun)\b/i, 'dawn, golden light'],
  [/\b(?:storm|thunder|hail|tempest|wind rose)\b/i, 'storm, dark clouds, rain'],
  [/\b(?:blizzard|snow fell|snowing)\b/i, 'snowfall, overcast'],
  [/\b(?:night|midnight|moon|stars?|dark|lights went out|lamps went out)\b/i, 'night, moonlight'],
  [/\b(?:fog|mist)\b/i, 'fog, dusk'],
  [/\b(?:golden|sunset|evening)\b/i, 'golden hour'],
  [/\b(?:noon|midday|sun stood)\b/i, 'noon, bright sun'],
  [/\brain\b/i, 'rain, overcast'],
];

const WHERE =
  /\b(?:on|in|at|under|over|through|above|inside|across)\s+(?:the|an?|his|her|their)\s+(?:[\p{L}-]+\s+)?[\p{L}-]+/giu;

/** Where somebody is by the words of this shot alone; where they go to is another matter. */
function placeNamed(piece: string): Place | undefined {
  const phrases = (piece.match(WHERE) ?? []).join(', ');
  return readPrompt(phrases).places.find((place) => place !== 'sky');
}

/** The light the words speak of; under water and in space it is always its own. */
function lightIn(piece: string, place: string): string | undefined {
  if (place === 'underwater') return 'light falling through the water';
  if (place === 'space') return 'starlight';
  if (place === 'studio') return 'studio light';
  return LIGHTS.find(([words]) => words.test(piece))?.[1];
}

/** From one place are taken: all wide shots, and all nearer ones of the same people. */
function cameraOf(size: Shot['shot_size'], seen: readonly Seen[]): string {
  return size === 'wide' ? 'A' : `${size === 'medium' ? 'B' : 'C'}${seen[0] ? `-${seen[0].name}` : ''}`;
}
