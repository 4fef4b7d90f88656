import { Random } from '../../common/random.js';
import { SAMPLE_RATE } from './stereo.js';
import type { DrumSound, Shape, Timbre } from './timbres.js';

/** How often the filter and the vibrato follow their envelopes, in samples. */
const CONTROL = 32;
const VIBRATO_HZ = 5.2;

/** Computes samples `from`…`to` of a note onto `out`; called in order. */
type Stage = (out: Float32Array, from: number, to: number) => void;

/** A long note is computed in pieces of this many samples, with a breath between them. */
const PIECE = SAMPLE_RATE / 4;

/** One note as samples, its release included; level about ±1 at full velocity. */
export async function playNote(
  timbre: Timbre,
  pitch: number,
  seconds: number,
  velocity: number,
  seed: number,
  breathe: () => Promise<void>,
): Promise<Float32Array> {
  const held = Math.round(seconds * SAMPLE_RATE);
  const out = new Float32Array(held + Math.round(timbre.release * SAMPLE_RATE));
  const hertz = 440 * 2 ** ((pitch - 69) / 12);
  const stages = [
    ...timbre.oscillators.map(([shape, factor, level]) =>
      oscillator(shape, hertz * factor, level, timbre.vibrato ?? 0),
    ),
    ...(timbre.noise ? [breath(timbre.noise, seed)] : []),
    contour(timbre, hertz, held, (velocity / 127) ** 1.6),
  ];
  for (let from = 0; from < out.length; from += PIECE) {
    for (const stage of stages) stage(out, from, Math.min(out.length, from + PIECE));
    await breathe();
  }
  return out;
}

function oscillator(shape: Shape, hertz: number, level: number, vibrato: number): Stage {
  let phase = (hertz * 0.37) % 1;
  let step = hertz / SAMPLE_RATE;
  return (out, from, to) => {
    for (let i = from; i < to; i++) {
      if (vibrato > 0 && i % CONTROL === 0) {
        const grown = Math.min(1, i / SAMPLE_RATE / 0.6);
        const cents = vibrato * grown * Math.sin((2 * Math.PI * VIBRATO_HZ * i) / SAMPLE_RATE);
        step = (hertz * 2 ** (cents / 1200)) / SAMPLE_RATE;
      }
      out[i] = (out[i] ?? 0) + level * wave(shape, phase, step);
      phase += step;
      if (phase >= 1) phase -= 1;
    }
  };
}

function wave(shape: Shape, phase: number, step: number): number {
  switch (shape) {
    case 'sine':
      return Math.sin(2 * Math.PI * phase);
    case 'triangle':
      return 1 - 4 * Math.abs(phase - 0.5);
    case 'saw':
      return 2 * phase - 1 - edge(phase, step);
    case 'square': {
      const half = phase >= 0.5 ? phase - 0.5 : phase + 0.5;
      return (phase < 0.5 ? 1 : -1) + edge(phase, step) - edge(half, step);
    }
  }
}

/** Rounds a jump of the wave (polyBLEP), so that high notes don't alias. */
function edge(phase: number, step: number): number {
  if (phase < step) {
    const t = phase / step;
    return t + t - t * t - 1;
  }
  if (phase > 1 - step) {
    const t = (phase - 1) / step;
    return t * t + t + t + 1;
  }
  return 0;
}

function breath(level: number, seed: number): Stage {
  const random = new Random(seed);
  return (out, from, to) => {
    for (let i = from; i < to; i++) out[i] = (out[i] ?? 0) + level * random.range(-1, 1);
  };
}

/** Envelope, low-pass that follows it, and drive. */
function contour(timbre: Timbre, hertz: number, held: number, loudness: number): Stage {
  const envelope = envelopeOf(timbre, held);
  const drive = timbre.drive ?? 1;
  let low = 0;
  let band = 0;
  let f = 0;
  return (out, from, to) => {
    for (let i = from; i < to; i++) {
      const level = envelope(i);
      if (i % CONTROL === 0) {
        // A harder touch is a brighter tone.
        const corner = hertz * (timbre.corner + timbre.open * level * (0.4 + 0.6 * loudness));
        f = 2 * Math.sin((Math.PI * Math.min(corner, SAMPLE_RATE / 7)) / SAMPLE_RATE);
      }
      const high = (out[i] ?? 0) - low - 1.2 * band;
      band += f * high;
      low += f * band;
      const sample = low * level * loudness;
      out[i] = drive > 1 ? Math.tanh(sample * drive) / Math.sqrt(drive) : sample;
    }
  };
}

function envelopeOf({ attack, decay, sustain, release }: Timbre, held: number): (sample: number) => number {
  const attackSamples = Math.max(1, attack * SAMPLE_RATE);
  const fall = 4 / (decay * SAMPLE_RATE);
  const during = (i: number) =>
    i < attackSamples ? i / attackSamples : sustain + (1 - sustain) * Math.exp(-(i - attackSamples) * fall);
  const atEnd = during(held);
  const releaseSamples = Math.max(1, release * SAMPLE_RATE);
  return (i) => (i < held ? during(i) : atEnd * Math.max(0, 1 - (i - held) / releaseSamples) ** 2);
}

const DRUM_TAIL = 5;
const STRIKE_APART_SEC = 0.011;

/** One stroke of a drum as samples. */
export function playDrum(sound: DrumSound, velocity: number, seed: number): Float32Array {
  const strikes = sound.strikes ?? 1;
  const longest = Math.max(sound.tone?.[3] ?? 0, sound.noise?.[2] ?? 0);
  const out = new Float32Array(Math.round((longest * DRUM_TAIL + strikes * STRIKE_APART_SEC) * SAMPLE_RATE));
  const loudness = (velocity / 127) ** 1.5;
  if (sound.tone) addFallingTone(out, sound.tone, loudness);
  if (sound.noise) addNoiseBand(out, sound.noise, loudness, strikes, seed);
  return out;
}

function addFallingTone(out: Float32Array, tone: NonNullable<DrumSound['tone']>, loudness: number): void {
  const [from, to, fall, decay, level] = tone;
  let phase = 0;
  for (let i = 0; i < out.length; i++) {
    const t = i / SAMPLE_RATE;
    phase += (to + (from - to) * Math.exp(-t / fall)) / SAMPLE_RATE;
    out[i] = (out[i] ?? 0) + level * loudness * Math.exp(-t / decay) * Math.sin(2 * Math.PI * phase);
  }
}

function addNoiseBand(
  out: Float32Array,
  [low, high, decay, level]: NonNullable<DrumSound['noise']>,
  loudness: number,
  strikes: number,
  seed: number,
): void {
  const random = new Random(seed);
  const [a, b] = [onePole(high), onePole(low)];
  let top = 0;
  let bottom = 0;
  for (let i = 0; i < out.length; i++) {
    top += a * (random.range(-1, 1) - top);
    bottom += b * (top - bottom);
    const t = i / SAMPLE_RATE;
    const strike = Math.min(strikes - 1, Math.floor(t / STRIKE_APART_SEC));
    const since = t - strike * STRIKE_APART_SEC;
    const fade = strike < strikes - 1 ? Math.exp(-since / 0.004) : Math.exp(-since / decay);
    out[i] = (out[i] ?? 0) + level * loudness * fade * (top - bottom) * 2;
  }
}

/** The coefficient of a one-pole low-pass with its corner at `hertz`. */
export function onePole(hertz: number): number {
  return 1 - Math.exp((-2 * Math.PI * hertz) / SAMPLE_RATE);
}
