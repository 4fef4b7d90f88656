import { SAMPLE_RATE, type Stereo } from './stereo.js';

/** Delays in samples at 44.1 kHz of Schroeder's and Moorer's reverberator, as tuned in Freeverb. */
const COMBS = [1116, 1188, 1277, 1356, 1422, 1491, 1557, 1617];
const ALLPASSES = [556, 441, 341, 225];
const SPREAD = 23;
const SCALE = SAMPLE_RATE / 44100;
const INPUT_GAIN = 0.03;

type Filter = (input: number) => number;

function comb(samples: number, feedback: number, damping: number): Filter {
  const line = new Float32Array(samples);
  let at = 0;
  let soft = 0;
  return (input) => {
    const out = line[at] ?? 0;
    soft = out * (1 - damping) + soft * damping;
    line[at] = input + soft * feedback;
    at = at + 1 === samples ? 0 : at + 1;
    return out;
  };
}

function allpass(samples: number): Filter {
  const line = new Float32Array(samples);
  let at = 0;
  return (input) => {
    const delayed = line[at] ?? 0;
    line[at] = input + delayed * 0.5;
    at = at + 1 === samples ? 0 : at + 1;
    return delayed - input;
  };
}

function channel(room: number, offset: number): Filter {
  const size = (samples: number) => Math.round((samples + offset) * SCALE);
  const combs = COMBS.map((samples) => comb(size(samples), 0.7 + 0.27 * room, 0.25));
  const allpasses = ALLPASSES.map((samples) => allpass(size(samples)));
  return (input) => {
    let sum = 0;
    for (const filter of combs) sum += filter(input);
    for (const filter of allpasses) sum = filter(sum);
    return sum;
  };
}

/** Adds the room's answer to `send` onto `out`, a second at a time. */
export async function addReverb(
  out: Stereo,
  send: Float32Array,
  room: number,
  level: number,
  breathe: () => Promise<void>,
): Promise<void> {
  const left = channel(room, 0);
  const right = channel(room, SPREAD);
  const wet = level * 3;
  for (let from = 0; from < send.length; from += SAMPLE_RATE / 4) {
    const to = Math.min(send.length, from + SAMPLE_RATE / 4);
    for (let i = from; i < to; i++) {
      const input = (send[i] ?? 0) * INPUT_GAIN;
      out.left[i] = (out.left[i] ?? 0) + wet * left(input);
      out.right[i] = (out.right[i] ?? 0) + wet * right(input);
    }
    await breathe();
  }
}
