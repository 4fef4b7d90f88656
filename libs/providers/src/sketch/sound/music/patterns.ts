import type { Random } from '../../common/random.js';
import { melody } from './melody.js';
import type { Chord, Control, Note } from './score.js';
import { barsOf, randomFor, touch, type Bar, type Stage } from './stage.js';
import type { Layer, PatternName } from './styles/style.js';
import { mod, nearest, pitchesOf, voiceLead } from './theory.js';

export interface Played {
  notes: Note[];
  controls: Control[];
}

type Pattern = (stage: Stage, layer: Layer, random: Random) => Played;

const EXPRESSION = 11;

/** A step of a bass line: when and how long in beats, which chord tone, how much louder. */
type BassStep = readonly [
  start: number,
  length: number,
  tone: 'root' | 'fifth' | 'third' | 'octave' | 'approach',
  accent: number,
];

const PATTERNS = {
  // Bass lines
  eighths: bass([
    [0, 0.45, 'root', 8],
    [0.5, 0.45, 'root', -6],
    [1, 0.45, 'root', 2],
    [1.5, 0.45, 'root', -6],
    [2, 0.45, 'root', 4],
    [2.5, 0.45, 'root', -6],
    [3, 0.45, 'octave', 2],
    [3.5, 0.45, 'fifth', -4],
  ]),
  offbeat: bass([
    [0, 0.3, 'root', 4],
    [0.5, 0.4, 'root', 2],
    [1.5, 0.4, 'root', 2],
    [2.5, 0.4, 'root', 2],
    [3.25, 0.2, 'octave', -8],
    [3.5, 0.4, 'root', 2],
  ]),
  held: bass([[0, 4, 'root', 0]]),
  rootFifth: bass([
    [0, 1.9, 'root', 4],
    [2, 1.9, 'fifth', -6],
  ]),
  syncopated: bass([
    [0, 1.3, 'root', 6],
    [1.5, 0.9, 'root', -4],
    [2.75, 0.7, 'fifth', -2],
    [3.5, 0.45, 'approach', -8],
  ]),
  walking: bass([
    [0, 0.95, 'root', 4],
    [1, 0.95, 'third', -2],
    [2, 0.95, 'fifth', 2],
    [3, 0.95, 'approach', -2],
  ]),
  // Chords
  sustain: chords([[0, 4, 0]], false),
  swell: chords([[0, 4, 0]], true),
  comp: chords(
    [
      [0, 1.75, 2],
      [1.75, 0.75, -8],
      [2.5, 1.6, -4],
    ],
    false,
  ),
  stabs: chords(
    [
      [0, 0.4, 4],
      [1.5, 0.35, 0],
      [3, 0.35, -2],
    ],
    false,
  ),
  // Figures
  arpeggio16: figure(0.25, [0, 1, 2, 3, 4, 3, 2, 1], 0.22),
  ostinato8: figure(0.5, [0, 2, 1, 2, 3, 2, 1, 2], 0.4),
  ostinato16: figure(0.25, [0, 0, 2, 0, 1, 0, 2, 1], 0.18),
  picking: figure(0.5, [0, 3, 2, 4, 1, 3, 2, 3], 1.1),
  chug: figure(0.5, [0], 0.36, true),
  rolled,
  drops,
  // Melodies
  lyrical: (stage, layer) => ({ notes: melody(stage, layer, 'lyrical'), controls: [] }),
  dance: (stage, layer) => ({ notes: melody(stage, layer, 'dance'), controls: [] }),
  sparse: (stage, layer) => ({ notes: melody(stage, layer, 'sparse'), controls: [] }),
} satisfies Record<PatternName, Pattern>;

/** Plays a layer through the whole piece. */
export function playLayer(stage: Stage, layer: Layer): Played {
  const pattern: Pattern = PATTERNS[layer.pattern];
  return pattern(stage, layer, randomFor(stage, layer.name));
}

function bass(steps: readonly BassStep[]): Pattern {
  return (stage, layer, random) => {
    const [low, high] = layer.range;
    let previous = low + 5;
    const notes = barsOf(stage, layer.from).flatMap((bar) => {
      const root = bassRoot(bar.chord, previous, layer.range);
      previous = root;
      if (bar.ending)
        return [{ start: bar.start, length: bar.length, pitch: root, velocity: touch(layer, bar.energy, 6, random) }];
      return steps
        .filter(([start]) => start < bar.length - 0.01)
        .map(([start, length, tone, accent]) => {
          // A line written for four beats fills whatever the bar has.
          const held = start + length >= 3.9 ? bar.length - start : Math.min(length, bar.length - start);
          const pitch = bassPitch(tone, root, bar, [low, high]);
          return { start: bar.start + start, length: held, pitch, velocity: touch(layer, bar.energy, accent, random) };
        });
    });
    return { notes, controls: [] };
  };
}

function bassRoot(chord: Chord, previous: number, [low, high]: readonly [number, number]): number {
  const root = chord.tones[0] ?? 0;
  return nearest(pitchesOf([root], low, Math.max(low + 11, high - 7)), previous);
}

