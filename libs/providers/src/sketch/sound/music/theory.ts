/** Scales as semitones above the tonic. */
export const MODES = {
  major: [0, 2, 4, 5, 7, 9, 11],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  minor: [0, 2, 3, 5, 7, 8, 10],
  phrygian: [0, 1, 3, 5, 7, 8, 10],
} as const satisfies Record<string, readonly number[]>;

export type ModeName = keyof typeof MODES;

/** Which thirds are stacked, as scale steps above the root. */
export const COLOURS = {
  triad: [0, 2, 4],
  seventh: [0, 2, 4, 6],
  ninth: [0, 2, 4, 6, 8],
  add9: [0, 2, 4, 8],
  power: [0, 4],
} as const satisfies Record<string, readonly number[]>;

export type Colour = keyof typeof COLOURS;

const NAMES = ['C', 'D♭', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'];

export function pitchName(pitch: number): string {
  return NAMES[mod(pitch, 12)] ?? 'C';
}

export function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** Whether a mode has the small third over its tonic. */
export function isMinor(mode: ModeName): boolean {
  return MODES[mode][2] === 3;
}

/** Semitones above the tonic of a scale step counted from 0; steps past the octave go on upward. */
function stepSemitones(mode: ModeName, step: number): number {
  const scale = MODES[mode];
  return (scale[mod(step, 7)] ?? 0) + 12 * Math.floor(step / 7);
}

/** Pitch classes of the chord on a scale step, root first; `dominant` sharpens a minor third as the harmonic minor does. */
export function chordTones(tonic: number, mode: ModeName, step: number, colour: Colour, dominant = false): number[] {
  const root = stepSemitones(mode, step);
  return COLOURS[colour].map((above) => {
    const interval = stepSemitones(mode, step + above) - root;
    const sharpened = dominant && above === 2 && interval === 3 ? 4 : interval;
    return mod(tonic + root + sharpened, 12);
  });
}

/** Suffixes by third and fifth in semitones. */
const QUALITIES: Record<string, string> = { '4 7': '', '3 7': 'm', '3 6': 'dim', '4 8': 'aug', '- 7': '5' };

/** A chord symbol such as `F♯m7`. */
export function chordName(tones: readonly number[], colour: Colour): string {
  const [root = 0] = tones;
  const above = tones.map((tone) => mod(tone - root, 12));
  const third = above.find((interval) => interval === 3 || interval === 4);
  const fifth = above.find((interval) => interval >= 6 && interval <= 8);
  const quality = QUALITIES[`${third ?? '-'} ${fifth ?? 7}`] ?? '';
  const seventh = above.includes(11) ? 'maj' : '';
  const extension: Record<Colour, string> = {
    triad: '',
    power: '',
    add9: 'add9',
    seventh: `${seventh}7`,
    ninth: `${seventh}9`,
  };
  return `${pitchName(root)}${quality}${extension[colour]}`;
}

/** All pitches from `low` to `high` whose class is among `classes`, upward. */
export function pitchesOf(classes: readonly number[], low: number, high: number): number[] {
  const pitches: number[] = [];
  for (let pitch = low; pitch <= high; pitch++) if (classes.includes(mod(pitch, 12))) pitches.push(pitch);
  return pitches;
}

/** The member of `pitches` closest to `target`, the lower of two; `target` itself when there are none. */
export function nearest(pitches: readonly number[], target: number): number {
  let best = pitches[0] ?? target;
  for (const pitch of pitches) if (Math.abs(pitch - target) < Math.abs(best - target)) best = pitch;
  return best;
}

/**
 * Sets a chord so that its voices move as little as possible from the chord before.
 * @param before the pitches of the chord before, low to high; empty for the first
 * @param range lowest pitch and highest pitch allowed
 */
export function voiceLead(
  before: readonly number[],
  tones: readonly number[],
  range: readonly [number, number],
): number[] {
  const [low, high] = range;
  const centre = (low + high) / 2;
  let best: number[] = [];
  let bestCost = Infinity;
  for (let bottom = low; bottom <= high; bottom++) {
    if (!tones.includes(mod(bottom, 12))) continue;
    const voicing = closePosition(bottom, tones);
    if ((voicing.at(-1) ?? 0) > high + 3) continue;
    const cost = movement(before, voicing) + Math.abs(mean(voicing) - centre) * 0.6;
    if (cost < bestCost) [best, bestCost] = [voicing, cost];
  }
  return best.length > 0 ? best : tones.map((tone) => nearest(pitchesOf([tone], low, low + 11), low));
}

function closePosition(bottom: number, tones: readonly number[]): number[] {
  return tones.map((tone) => bottom + mod(tone - bottom, 12)).sort((a, b) => a - b);
}

function movement(before: readonly number[], after: readonly number[]): number {
  return before.reduce((sum, pitch) => sum + Math.abs(nearest(after, pitch) - pitch), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
}
