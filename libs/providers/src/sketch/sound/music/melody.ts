import type { Random } from '../../common/random.js';
import type { Note } from './score.js';
import { barsOf, randomFor, touch, type Bar, type Stage } from './stage.js';
import type { Layer } from './styles/style.js';
import { MODES, mod, nearest, pitchesOf } from './theory.js';

/** Start and length in beats of the notes of a bar. */
type Rhythm = readonly (readonly [number, number])[];

/** Rhythms by manner: those a motif is made of, and those a phrase comes to rest on. */
const RHYTHMS = {
  lyrical: {
    motif: [
      [
        [0, 1.5],
        [1.5, 0.5],
        [2, 2],
      ],
      [
        [0, 2],
        [2, 1],
        [3, 1],
      ],
      [
        [0, 1],
        [1, 1],
        [2, 1.5],
        [3.5, 0.5],
      ],
      [
        [0.5, 0.5],
        [1, 1],
        [2, 2],
      ],
      [
        [0, 3],
        [3, 1],
      ],
    ],
    rest: [
      [[0, 3.5]],
      [
        [0, 1],
        [1, 2.5],
      ],
    ],
  },
  dance: {
    motif: [
      [
        [0, 0.5],
        [0.5, 0.5],
        [1, 1],
        [2, 0.5],
        [2.5, 0.5],
        [3, 1],
      ],
      [
        [0, 1],
        [1, 0.5],
        [1.5, 0.5],
        [2, 1],
        [3, 0.5],
        [3.5, 0.5],
      ],
      [
        [0, 0.75],
        [0.75, 0.25],
        [1, 1],
        [2, 0.75],
        [2.75, 0.25],
        [3, 1],
      ],
      [
        [0.5, 0.5],
        [1, 0.5],
        [1.5, 1],
        [2.5, 0.5],
        [3, 0.5],
      ],
    ],
    rest: [
      [[0, 2.5]],
      [
        [0, 0.5],
        [0.5, 0.5],
        [1, 2],
      ],
    ],
  },
  sparse: {
    motif: [
      [
        [0, 1],
        [1.5, 2],
      ],
      [
        [0.5, 0.5],
        [1, 2],
      ],
      [
        [0, 0.75],
        [0.75, 0.75],
        [1.5, 2],
      ],
      [
        [1, 0.5],
        [1.5, 0.5],
        [2, 2],
      ],
    ],
    rest: [[[0, 3]], [[0.5, 2.5]]],
  },
} as const satisfies Record<string, { motif: readonly Rhythm[]; rest: readonly Rhythm[] }>;

export type Manner = keyof typeof RHYTHMS;

interface Motif {
  rhythm: Rhythm;
  /** Scale steps from the motif's first note. */
  contour: number[];
}

/** What each bar of a four-bar phrase plays: the motif, its answer, a rest on a long note. */
const PHRASES = ['a', 'a', 'b', 'r', 'a', 'b', 'a', 'r'] as const;

/** Two notes a hand plays as one line: a gap this long, in beats, before the next. */
const BREATH = 0.06;

/**
 * A tune from one motif: it is repeated on each chord, answered, and brought to rest every fourth bar. Notes on beats
 * are chord tones, those between are of the scale. Layers of one manner play the same tune in their own register.
 */