function bassPitch(
  tone: BassStep[2],
  root: number,
  { chord, next }: Bar,
  [low, high]: readonly [number, number],
): number {
  const [first = 0, third = first, fifth = third] =
    chord.tones.length > 2 ? chord.tones : [chord.tones[0] ?? 0, chord.tones[1] ?? 0, chord.tones[1] ?? 0];
  const fold = (pitch: number) => (pitch > high ? pitch - 12 : pitch < low ? pitch + 12 : pitch);
  switch (tone) {
    case 'root':
      return root;
    case 'octave':
      return fold(root + 12);
    case 'third':
      return fold(root + mod(third - first, 12));
    case 'fifth':
      return fold(root + mod(fifth - first, 12));
    case 'approach': {
      // From a half or whole step below into the next root.
      const target = nearest(pitchesOf([next?.tones[0] ?? first], low, high), root);
      return fold(target === root ? root + mod(fifth - first, 12) : target > root ? target - 1 : target + 1);
    }
  }
}

/** Chords in a rhythm of [start, length, accent], led smoothly; `swelling` breathes once a chord. */
function chords(rhythm: readonly (readonly [number, number, number])[], swelling: boolean): Pattern {
  return (stage, layer, random) => {
    let voicing: number[] = [];
    const held = rhythm.length === 1;
    const notes: Note[] = [];
    const controls: Control[] = [];
    for (const bar of barsOf(stage, layer.from, !held)) {
      voicing = voiceLead(voicing, bar.chord.tones, layer.range);
      const hits = bar.ending || held ? [[0, bar.length, bar.ending ? 4 : 0] as const] : rhythm;
      for (const [start, length, accent] of hits.filter(([at]) => at < bar.length - 0.01)) {
        voicing.forEach((pitch, i) => {
          // Played by a hand: the upper notes a moment later, the top one sings.
          const top = i === voicing.length - 1 ? 4 : 0;
          const velocity = touch(layer, bar.energy, accent + top, random);
          notes.push({ start: bar.start + start + (held ? 0 : i * 0.012), length: length * 0.98, pitch, velocity });
        });
      }
      if (swelling) controls.push(...swell(bar));
    }
    return { notes, controls };
  };
}

function swell({ start, length, ending }: Bar): Control[] {
  const steps = 12;
  return Array.from({ length: steps }, (_, i) => {
    const phase = i / steps;
    const level = ending ? 112 - 50 * phase : 84 + 34 * Math.sin(Math.PI * phase);
    return { start: start + length * phase, controller: EXPRESSION, value: Math.round(level) };
  });
}

/** Chord tones from low to high in a fixed order; `thick` adds fifth and octave to each note. */
function figure(step: number, order: readonly number[], length: number, thick = false): Pattern {
  return (stage, layer, random) => {
    const [low, high] = layer.range;
    let bottom = low;
    const notes = barsOf(stage, layer.from).flatMap((bar) => {
      const ladder = figureLadder(bar.chord, bottom, high, thick);
      bottom = Math.max(low, Math.min(low + 7, ladder[0] ?? low));
      const count = bar.ending ? Math.min(order.length, 8) : Math.round(bar.length / step);
      return Array.from({ length: count }, (_, i) => i).flatMap((i) => {
        const pitch = ladder[(order[i % order.length] ?? 0) % ladder.length] ?? low;
        const start = bar.start + i * step;
        const accent = Number.isInteger(i * step) ? 5 : -5;
        const muted = thick && i % 4 !== 0 ? 0.6 : 1;
        const ring = bar.ending && (i === count - 1 || thick) ? bar.length - i * step : length * muted;
        if (bar.ending && thick && i > 0) return [];
        return (thick ? [0, 7, 12] : [0]).map((above) => ({
          ...{ start, length: ring, pitch: pitch + above, velocity: touch(layer, bar.energy, accent, random) },
        }));
      });
    });
    return { notes, controls: [] };
  };
}

function figureLadder(chord: Chord, bottom: number, high: number, thick: boolean): number[] {
  if (thick) return [nearest(pitchesOf([chord.tones[0] ?? 0], bottom, bottom + 11), bottom + 4)];
  const tones = pitchesOf(chord.tones, bottom - 2, high);
  return tones.slice(0, Math.max(5, Math.min(7, tones.length)));
}

/** A harp's chord: low to high, a few hundredths apart, left to ring. */
function rolled(stage: Stage, layer: Layer, random: Random): Played {
  const [low, high] = layer.range;
  const notes = barsOf(stage, layer.from, false).flatMap((bar) => {
    const ladder = pitchesOf(bar.chord.tones, low, high).slice(0, bar.ending ? 8 : 5);
    const apart = bar.ending ? 0.14 : 0.09;
    return ladder.map((pitch, i) => {
      const start = bar.start + i * apart;
      return {
        start,
        length: Math.max(0.5, bar.length - i * apart),
        pitch,
        velocity: touch(layer, bar.energy, i * 2 - 4, random),
      };
    });
  });
  return { notes, controls: [] };
}

/** Single chord tones, seldom, like drops falling. */
function drops(stage: Stage, layer: Layer, random: Random): Played {
  const notes: Note[] = [];
  let previous = (layer.range[0] + layer.range[1]) / 2;
  for (const bar of barsOf(stage, layer.from)) {
    const tones = pitchesOf(bar.chord.tones, ...layer.range);
    const places = bar.ending
      ? [0, 0.75, 1.5]
      : [0.5, 1.5, 2.5, 3.25].filter((at) => at < bar.length && random.chance(0.55));
    for (const at of places) {
      const pitch = nearest(tones, previous + random.pick([-9, -5, -3, 4, 5, 7]));
      previous = pitch;
      notes.push({ start: bar.start + at, length: 2.5, pitch, velocity: touch(layer, bar.energy, 0, random) });
    }
  }
  return { notes, controls: [] };
}
