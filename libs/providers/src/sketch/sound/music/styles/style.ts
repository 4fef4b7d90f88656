import type { Instrument } from '../score.js';
import type { Colour, ModeName } from '../theory.js';

/** What a layer plays; see patterns.ts. */
export type PatternName =
  | ('eighths' | 'offbeat' | 'held' | 'rootFifth' | 'syncopated' | 'walking')
  | ('sustain' | 'swell' | 'comp' | 'stabs')
  | ('arpeggio16' | 'ostinato8' | 'ostinato16' | 'picking' | 'chug' | 'rolled' | 'drops')
  | ('lyrical' | 'dance' | 'sparse');

export interface Layer extends Instrument {
  name: string;
  pattern: PatternName;
  /** Lowest and highest pitch. */
  range: readonly [number, number];
  /** 1…127 at full energy. */
  velocity: number;
  /** Plays in sections with at least this energy; default 0. */
  from?: number;
}

export interface Drums extends Instrument {
  /** Rows of sixteenths by drum: `X` accent, `x` normal, `o` soft, `.` none. Rows are repeated to fill a bar. */
  beat: Record<number, string>;
  /** What plays in quieter sections; absent: nothing. */
  light?: Record<number, string>;
  /** Energy from which the whole beat plays; default 0.5. */
  from?: number;
  /** Drums for a fill's sixteenths, first to last; absent: no fills. */
  fill?: readonly number[];
  /** Struck on arrivals and hit points. */
  crash?: number;
}

export interface Style {
  /** Quarter notes per minute, slowest and fastest. */
  tempo: readonly [number, number];
  beatsPerBar: 3 | 4;
  /** The first is used unless the mood asks for light or dark. */
  modes: readonly [ModeName, ...ModeName[]];
  colour: Colour;
  /** Bars on one chord. */
  chordBars: 1 | 2;
  /** Late second half of each pair, 0…0.33 of the pair; which pairs, in beats. */
  swing?: { amount: number; unit: 0.5 | 0.25 };
  /** Share of melody bars that rest. */
  rest: number;
  /** Seconds the ending rings, at most. */
  ring: number;
  /** Size 0…1 and level 0…1 of the room. */
  room: readonly [number, number];
  layers: readonly Layer[];
  drums?: Drums;
}

/** A line of a style's table; the program is General MIDI, from 0. */
export function layer(
  name: string,
  pattern: PatternName,
  program: number,
  range: readonly [number, number],
  rest: Omit<Layer, 'name' | 'pattern' | 'program' | 'range'>,
): Layer {
  return { name, pattern, program, range, ...rest };
}

/** General MIDI percussion. */
export const DRUM = {
  KICK: 36,
  RIM: 37,
  SNARE: 38,
  CLAP: 39,
  BRUSH: 40,
  FLOOR: 41,
  HAT: 42,
  PEDAL: 44,
  TOM_LOW: 45,
  OPEN: 46,
  TOM: 47,
  CRASH: 49,
  TOM_HIGH: 50,
  RIDE: 51,
  TAMBOURINE: 54,
  SHAKER: 70,
} as const;
