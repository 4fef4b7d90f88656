export type Shape = 'sine' | 'triangle' | 'saw' | 'square';

/** One oscillator: shape, pitch as a factor, level. */
export type Oscillator = readonly [shape: Shape, factor: number, level: number];

export interface Timbre {
  /** Factor that makes timbres as loud as those of a General MIDI soundfont, for which the styles are balanced; default 1. */
  level?: number;
  oscillators: readonly Oscillator[];
  /** Seconds, and the level held, 0…1; `decay` ends there. */
  attack: number;
  decay: number;
  sustain: number;
  release: number;
  /** Low-pass: its corner as a multiple of the pitch, and how far the envelope opens it on top. */
  corner: number;
  open: number;
  /** Vibrato in cents, starting after a moment; default 0. */
  vibrato?: number;
  /** Breath or bow noise, 0…1; default 0. */
  noise?: number;
  /** Soft clipping, 1 is none; default 1. */
  drive?: number;
}

const TIMBRES = {
  piano: {
    level: 0.6,
    oscillators: [
      ['triangle', 1, 0.8],
      ['sine', 2.002, 0.3],
      ['sine', 3.008, 0.14],
      ['sine', 4.02, 0.06],
    ],
    attack: 0.003,
    decay: 1.4,
    sustain: 0.05,
    release: 0.25,
    corner: 4,
    open: 8,
  },
  electricPiano: {
    level: 1.4,
    oscillators: [
      ['sine', 1, 0.9],
      ['sine', 2, 0.2],
      ['sine', 7.01, 0.06],
    ],
    attack: 0.004,
    decay: 1.6,
    sustain: 0.12,
    release: 0.2,
    corner: 5,
    open: 6,
  },
  bell: {
    level: 0.7,
    oscillators: [
      ['sine', 1, 0.7],
      ['sine', 2.76, 0.25],
      ['sine', 5.4, 0.1],
    ],
    attack: 0.002,
    decay: 1.8,
    sustain: 0,
    release: 0.8,
    corner: 12,
    open: 4,
  },
  organ: {
    level: 0.56,
    oscillators: [
      ['sine', 1, 0.6],
      ['sine', 2, 0.35],
      ['sine', 3, 0.18],
      ['sine', 4, 0.12],
    ],
    attack: 0.02,
    decay: 0.1,
    sustain: 0.9,
    release: 0.08,
    corner: 8,
    open: 0,
    vibrato: 6,
  },
  pluck: {
    level: 2.6,
    oscillators: [
      ['saw', 1, 0.5],
      ['triangle', 1.002, 0.5],
    ],
    attack: 0.002,
    decay: 0.7,
    sustain: 0.02,
    release: 0.2,
    corner: 1.6,
    open: 9,
  },
  drivenGuitar: {
    oscillators: [
      ['saw', 1, 0.5],
      ['saw', 1.004, 0.5],
    ],
    attack: 0.004,
    decay: 0.6,
    sustain: 0.5,
    release: 0.06,
    corner: 5,
    open: 4,
    drive: 3.5,
  },
  roundBass: {
    oscillators: [
      ['sine', 1, 0.8],
      ['triangle', 1, 0.4],
      ['saw', 2, 0.06],
    ],
    attack: 0.005,
    decay: 0.5,
    sustain: 0.45,
    release: 0.08,
    corner: 3,
    open: 5,
  },
  synthBass: {
    level: 3.2,
    oscillators: [
      ['saw', 1, 0.6],
      ['square', 0.5, 0.35],
    ],
    attack: 0.003,
    decay: 0.22,
    sustain: 0.45,
    release: 0.06,
    corner: 2.5,
    open: 9,
  },
  strings: {
    level: 1.1,
    oscillators: [
      ['saw', 1, 0.36],
      ['saw', 1.0046, 0.34],
      ['saw', 0.9952, 0.34],
    ],
    attack: 0.16,
    decay: 0.3,
    sustain: 0.85,
    release: 0.35,
    corner: 3.2,
    open: 2,
    vibrato: 9,
    noise: 0.01,
  },
  choir: {
    level: 0.8,
    oscillators: [
      ['triangle', 1, 0.5],
      ['triangle', 1.006, 0.4],
      ['sine', 2, 0.12],
    ],
    attack: 0.25,
    decay: 0.3,
    sustain: 0.9,
    release: 0.5,
    corner: 2.6,
    open: 1,
    vibrato: 14,
    noise: 0.02,
  },
  brass: {
    level: 1.3,
    oscillators: [
      ['saw', 1, 0.5],
      ['saw', 1.003, 0.4],
    ],
    attack: 0.06,
    decay: 0.25,
    sustain: 0.75,
    release: 0.16,
    corner: 1.5,
    open: 5,
    vibrato: 5,
  },
  wind: {
    oscillators: [
      ['sine', 1, 0.7],
      ['triangle', 1, 0.25],
      ['sine', 2, 0.1],
    ],
    attack: 0.05,
    decay: 0.1,
    sustain: 0.85,
    release: 0.1,
    corner: 4,
    open: 2,
    vibrato: 16,
    noise: 0.03,
  },
  squareLead: {
    level: 4,
    oscillators: [
      ['square', 1, 0.4],
      ['square', 1.005, 0.3],
    ],
    attack: 0.01,
    decay: 0.2,
    sustain: 0.7,
    release: 0.16,
    corner: 4,
    open: 5,
    vibrato: 10,
  },
  sawLead: {
    level: 5,
    oscillators: [
      ['saw', 1, 0.45],
      ['saw', 1.008, 0.4],
    ],
    attack: 0.006,
    decay: 0.25,
    sustain: 0.5,
    release: 0.14,
    corner: 3,
    open: 8,
  },
  pad: {
    level: 2.2,
    oscillators: [
      ['saw', 1, 0.32],
      ['saw', 1.007, 0.32],
      ['triangle', 0.5, 0.3],
    ],
    attack: 0.35,
    decay: 0.5,
    sustain: 0.85,
    release: 0.7,
    corner: 2.2,
    open: 2,
  },
} as const satisfies Record<string, Timbre>;