export function melody(stage: Stage, layer: Layer, manner: Manner): Note[] {
  const random = randomFor(stage, `tune ${manner}`);
  const hand = randomFor(stage, layer.name);
  const motifs = { a: makeMotif(manner, random), b: makeMotif(manner, random), r: undefined };
  const resting = random.pick<Rhythm>(RHYTHMS[manner].rest);
  const [low, high] = [62, 81];
  const shift = 12 * Math.round(((layer.range[0] + layer.range[1]) / 2 - (low + high) / 2) / 12);
  const scale = pitchesOf(
    MODES[stage.mode].map((above) => mod(stage.tonic + above, 12)),
    low - 5,
    high + 5,
  );
  const tune: Note[] = [];
  let previous = 70;
  for (const bar of barsOf(stage, undefined)) {
    const kind = PHRASES[bar.index % PHRASES.length] ?? 'a';
    // Taken for every bar, whether the layer plays or not, so that all layers have the same tune.
    const silent = random.chance(stage.rest) && bar.index % 4 === 1;
    const line = bar.ending
      ? endingLine(bar, previous)
      : barLine(bar, motifs[kind], resting, { scale, previous, high, low });
    previous = line.at(-1)?.pitch ?? previous;
    if (!silent) tune.push(...line.map((note) => ({ ...note, velocity: bar.energy })));
  }
  const active = barsOf(stage, layer.from);
  return tune
    .filter((note) => active.some((bar) => note.start >= bar.start - 0.01 && note.start < bar.start + bar.length))
    .map((note) => {
      const accent = phraseAccent(note.start, stage.beatsPerBar);
      const pitch = intoRange(note.pitch + shift, layer.range);
      return { ...note, pitch, velocity: touch(layer, note.velocity, accent, hand) };
    });
}

function makeMotif(manner: Manner, random: Random): Motif {
  const rhythm: Rhythm = random.pick<Rhythm>(RHYTHMS[manner].motif);
  const direction = random.chance(0.55) ? 1 : -1;
  let step = 0;
  const contour = rhythm.map((_, i) => {
    // Mostly steps, one leap, and a turn back after it: singable.
    if (i === 1) step += direction * random.pick([1, 2, 2, 4]);
    else if (i > 1) step += random.pick([-direction, -direction, direction, -2 * direction]);
    return step;
  });
  return { rhythm, contour };
}

interface Ground {
  scale: readonly number[];
  previous: number;
  low: number;
  high: number;
}

function barLine(bar: Bar, motif: Motif | undefined, resting: Rhythm, ground: Ground): Note[] {
  const { scale, previous, low, high } = ground;
  const chordTones = pitchesOf(bar.chord.tones.slice(0, 4), low - 5, high + 5);
  const first = nearest(chordTones, Math.max(low + 2, Math.min(high - 2, previous)));
  const rhythm = (motif?.rhythm ?? resting).filter(([start]) => start < bar.length - 0.01);
  const root = nearestIndex(scale, first);
  const notes: Note[] = [];
  rhythm.forEach(([start, length], i) => {
    const wanted = scale[Math.max(0, Math.min(scale.length - 1, root + (motif?.contour[i] ?? i)))] ?? first;
    const onBeat = Number.isInteger(start);
    const pitch = i === 0 ? first : onBeat || length >= 1 ? nearest(chordTones, wanted) : wanted;
    const held = Math.min(length, bar.length - start) - BREATH;
    notes.push({ start: bar.start + start, length: held, pitch, velocity: 0 });
  });
  return notes;
}

/** Home: the root, or the third when it is nearer, for as long as it rings. */
function endingLine(bar: Bar, previous: number): Note[] {
  const pitch = nearest(pitchesOf(bar.chord.tones.slice(0, 2), 58, 84), previous);
  return [{ start: bar.start, length: bar.length, pitch, velocity: 0 }];
}

function nearestIndex(scale: readonly number[], pitch: number): number {
  return scale.indexOf(nearest(scale, pitch));
}

function intoRange(pitch: number, [low, high]: readonly [number, number]): number {
  if (pitch > high) return pitch - 12;
  return pitch < low ? pitch + 12 : pitch;
}

/** Louder toward the middle of a four-bar phrase and on the first beat of a bar. */
function phraseAccent(beat: number, beatsPerBar: number): number {
  const phrase = beatsPerBar * 4;
  const arc = Math.sin((Math.PI * mod(beat, phrase)) / phrase);
  return arc * 8 - 4 + (mod(beat, beatsPerBar) < 0.01 ? 4 : 0);
}
