import type { StyleName } from './styles/table.js';
import type { ModeName } from './theory.js';

/** Words, and beginnings of words ending in `*`, that mean a style; the order decides between equals. */
const STYLE_WORDS: Record<StyleName, string> = {
  synthwave: 'synthwave retrowave outrun vaporwave cyberpunk neon 80s eighties arcade cyber* hacker retro futur*',
  'lo-fi':
    'lofi lo-fi chill chillhop cozy cosy cafe coffee study rainy homework bedroom beats hiphop hip-hop rap kitten cat',
  jazz: 'jazz* swing noir detective saxophone sax bossa lounge blues bebop speakeasy cocktail',
  rock: 'rock metal punk guitar guitars grunge band race racing motorcycle skate* stadium',
  electronic:
    'electronic edm techno house dance club trance dubstep drum-and-bass rave dj pop disco party product tech sport* fashion',
  piano: 'piano ballad love romantic wedding tender intimate keys nocturne memory memories grandmother letter',
  folk: 'folk acoustic medieval celtic irish country bluegrass tavern village fairy fairytale elf hobbit farm meadow fox horse campfire pirate knight autumn market',
  ambient:
    'ambient drone meditat* space* underwater ocean deep dream* mist* fog* calm serene peaceful zen yoga aurora stars snow* glacier whale floating sleep desert nebula galaxy',
  orchestral:
    'orchestra* symphon* classical epic majestic heroic triumph* eagle soaring mountain* kingdom castle dragon fantasy adventure grand noble royal glor* victory waterfall',
  cinematic:
    'cinematic film movie trailer score soundtrack suspense thriller drama* tension horror war storm* battle documentary lighthouse ruin* chase mystery',
};

/** What moods do to the music. */
interface MoodEffect {
  words: string;
  /** Taken when the style has one of them, in this order. */
  modes?: readonly ModeName[];
  /** Factor. */
  tempo?: number;
  /** Added to the energy of each section. */
  energy?: number;
  /** Added to the share of resting bars. */
  rest?: number;
}

const LIGHT: readonly ModeName[] = ['major', 'lydian', 'mixolydian'];
const DARK: readonly ModeName[] = ['phrygian', 'minor', 'dorian'];
const WISTFUL: readonly ModeName[] = ['minor', 'dorian'];

const MOODS: readonly MoodEffect[] = [
  {
    words: 'happy joy* cheer* upbeat bright sunny fun playful funny whimsical celebrat* optimis* uplifting',
    modes: LIGHT,
    tempo: 1.08,
    energy: 0.1,
  },
  {
    words: 'sad melanchol* lonely sorrow* grief tragic mourn* tearful heartbr* rainy bittersweet',
    modes: WISTFUL,
    tempo: 0.9,
    energy: -0.1,
    rest: 0.1,
  },
  {
    words: 'dark ominous scary horror eerie sinister tense tension suspense* threat* menac* night nightmare',
    modes: DARK,
    tempo: 0.95,
  },
  { words: 'epic heroic triumph* majestic powerful grand victor* glor* intense', tempo: 1.04, energy: 0.2, rest: -0.1 },
  {
    words: 'calm peaceful serene relax* gentle soft quiet tranquil soothing slow',
    modes: ['lydian', 'major', 'dorian'],
    tempo: 0.9,
    energy: -0.15,
    rest: 0.1,
  },
  {
    words: 'energetic exciting fast action driving urgent chase angry aggressive wild hectic',
    tempo: 1.12,
    energy: 0.15,
    rest: -0.05,
  },
  { words: 'dream* ethereal mysterious magic* wonder* curious awe*', modes: ['lydian', 'dorian'], tempo: 0.96 },
  {
    words: 'nostalg* romantic tender warm hopeful hope love sentimental',
    modes: ['major', 'mixolydian', 'dorian'],
    tempo: 0.96,
  },
];

export const AMBIENCES = ['wind', 'rain', 'sea', 'city', 'fire'] as const;
export type Ambience = (typeof AMBIENCES)[number];

const AMBIENCE_WORDS: Record<Ambience, string> = {
  rain: 'rain rainy raining rainstorm* storm* thunderstorm* downpour drizzle monsoon',
  sea: 'sea ocean* wave waves beach shore coast* surf lighthouse harbour harbor ship sailing island*',
  fire: 'fire campfire fireplace bonfire flame* burning hearth fireside',
  city: 'city street* traffic downtown metropolis urban skyline alley crowd*',
  wind: 'wind windy breeze storm* blizzard mountain* cloud* desert dune* snow* tundra cliff* eagle soaring',
};

export interface MusicBrief {
  style: StyleName;
  /** The mode the mood asks for, best first; empty: the style's own. */
  modes: readonly ModeName[];
  tempoFactor: number;
  energy: number;
  rest: number;
  /** At most two. */
  ambience: Ambience[];
}

/**
 * Reads free text into what the composer needs.
 * @param style decides when any of its words is known; then the mood, then the scene; else `cinematic`
 */
export function readBrief(style: string, mood: string, scene: string): MusicBrief {
  const texts = [style, mood, scene].map(wordsOf);
  const found = texts.map((words) => bestStyle(words)).find((name) => name !== undefined);
  // A style like "dark synthwave" tells the mood as well; the scene only does when nothing else does.
  const told = MOODS.filter(({ words }) => matches([...wordsOf(mood), ...wordsOf(style)], words) > 0);
  const moods = told.length > 0 ? told : MOODS.filter(({ words }) => matches(wordsOf(scene), words) > 0).slice(0, 1);
  const sum = (pick: (mood: MoodEffect) => number | undefined) => moods.reduce((total, m) => total + (pick(m) ?? 0), 0);
  return {
    style: found ?? 'cinematic',
    modes: moods.find((effect) => effect.modes)?.modes ?? [],
    tempoFactor: moods.reduce((factor, effect) => factor * (effect.tempo ?? 1), 1),
    energy: Math.max(
      -0.25,
      Math.min(
        0.25,
        sum((effect) => effect.energy),
      ),
    ),
    rest: sum((effect) => effect.rest),
    ambience: (Object.keys(AMBIENCE_WORDS) as Ambience[])
      .filter((name) => matches(wordsOf(scene), AMBIENCE_WORDS[name]) > 0)
      .slice(0, 2),
  };
}

function bestStyle(words: readonly string[]): StyleName | undefined {
  let best: StyleName | undefined;
  let bestCount = 0;
  for (const name of Object.keys(STYLE_WORDS) as StyleName[]) {
    const count = matches(words, STYLE_WORDS[name]);
    if (count > bestCount) [best, bestCount] = [name, count];
  }
  return best;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu) ?? [];
}

/** How many of `words` are in a vocabulary; plural forms count, and so do the halves of hyphenated words. */
function matches(words: readonly string[], vocabulary: string): number {
  const known = vocabulary.split(' ');
  const has = (word: string) =>
    known.some((entry) =>
      entry.endsWith('*') ? word.startsWith(entry.slice(0, -1)) : entry === word || `${entry}s` === word,
    );
  return words.filter((word) => has(word) || (word.includes('-') && word.split('-').some(has))).length;
}
