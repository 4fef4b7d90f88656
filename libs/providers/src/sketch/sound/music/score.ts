import type { ModeName } from './theory.js';

/** Times in beats from the start, pitch and velocity as in MIDI (0…127). */
export interface Note {
  start: number;
  length: number;
  pitch: number;
  velocity: number;
}

/** A controller reaching a value: MIDI number and value, at a time in beats. */
export interface Control {
  start: number;
  controller: number;
  value: number;
}

/** What plays: a General MIDI program, or a drum kit. */
export interface Instrument {
  program: number;
  drums?: boolean;
  /** 0…127, default 100. */
  volume?: number;
  /** 0 left … 64 middle … 127 right; default the middle. */
  pan?: number;
  /** Sends, 0…127; default 40 and 0. */
  reverb?: number;
  chorus?: number;
}

export interface Part {
  name: string;
  instrument: Instrument;
  notes: Note[];
  controls: Control[];
}

export interface Chord {
  /** For people: `Am7`. */
  name: string;
  /** Pitch classes, root first. */
  tones: number[];
  start: number;
  length: number;
}

export interface Section {
  name: string;
  start: number;
  length: number;
  /** 0…1: which layers play, and how strongly. */
  energy: number;
}

export interface Score {
  style: string;
  tonic: number;
  mode: ModeName;
  /** Quarter notes per minute. */
  tempo: number;
  beatsPerBar: number;
  /** In beats, the ending and its ring included. */
  length: number;
  sections: Section[];
  chords: Chord[];
  parts: Part[];
}
