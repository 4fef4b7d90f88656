import { hashText, Random } from '../../common/random.js';
import type { Ambience } from '../music/reading.js';
import { SAMPLE_RATE, silence, type Stereo } from './stereo.js';
import { onePole } from './voice.js';

/** Noise between two corners, their height moved by a swell of 0…1. */
interface Band {
  /** Hertz at the trough and the crest of the swell. */
  low: readonly [number, number];
  high: readonly [number, number];
  /** Level at the trough and at the crest. */
  level: readonly [number, number];
}

/** Short bursts scattered at random: drops, crackles. */
interface Grains {
  perSecond: number;
  /** Seconds a burst dies away in, shortest and longest. */
  decay: readonly [number, number];
  /** Hertz below which a burst is cut. */
  low: number;
  level: number;
}

interface Bed {
  bands: readonly Band[];
  /** Seconds between crests, shortest and longest. */
  swell: readonly [number, number];
  /** How steep the crests are: 1 round, more for waves that break. */
  steep: number;
  grains?: Grains;
}

const BEDS: Record<Ambience, Bed> = {
  wind: {
    bands: [
      { low: [120, 260], high: [320, 900], level: [0.25, 1] },
      { low: [900, 1400], high: [1600, 2600], level: [0.02, 0.16] },
    ],
    ...{ swell: [3, 6], steep: 1.4 },
  },
  rain: {
    bands: [
      { low: [1800, 1800], high: [9000, 9500], level: [0.45, 0.6] },
      { low: [200, 200], high: [900, 900], level: [0.25, 0.3] },
    ],
    ...{ swell: [4, 9], steep: 1 },
    grains: { perSecond: 45, decay: [0.002, 0.012], low: 1800, level: 0.5 },
  },
  sea: {
    bands: [
      { low: [60, 90], high: [260, 700], level: [0.3, 0.9] },
      { low: [500, 900], high: [2500, 6500], level: [0.05, 0.6] },
    ],
    ...{ swell: [5, 8], steep: 2.4 },
  },
  city: {
    bands: [
      { low: [40, 40], high: [180, 260], level: [0.8, 1] },
      { low: [300, 500], high: [900, 1600], level: [0.06, 0.3] },
    ],
    ...{ swell: [3, 7], steep: 2 },
  },
  fire: {
    bands: [
      { low: [50, 60], high: [240, 420], level: [0.4, 0.6] },
      { low: [1200, 1200], high: [4000, 5000], level: [0.04, 0.08] },
    ],
    ...{ swell: [0.8, 2.2], steep: 1 },
    grains: { perSecond: 9, decay: [0.003, 0.03], low: 1000, level: 1.6 },
  },
};

/** A bed of sound by name, stereo; its level is for the mixer to set. */
export async function renderAmbience(
  name: Ambience,
  seconds: number,
  seed: number,
  breathe: () => Promise<void>,
): Promise<Stereo> {
  const out = silence(seconds);
  const swell = makeSwell(BEDS[name], seconds, new Random(seed ^ hashText(name)));
  for (const [channel, samples] of [out.left, out.right].entries()) {
    for (const [i, band] of BEDS[name].bands.entries()) {
      // Channels have noise of their own but one swell, a moment later on the right.
      await addBand(samples, band, (t) => swell(t - channel * 0.15), new Random(seed + channel * 97 + i * 31), breathe);
    }
  }
  const grains = BEDS[name].grains;
  if (grains) await addGrains(out, grains, new Random(seed + 7), breathe);
  return out;
}

function makeSwell({ swell, steep }: Bed, seconds: number, random: Random): (sec: number) => number {
  const crests: number[] = [-random.range(0, swell[0])];
  while ((crests.at(-1) ?? 0) < seconds + swell[1]) crests.push((crests.at(-1) ?? 0) + random.range(...swell));
  let at = 0;
  return (sec) => {
    while (at > 0 && (crests[at] ?? 0) > sec) at -= 1;
    while ((crests[at + 1] ?? Infinity) <= sec) at += 1;
    const [from = 0, to = 1] = [crests[at], crests[at + 1]];
    const phase = Math.max(0, Math.min(1, (sec - from) / (to - from)));
    return (0.5 + 0.5 * Math.cos(2 * Math.PI * phase)) ** steep;
  };
}

const CONTROL = 256;

async function addBand(
  out: Float32Array,
  band: Band,
  swell: (sec: number) => number,
  random: Random,
  breathe: () => Promise<void>,
): Promise<void> {
  const between = ([trough, crest]: readonly [number, number], at: number) => trough + (crest - trough) * at;
  let top = 0;
  let smooth = 0;
  let bottom = 0;
  for (let from = 0; from < out.length; from += CONTROL) {
    const at = swell(from / SAMPLE_RATE);
    const [a, b] = [onePole(between(band.high, at)), onePole(between(band.low, at))];
    const level = between(band.level, at);
    const to = Math.min(out.length, from + CONTROL);
    for (let i = from; i < to; i++) {
      top += a * (random.range(-1, 1) - top);
      smooth += a * (top - smooth);
      bottom += b * (smooth - bottom);
      out[i] = (out[i] ?? 0) + level * (smooth - bottom);
    }
    if (from % (CONTROL * 64) === 0) await breathe();
  }
}

async function addGrains(
  { left, right }: Stereo,
  grains: Grains,
  random: Random,
  breathe: () => Promise<void>,
): Promise<void> {
  const count = Math.round((left.length / SAMPLE_RATE) * grains.perSecond);
  const coefficient = onePole(grains.low);
  for (let n = 0; n < count; n++) {
    const at = random.int(0, left.length - 1);
    const decay = random.range(...grains.decay);
    const level = grains.level * random.next() ** 3;
    const pan = random.next();
    const length = Math.min(left.length - at, Math.round(decay * 5 * SAMPLE_RATE));
    let low = 0;
    for (let i = 0; i < length; i++) {
      const noise = random.range(-1, 1);
      low += coefficient * (noise - low);
      const sample = level * Math.exp(-i / (decay * SAMPLE_RATE)) * (noise - low);
      left[at + i] = (left[at + i] ?? 0) + sample * (1 - pan);
      right[at + i] = (right[at + i] ?? 0) + sample * pan;
    }
    await breathe();
  }
}
