import type { Random } from '../../common/random.js';
import type { Note, Section } from './score.js';
import { playsIn, randomFor, type Stage } from './stage.js';
import type { Drums } from './styles/style.js';

const LOUDNESS: Record<string, number> = { X: 118, x: 98, o: 62 };
const HIT_LENGTH = 0.2;

/** The drum part: the beat where there is energy, the light beat elsewhere, fills into sections and crashes on them. */
export function playDrums(stage: Stage, drums: Drums, hitBeats: readonly number[]): Note[] {
  const random = randomFor(stage, 'drums');
  const body = stage.sections.filter(({ name }) => name !== 'ending');
  const notes = body.flatMap((section, i) => {
    const following = body[i + 1];
    const full = section.energy >= (drums.from ?? 0.5);
    const rows = full ? drums.beat : drums.light;
    if (!rows) return [];
    const filled = full || following ? drums.fill : undefined;
    const played = beat(section, rows, stage.beatsPerBar, random);
    const withFill = filled ? fillIn(played, section, filled, random) : played;
    return full && drums.crash ? [...withFill, crash(drums.crash, section.start, 96)] : withFill;
  });
  const ending = stage.sections.at(-1);
  if (ending && playsIn(stage, ending, drums.from ?? 0.5)) {
    notes.push({ start: ending.start, length: 1, pitch: 36, velocity: 112 });
    if (drums.crash) notes.push(crash(drums.crash, ending.start, 104));
  }
  return [...notes, ...hitBeats.flatMap((beat) => accent(beat, drums))];
}

/** A hit point heard by itself, exactly on its time. */
function accent(beat: number, drums: Drums): Note[] {
  const kick = { start: beat, length: 0.5, pitch: 36, velocity: 120 };
  return drums.crash ? [kick, crash(drums.crash, beat, 108)] : [kick];
}

function crash(pitch: number, start: number, velocity: number): Note {
  return { start, length: 2, pitch, velocity };
}

function beat(section: Section, rows: Record<number, string>, beatsPerBar: number, random: Random): Note[] {
  const steps = Math.round(section.length * 4);
  const perBar = beatsPerBar * 4;
  return Object.entries(rows).flatMap(([pitch, row]) =>
    Array.from({ length: steps }, (_, i) => i).flatMap((i) => {
      const loudness = LOUDNESS[row[(i % perBar) % row.length] ?? '.'];
      if (loudness === undefined) return [];
      const velocity = Math.round(Math.min(126, loudness * (0.75 + 0.25 * section.energy) + random.range(-7, 5)));
      return [{ start: section.start + i / 4, length: HIT_LENGTH, pitch: Number(pitch), velocity }];
    }),
  );
}

/** The last beat of a section leads over to the next, growing. */
function fillIn(notes: readonly Note[], section: Section, fill: readonly number[], random: Random): Note[] {
  const from = section.start + section.length - fill.length / 4;
  if (from <= section.start) return [...notes];
  const figure = fill.map((pitch, i) => ({
    ...{ start: from + i / 4, length: HIT_LENGTH, pitch },
    velocity: Math.round(78 + (i * 30) / fill.length + random.range(-4, 4)),
  }));
  return [...notes.filter((note) => note.start < from - 0.01 || note.pitch === 36), ...figure];
}
