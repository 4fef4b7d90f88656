import type { Renderer } from './render.js';
import type { Ambience } from './music/reading.js';
import type { Score } from './music/score.js';
import { pitchName } from './music/theory.js';

/** The score for people and for later steps; times in seconds. */
export interface ScoreSheet {
  style: string;
  key: string;
  tempo: number;
  meter: string;
  sections: { name: string; start: number; end: number }[];
  chords: { name: string; start: number }[];
  instruments: string[];
  hitPoints: number[];
  ambience: Ambience[];
  renderer: Renderer;
}

export function scoreSheet(
  score: Score,
  extra: { hitPoints: readonly number[]; ambience: readonly Ambience[]; renderer: Renderer },
): ScoreSheet {
  const seconds = (beats: number) => Math.round((beats * 60_000) / score.tempo) / 1000;
  return {
    style: score.style,
    key: `${pitchName(score.tonic)} ${score.mode}`,
    tempo: score.tempo,
    meter: `${score.beatsPerBar}/4`,
    sections: score.sections.map(({ name, start, length }) => ({
      name,
      start: seconds(start),
      end: seconds(start + length),
    })),
    chords: score.chords.map(({ name, start }) => ({ name, start: seconds(start) })),
    instruments: score.parts.map((part) => part.name),
    hitPoints: [...extra.hitPoints],
    ambience: [...extra.ambience],
    renderer: extra.renderer,
  };
}
