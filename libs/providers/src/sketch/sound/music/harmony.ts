import type { Random } from '../../common/random.js';
import type { Form } from './form.js';
import type { Chord } from './score.js';
import { chordName, chordTones, isMinor, type Colour, type ModeName } from './theory.js';

/** Chord roots as scale steps from 0, in fours. Theme progressions rest on the tonic, lifts set out from elsewhere. */
const PROGRESSIONS = {
  major: {
    theme: [
      [0, 4, 5, 3],
      [0, 5, 3, 4],
      [0, 3, 0, 4],
      [0, 2, 3, 4],
      [0, 3, 5, 4],
    ],
    lift: [
      [3, 4, 2, 5],
      [3, 4, 5, 3],
      [5, 3, 0, 4],
      [3, 0, 4, 5],
    ],
  },
  mixolydian: {
    theme: [
      [0, 6, 3, 0],
      [0, 3, 6, 3],
      [0, 6, 0, 4],
      [0, 4, 6, 3],
    ],
    lift: [
      [3, 6, 0, 4],
      [6, 3, 0, 3],
      [3, 0, 6, 4],
    ],
  },
  lydian: {
    theme: [
      [0, 1, 0, 4],
      [0, 4, 1, 0],
      [0, 2, 1, 4],
    ],
    lift: [
      [5, 1, 4, 0],
      [1, 0, 4, 5],
      [5, 4, 1, 1],
    ],
  },
  minor: {
    theme: [
      [0, 5, 2, 6],
      [0, 5, 3, 4],
      [0, 3, 5, 4],
      [0, 6, 5, 6],
      [0, 2, 6, 5],
    ],
    lift: [
      [5, 6, 0, 2],
      [3, 5, 2, 6],
      [5, 2, 6, 3],
    ],
  },
  dorian: {
    theme: [
      [0, 3, 0, 6],
      [0, 2, 3, 6],
      [0, 6, 3, 0],
      [0, 3, 6, 2],
    ],
    lift: [
      [2, 6, 3, 0],
      [3, 6, 2, 3],
      [2, 3, 6, 0],
    ],
  },
  phrygian: {
    theme: [
      [0, 1, 0, 6],
      [0, 1, 5, 0],
      [0, 5, 1, 6],
    ],
    lift: [
      [5, 6, 1, 0],
      [1, 5, 6, 1],
      [5, 1, 6, 6],
    ],
  },
} as const satisfies Record<ModeName, { theme: readonly (readonly number[])[]; lift: readonly (readonly number[])[] }>;

/** Fours that go round by fifths, for the seventh chords of jazz. */
const TURNAROUNDS = [
  [1, 4, 0, 5],
  [0, 5, 1, 4],
  [2, 5, 1, 4],
];

/** The last two chords before the ending: toward the dominant, or the modal way round. */
const CADENCES: Record<ModeName, readonly (readonly [number, number])[]> = {
  major: [
    [3, 4],
    [1, 4],
    [5, 4],
  ],
  mixolydian: [
    [3, 6],
    [6, 3],
  ],
  lydian: [
    [1, 4],
    [5, 4],
  ],
  minor: [
    [3, 4],
    [5, 6],
    [5, 4],
  ],
  dorian: [
    [3, 6],
    [2, 6],
  ],
  phrygian: [
    [5, 6],
    [5, 1],
  ],
};

export interface Harmony {
  tonic: number;
  mode: ModeName;
  colour: Colour;
  chordBars: number;
  /** Whether chords go round by fifths. */
  fifths: boolean;
}

/** Gives every stretch of the form its chord; the last one is the tonic, under the ending. */
export function harmonise(form: Form, beatsPerBar: number, harmony: Harmony, random: Random): Chord[] {
  const { theme, lift } = PROGRESSIONS[harmony.mode];
  const major = harmony.mode === 'major';
  const progressions = {
    theme: random.pick<readonly number[]>(harmony.fifths && major ? TURNAROUNDS : theme),
    lift: random.pick<readonly number[]>(lift),
  };
  const slot = beatsPerBar * (form.bars >= harmony.chordBars * 4 ? harmony.chordBars : 1);
  const steps: { step: number; start: number; length: number }[] = [];
  for (const section of form.sections.slice(0, -1)) {
    const steady = section.name === 'lift' || section.name === 'answer' ? progressions.lift : progressions.theme;
    const count = Math.ceil(section.length / slot);
    for (let i = 0; i < count; i++) {
      const start = section.start + i * slot;
      steps.push({
        step: steady[i % steady.length] ?? 0,
        start,
        length: Math.min(slot, section.start + section.length - start),
      });
    }
  }
  const [before, last] = random.pick(CADENCES[harmony.mode]);
  const [penultimate, final] = [steps.at(-2), steps.at(-1)];
  if (final && steps.length > 1) final.step = last;
  if (penultimate && steps.length > 3) penultimate.step = before;
  const ending = form.sections.at(-1);
  const chords = steps.map(({ step, ...time }, i) => ({ ...spell(step, harmony, i === steps.length - 1), ...time }));
  const close = spell(
    0,
    harmony.colour === 'power' ? harmony : { ...harmony, colour: endingColour(harmony.colour) },
    false,
  );
  return [...chords, { ...close, start: ending?.start ?? 0, length: ending?.length ?? form.length }];
}

/** The last chord is at rest: no seventh in it unless the whole piece has them. */
function endingColour(colour: Colour): Colour {
  return colour === 'seventh' || colour === 'ninth' ? colour : colour === 'add9' ? 'add9' : 'triad';
}

function spell(step: number, { tonic, mode, colour }: Harmony, beforeEnding: boolean): Pick<Chord, 'name' | 'tones'> {
  const dominant = step === 4 && mode === 'minor' && (beforeEnding || colour === 'triad');
  const chosen = dominant && colour === 'add9' ? 'triad' : softened(step, mode, colour);
  const tones = chordTones(tonic, mode, step, chosen, dominant);
  return { name: chordName(tones, chosen), tones };
}

/** Ninths a semitone above the root grate, so those chords stay with the seventh; added ninths likewise. */
function softened(step: number, mode: ModeName, colour: Colour): Colour {
  if (colour !== 'ninth' && colour !== 'add9') return colour;
  const [root = 0, , , fourth = 0] = chordTones(0, mode, step, 'add9');
  const grates = (fourth - root + 12) % 12 === 1;
  return grates ? (colour === 'ninth' ? 'seventh' : 'triad') : colour;
}

/** A key that lies well for the style's instruments. */
export function chooseTonic(mode: ModeName, random: Random): number {
  return random.pick(isMinor(mode) ? [9, 4, 2, 7, 0, 5, 11] : [0, 7, 2, 9, 5, 10, 4]);
}
