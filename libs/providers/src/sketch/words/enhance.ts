import { Random, hashText } from '../common/random.js';
import { readPrompt } from '../picture/scene/reading.js';
import { isLiving } from './cast.js';
import { PROMPT_WORDS } from './data.js';

type Theme = 'outfits' | 'poses' | 'expressions' | 'lighting';

export interface Wanted {
  prompts: readonly string[];
  variations: number;
  target: 'i2i' | 'i2v';
  style: string;
  themes: readonly Theme[];
  /** Digest of the picture they are for: another one gets other prompts. */
  picture?: string;
}

/** All variations of the first prompt, then of the second, and so on. The same prompt always gets the same ones. */
export function enhance({ prompts, variations, picture, ...how }: Wanted): string[] {
  return prompts.flatMap((prompt) => {
    const decks = new Decks(hashText([prompt, how.target, picture].filter(Boolean).join('|')));
    return Array.from({ length: variations }, () => variation(prompt, how, decks));
  });
}

function variation(
  prompt: string,
  { target, style, themes }: Omit<Wanted, 'prompts' | 'variations' | 'picture'>,
  decks: Decks,
): string {
  const { lights, shot, angle, subjects } = readPrompt(prompt);
  const free = (theme: Theme) => themes.length === 0 || themes.includes(theme);
  // What the line says itself is not said otherwise, unless that is what is to vary.
  const light = themes.includes('lighting') || (lights.length === 0 && free('lighting'));
  const parts = [
    prompt,
    ...themes.filter((theme) => theme !== 'lighting').map((theme) => decks.next(theme)),
    light ? decks.next('lighting') : '',
    ...(target === 'i2v' ? motion(decks, subjects.some(({ kind }) => isLiving(kind)) || subjects.length === 0) : []),
    shot === undefined && angle === undefined && target === 'i2i' ? decks.next('composition') : '',
    target === 'i2i' ? decks.next('lens') : '',
    themes.includes('expressions') ? '' : decks.next('mood'),
    target === 'i2i' ? decks.next('detail') : '',
    style,
  ];
  return parts.filter(Boolean).join(', ');
}

const motion = (decks: Decks, living: boolean): string[] => [
  decks.next('camera_motion'),
  decks.next(living ? 'subject_motion' : 'object_motion'),
  decks.next('air_motion'),
  decks.next('pace'),
];

/** Each kind of words is gone through in an order of its own before anything comes twice. */
class Decks {
  readonly #decks = new Map<string, string[]>();
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  next(kind: keyof typeof PROMPT_WORDS): string {
    const deck = this.#decks.get(kind) ?? [];
    if (deck.length === 0) deck.push(...shuffled(PROMPT_WORDS[kind], this.#random));
    this.#decks.set(kind, deck);
    return deck.shift()!;
  }
}

export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const all = [...items];
  for (let at = all.length - 1; at > 0; at--) {
    const other = random.int(0, at);
    [all[at], all[other]] = [all[other]!, all[at]!];
  }
  return all;
}
