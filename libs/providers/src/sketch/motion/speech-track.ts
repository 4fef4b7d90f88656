import { fork } from '../common/random.js';

/** What a speaker does, frame by frame. */
export interface SpeechTrack {
  frames: number;
  /** How far the mouth is open, 0 to 1. */
  open: Float32Array;
  /** From a round mouth, 0, to a broad one, 1. */
  wide: Float32Array;
  /** Eyes: 0 open, 1 closed. */
  blink: Float32Array;
  /** The head leans, -1 to 1. */
  lean: Float32Array;
  /** The head goes up and down, -1 to 1. */
  nod: Float32Array;
}

export interface SpeechRequest {
  /** One channel, -1…1. */
  samples: Float32Array;
  sampleRate: number;
  fps: number;
  seed: number;
  /** How much the head moves, 0 to 1. */
  liveliness: number;
}

/** Quieter than this is no speech, whatever comes with it. */
const SILENCE = 0.004;
/** Of the frame before, so that a mouth neither snaps open nor shut. */
const OPENING = 0.25;
const CLOSING = 0.55;

/** Reads mouth and head from the sound: loudness opens, hissing sounds broaden, stress moves the head. */
export function speechTrack(request: SpeechRequest): SpeechTrack {
  const { samples, sampleRate, fps } = request;
  const frames = Math.max(1, Math.round((samples.length / sampleRate) * fps));
  const { loud, sharp } = measure(samples, sampleRate / fps, frames);
  const full = Math.max(SILENCE * 4, loud.toSorted()[Math.floor(frames * 0.93)]!);
  const open = new Float32Array(frames);
  const wide = new Float32Array(frames);
  for (let i = 0; i < frames; i++) {
    const heard = loud[i]! < SILENCE ? 0 : Math.min(1, (loud[i]! / full) ** 0.7);
    // Hissing needs no open mouth.
    const wanted = heard * (1 - 0.65 * Math.max(0, sharp[i]! - 0.35));
    const before = i > 0 ? open[i - 1]! : 0;
    open[i] = wanted + (before - wanted) * (wanted > before ? OPENING : CLOSING);
    const broad = Math.min(1, 0.25 + sharp[i]! * 1.6);
    wide[i] = i > 0 ? wide[i - 1]! * 0.6 + broad * 0.4 : broad;
  }
  return { frames, open, wide, blink: blinks(request, frames), ...headOf(request, open, frames) };
}

/** By frame the loudness, and how much of it is high: a share of sign changes. */
function measure(samples: Float32Array, perFrame: number, frames: number) {
  const loud = new Float32Array(frames);
  const sharp = new Float32Array(frames);
  for (let i = 0; i < frames; i++) {
    const [from, to] = [Math.floor(i * perFrame), Math.min(samples.length, Math.floor((i + 1) * perFrame))];
    let sum = 0;
    let turns = 0;
    for (let k = from; k < to; k++) {
      sum += samples[k]! ** 2;
      if (k > from && samples[k]! >= 0 !== samples[k - 1]! >= 0) turns++;
    }
    const count = Math.max(1, to - from);
    loud[i] = Math.sqrt(sum / count);
    sharp[i] = Math.min(1, (turns / count) * 3);
  }
  return { loud, sharp };
}

const BLINK_SECONDS = 0.2;

function blinks({ fps, seed }: SpeechRequest, frames: number): Float32Array {
  const blink = new Float32Array(frames);
  const random = fork(seed, 'blink');
  for (let at = random.range(0.8, 2.5); at < frames / fps; at += random.range(1.8, 4.6)) {
    for (let i = Math.floor(at * fps); i < Math.min(frames, (at + BLINK_SECONDS) * fps); i++)
      blink[i] = Math.sin((Math.PI * (i / fps - at)) / BLINK_SECONDS) ** 0.7 || 0;
  }
  return blink;
}

/** A slow sway of its own, and a push with each stress; at rest where nobody speaks. */
function headOf({ fps, seed, liveliness }: SpeechRequest, open: Float32Array, frames: number) {
  const random = fork(seed, 'head');
  const [slow, slower, phase] = [random.range(0.19, 0.27), random.range(0.07, 0.11), random.range(0, 6)];
  const lean = new Float32Array(frames);
  const nod = new Float32Array(frames);
  let stress = 0;
  for (let i = 0; i < frames; i++) {
    const t = i / fps;
    stress += (open[i]! - stress) * Math.min(1, 5 / fps);
    const sway = 0.55 * Math.sin(6.283 * slow * t + phase) + 0.45 * Math.sin(6.283 * slower * t + 2 * phase);
    // Begins and ends as the picture is.
    const settle = Math.min(1, t * 1.6, ((frames - 1 - i) / fps) * 1.6);
    lean[i] = sway * settle * (0.35 + 0.65 * stress) * 2 * liveliness;
    nod[i] = (stress - 0.25 * Math.sin(6.283 * 0.31 * t)) * settle * 2 * liveliness;
  }
  return { lean: lean.map(clamp), nod: nod.map(clamp) };
}

const clamp = (value: number) => Math.max(-1, Math.min(1, value));