export type TimbreName = keyof typeof TIMBRES;

/** First General MIDI program of each stretch, from 0. */
const PROGRAMS: readonly (readonly [number, TimbreName])[] = [
  [0, 'piano'],
  [4, 'electricPiano'],
  [6, 'pluck'],
  [8, 'bell'],
  [16, 'organ'],
  [24, 'pluck'],
  [29, 'drivenGuitar'],
  [31, 'pluck'],
  [32, 'roundBass'],
  [38, 'synthBass'],
  [40, 'strings'],
  [46, 'pluck'],
  [47, 'roundBass'],
  [48, 'strings'],
  [52, 'choir'],
  [56, 'brass'],
  [64, 'wind'],
  [80, 'squareLead'],
  [81, 'sawLead'],
  [88, 'bell'],
  [89, 'pad'],
  [96, 'bell'],
  [104, 'pluck'],
];

export function timbreOf(program: number): Timbre {
  const name = PROGRAMS.findLast(([first]) => program >= first)?.[1] ?? 'piano';
  return TIMBRES[name];
}

/** A drum: a falling tone and a band of noise. */
export interface DrumSound {
  /** Hertz at the strike and after the fall; seconds of the fall and of the sounding; level. */
  tone?: readonly [from: number, to: number, fall: number, decay: number, level: number];
  /** Hertz below which the noise is cut and above which it is; seconds of the sounding; level. */
  noise?: readonly [low: number, high: number, decay: number, level: number];
  /** Struck this often in quick succession, as hands clapping are; default 1. */
  strikes?: number;
}

const DRUM_SOUNDS: Record<number, DrumSound> = {
  36: { tone: [150, 46, 0.035, 0.22, 1], noise: [1500, 6000, 0.006, 0.2] },
  37: { tone: [1700, 1650, 0.01, 0.02, 0.3], noise: [2000, 7000, 0.02, 0.3] },
  38: { tone: [230, 175, 0.02, 0.09, 0.45], noise: [900, 9000, 0.13, 0.55] },
  39: { noise: [900, 5000, 0.1, 0.55], strikes: 3 },
  40: { noise: [2500, 9000, 0.16, 0.28] },
  41: { tone: [130, 70, 0.06, 0.34, 0.85], noise: [300, 2000, 0.03, 0.15] },
  42: { noise: [7500, 16000, 0.03, 0.3] },
  44: { noise: [6500, 14000, 0.025, 0.25] },
  45: { tone: [160, 95, 0.05, 0.28, 0.75], noise: [300, 2500, 0.03, 0.12] },
  46: { noise: [7000, 16000, 0.22, 0.28] },
  47: { tone: [200, 125, 0.05, 0.25, 0.7], noise: [300, 2500, 0.03, 0.12] },
  49: { noise: [3500, 16000, 1.1, 0.34] },
  50: { tone: [250, 165, 0.05, 0.22, 0.7], noise: [300, 2500, 0.03, 0.12] },
  51: { tone: [3300, 3300, 0.01, 0.2, 0.04], noise: [5500, 15000, 0.35, 0.16] },
  54: { noise: [6000, 15000, 0.09, 0.24], strikes: 2 },
  70: { noise: [5000, 12000, 0.05, 0.2] },
};

export function drumSound(pitch: number): DrumSound {
  return DRUM_SOUNDS[pitch] ?? { noise: [2000, 9000, 0.06, 0.2] };
}
