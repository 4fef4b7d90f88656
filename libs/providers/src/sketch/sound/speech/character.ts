import { hashText, Random } from '../../common/random.js';

/** How a character sounds, in espeak-ng's terms. */
export interface Character {
  /** A voice variant, for example `f3`; absent: the language's own voice. */
  variant?: string;
  /** 0…99, 50 is the voice's own; about 4.2 to a semitone. */
  pitch: number;
  /** Words per minute. */
  wordsPerMinute: number;
}

type Kind = 'woman' | 'man' | 'child' | 'grandmother' | 'grandfather' | 'robot' | 'whisper';

const KINDS: Record<
  Kind,
  { variants: readonly string[]; pitch: readonly [number, number]; speed: readonly [number, number] }
> = {
  woman: { variants: ['f2', 'f3', 'f4', 'f5', 'Annie', 'linda'], pitch: [48, 62], speed: [150, 172] },
  man: { variants: ['m1', 'm3', 'm4', 'm7', 'm8', 'Michael'], pitch: [30, 48], speed: [142, 166] },
  child: { variants: ['f2', 'f4'], pitch: [74, 88], speed: [160, 178] },
  grandmother: { variants: ['grandma', 'f5'], pitch: [34, 44], speed: [122, 138] },
  grandfather: { variants: ['grandpa', 'm5'], pitch: [22, 34], speed: [118, 134] },
  robot: { variants: ['robosoft', 'robosoft3', 'UniRobot'], pitch: [38, 52], speed: [142, 156] },
  whisper: { variants: ['whisper', 'whisperf'], pitch: [44, 52], speed: [130, 146] },
};

/** Words in a character's name, the telling ones first. */
const KIND_WORDS: readonly (readonly [Kind, RegExp])[] = [
  ['whisper', /\b(whisper\w*|ghost|spirit)\b/],
  ['robot', /\b(robot|android|computer|machine|ai|droid|cyborg)\b/],
  ['grandmother', /\b(grandmother|grandma|granny|old (woman|lady)|crone|witch)\b/],
  ['grandfather', /\b(grandfather|grandpa|old (man|sailor|fisherman|wizard|king)|wizard|elder|hermit)\b/],
  ['child', /\b(child|kid|boy|girl|baby|toddler|daughter|son|fairy|elf|mouse)\b/],
  [
    'woman',
    /\b(woman|lady|female|mother|mom|mum|queen|princess|sister|wife|aunt|actress|waitress|heroine|she|her|mrs|ms|miss)\b/,
  ],
  ['man', /\b(man|male|father|dad|king|prince|brother|husband|uncle|captain|knight|detective|sir|he|his|mr)\b/],
];

const WOMEN =
  /^(alice|amy|anne?|beth|carmen|claire|elizabeth|ellen|emily|esther|eve|grace|helen|ingrid|iris|jane|jasmine|jennifer|joan|joy|judith|kate|karen|katherine|lily|lucy|marion|mary|megan|molly|nancy|rachel|rose|ruby|ruth|sarah|scarlett|sophie|susan|violet|yasmin|zoe)$/;
const MEN_IN_A = /^(joshua|luca|ezra|nikita|elisha|ilya|mustafa|andrea|sasha|noa)$/;

const NARRATOR: Character = { pitch: 44, wordsPerMinute: 154 };

/** The voice of a character: always the same for a name, and fitting it as far as the name tells. */
export function characterOf(name: string): Character {
  const words = name.trim().toLowerCase();
  if (words === '' || words === 'auto' || words === 'default' || words === 'narrator') return NARRATOR;
  const random = new Random(hashText(words));
  const kind = KINDS[kindOf(words, random)];
  return {
    variant: random.pick(kind.variants),
    pitch: Math.round(random.range(...kind.pitch)),
    wordsPerMinute: Math.round(random.range(...kind.speed)),
  };
}

function kindOf(words: string, random: Random): Kind {
  const told = KIND_WORDS.find(([, pattern]) => pattern.test(words))?.[0];
  if (told) return told;
  const [first = ''] = words.split(/\s+/);
  if (WOMEN.test(first) || (/(a|ette|elle|ie|ine|ina)$/.test(first) && !MEN_IN_A.test(first))) return 'woman';
  return random.chance(0.75) ? 'man' : 'woman';
}

const SEMITONE = 50 / 12;

/** espeak-ng's arguments for a character, moved by the user's pitch in semitones and speed as a factor. */
export function speechArguments(character: Character, language: string, pitch: number, speed: number): string[] {
  const voice = character.variant ? `${language}+${character.variant}` : language;
  const moved = Math.max(0, Math.min(99, Math.round(character.pitch + pitch * SEMITONE)));
  const rate = Math.max(80, Math.min(450, Math.round(character.wordsPerMinute * speed)));
  return ['-v', voice, '-p', String(moved), '-s', String(rate), '-g', '1', '-b', '1', '-z'];
}
