import { hashText, Random } from '../../common/random.js';
import { playDrums } from './drums.js';
import { planForm } from './form.js';
import { chooseTonic, harmonise } from './harmony.js';
import { playLayer } from './patterns.js';
import type { MusicBrief } from './reading.js';
import type { Note, Part, Score } from './score.js';
import { swingNotes, type Stage } from './stage.js';
import type { Drums, Style } from './styles/style.js';
import { STYLES } from './styles/table.js';
import type { ModeName } from './theory.js';

export interface MusicRequest {
  brief: MusicBrief;
  /** Everything that was written, so that other words make other music. */
  words: string;
  durationSec: number;
  /** Quarter notes per minute; absent: from style and mood. */
  tempo?: number;
  /** Seconds at which something happens in the picture. */
  hitPoints?: readonly number[];
  seed: number;
}

/** Struck on hit points where a style has no drums of its own. */
const ORCHESTRAL_ACCENT: Drums = { program: 48, volume: 92, reverb: 90, beat: {}, from: 2, crash: 49 };

/** Writes the music: the same request gives the same score. */
export function composeScore(request: MusicRequest): Score {
  const { brief, durationSec } = request;
  const style = STYLES[brief.style];
  const seed = (request.seed ^ hashText(`${brief.style}|${request.words}`)) >>> 0;
  const random = new Random(seed);
  const mode = chooseMode(style, brief.modes, random);
  const tonic = chooseTonic(mode, random);
  const hitPoints = (request.hitPoints ?? []).filter((sec) => sec > 0.05 && sec < durationSec - 0.2);
  const wanted = random.range(...style.tempo) * brief.tempoFactor;
  const form = planForm({
    ...{ durationSec, beatsPerBar: style.beatsPerBar, ring: style.ring, hitPoints, energy: brief.energy },
    ...{ tempo: request.tempo ?? wanted, fixed: request.tempo !== undefined },
  });
  const harmony = { tonic, mode, colour: style.colour, chordBars: style.chordBars, fifths: brief.style === 'jazz' };
  const chords = harmonise(form, style.beatsPerBar, harmony, random);
  const rest = Math.max(0, Math.min(0.6, style.rest + brief.rest));
  const stage: Stage = { seed, tonic, mode, beatsPerBar: style.beatsPerBar, chords, sections: form.sections, rest };
  const hitBeats = hitPoints.map((sec) => (sec * form.tempo) / 60);
  return {
    ...{ style: brief.style, tonic, mode, tempo: form.tempo, beatsPerBar: style.beatsPerBar, length: form.length },
    ...{ sections: form.sections, chords },
    parts: playParts(stage, style, hitBeats, new Random(seed + 1)).map((part) => within(part, form.length)),
  };
}

function playParts(stage: Stage, style: Style, hitBeats: readonly number[], random: Random): Part[] {
  const parts = style.layers.map((layer): Part => {
    const { notes, controls } = playLayer(stage, layer);
    return { name: layer.name, instrument: layer, notes: humanise(swingNotes(notes, style.swing), random), controls };
  });
  const drums = style.drums ?? (hitBeats.length > 0 ? ORCHESTRAL_ACCENT : undefined);
  if (drums) {
    const quiet = {
      ...stage,
      sections: style.drums ? stage.sections : stage.sections.map((s) => ({ ...s, energy: 0 })),
    };
    // Hit points are struck exactly; only the beat swings.
    const beat = swingNotes(playDrums(quiet, drums, []), style.swing);
    const hits = playDrums({ ...stage, sections: [] }, drums, hitBeats);
    parts.push({ name: 'drums', instrument: { ...drums, drums: true }, notes: [...beat, ...hits], controls: [] });
  }
  return parts.filter((part) => part.notes.length > 0);
}

/** A few hundredths of a beat either way; the very first note stays. */
function humanise(notes: readonly Note[], random: Random): Note[] {
  return notes.map((note) => ({ ...note, start: Math.max(0, note.start + random.range(-0.01, 0.012)) }));
}

/** Nothing sounds after the piece. */
function within(part: Part, length: number): Part {
  const notes = part.notes.filter(({ start }) => start < length - 0.01);
  return { ...part, notes: notes.map((note) => ({ ...note, length: Math.min(note.length, length - note.start) })) };
}

function chooseMode(style: Style, wanted: readonly ModeName[], random: Random): ModeName {
  const modes: readonly ModeName[] = style.modes;
  const asked = wanted.find((mode) => modes.includes(mode)) ?? wanted[0];
  if (asked) return asked;
  return random.chance(0.7) ? style.modes[0] : random.pick(modes);
}
