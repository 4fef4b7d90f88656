import { hashText, Random } from '../../common/random.js';
import type { Chord, Note, Section } from './score.js';
import type { Layer } from './styles/style.js';
import type { ModeName } from './theory.js';

/** What every pattern plays over. */
export interface Stage {
  seed: number;
  tonic: number;
  mode: ModeName;
  beatsPerBar: number;
  chords: readonly Chord[];
  sections: readonly Section[];
  /** Share of melody bars that rest. */
  rest: number;
}

/** One bar or less over one chord, where a layer plays. */
export interface Bar {
  start: number;
  length: number;
  chord: Chord;
  next: Chord | undefined;
  energy: number;
  /** Counted within its section. */
  index: number;
  ending: boolean;
}

/** Chances of a layer's own, so that adding a layer leaves the others as they are. */
export function randomFor(stage: Stage, name: string): Random {
  return new Random((stage.seed ^ hashText(name)) >>> 0);
}

/** Whether a layer plays in a section; those that took part also play the ending. */
export function playsIn(stage: Stage, section: Section, from = 0): boolean {
  if (section.name !== 'ending') return section.energy >= from;
  const before = stage.sections.filter(({ name }) => name !== 'ending');
  return before.length === 0 ? from < 0.7 : before.some(({ energy }) => energy >= from);
}

/** The chords a layer plays, each cut at bar lines when `perBar`; the ending is one piece. */
export function barsOf(stage: Stage, from: number | undefined, perBar = true): Bar[] {
  return stage.sections
    .filter((section) => playsIn(stage, section, from))
    .flatMap((section) => {
      const end = section.start + section.length;
      const chords = stage.chords.filter((chord) => chord.start >= section.start - 1e-6 && chord.start < end - 1e-6);
      const ending = section.name === 'ending';
      const pieces = chords.flatMap((chord) => {
        const next = stage.chords[stage.chords.indexOf(chord) + 1];
        const size = perBar && !ending ? stage.beatsPerBar : chord.length;
        const count = Math.max(1, Math.round(chord.length / size));
        return Array.from({ length: count }, (_, i) => ({
          ...{
            start: chord.start + i * size,
            length: Math.min(size, chord.length),
            chord,
            energy: section.energy,
            ending,
          },
          next: i === count - 1 ? next : chord,
        }));
      });
      return pieces.map((piece, index) => ({ ...piece, index }));
    });
}

/** A velocity from the layer's own, the section's energy, an accent in velocity steps, and a human hand. */
export function touch(layer: Pick<Layer, 'velocity'>, energy: number, accent: number, random: Random): number {
  const value = layer.velocity * (0.68 + 0.32 * energy) + accent + random.range(-4, 4);
  return Math.round(Math.max(12, Math.min(124, value)));
}

/** Delays the second half of each pair of `unit` beats by `amount` of the pair. */
export function swung(beat: number, { amount, unit }: { amount: number; unit: number }): number {
  const pair = unit * 2;
  const whole = Math.floor(beat / pair + 1e-9) * pair;
  const at = (beat - whole) / pair;
  const late = 0.5 + amount / 2;
  return whole + pair * (at < 0.5 ? (at / 0.5) * late : late + ((at - 0.5) / 0.5) * (1 - late));
}

export function swingNotes(notes: readonly Note[], swing: { amount: number; unit: number } | undefined): Note[] {
  if (!swing) return [...notes];
  return notes.map((note) => {
    const start = swung(note.start, swing);
    return { ...note, start, length: Math.max(0.05, swung(note.start + note.length, swing) - start) };
  });
}
