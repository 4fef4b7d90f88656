import { hashText } from '../../common/random.js';
import type { Part, Score } from '../music/score.js';
import { addReverb } from './reverb.js';
import { SAMPLE_RATE, silence, type Stereo } from './stereo.js';
import { drumSound, timbreOf } from './timbres.js';
import { playDrum, playNote } from './voice.js';

const NOTE_GAIN = 0.3;
const DRUM_GAIN = 0.33;

/** Plays a score without any other program: oscillators, filters, noise and a reverb. Gives other work its turns. */
export async function renderScore(
  score: Score,
  seconds: number,
  [room, level]: readonly [number, number],
  breathe: () => Promise<void>,
): Promise<Stereo> {
  const out = silence(seconds);
  const send = new Float32Array(out.left.length);
  for (const part of score.parts) await renderPart(part, 60 / score.tempo, out, send, breathe);
  await addReverb(out, send, room, level, breathe);
  return out;
}

async function renderPart(
  part: Part,
  secondsPerBeat: number,
  out: Stereo,
  send: Float32Array,
  breathe: () => Promise<void>,
): Promise<void> {
  const { program, drums = false, volume = 100, pan = 64, reverb = 40 } = part.instrument;
  const timbre = timbreOf(program);
  const gain = (volume / 127) ** 2 * (drums ? DRUM_GAIN : NOTE_GAIN * (timbre.level ?? 1));
  const angle = (Math.min(127, pan) / 127) * (Math.PI / 2);
  const gains = { left: gain * Math.cos(angle), right: gain * Math.sin(angle), send: (gain * reverb) / 127 };
  const seed = hashText(part.name);
  for (const [i, note] of part.notes.entries()) {
    const samples = drums
      ? playDrum(drumSound(note.pitch), note.velocity, seed + i)
      : await playNote(timbre, note.pitch, note.length * secondsPerBeat, note.velocity, seed + i, breathe);
    mixIn(samples, Math.round(note.start * secondsPerBeat * SAMPLE_RATE), gains, out, send);
    await breathe();
  }
}

function mixIn(
  samples: Float32Array,
  at: number,
  gains: { left: number; right: number; send: number },
  { left, right }: Stereo,
  send: Float32Array,
): void {
  const count = Math.min(samples.length, left.length - at);
  for (let i = 0; i < count; i++) {
    const sample = samples[i] ?? 0;
    left[at + i] = (left[at + i] ?? 0) + sample * gains.left;
    right[at + i] = (right[at + i] ?? 0) + sample * gains.right;
    send[at + i] = (send[at + i] ?? 0) + sample * gains.send;
  }
}
