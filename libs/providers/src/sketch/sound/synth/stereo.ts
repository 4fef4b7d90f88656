import { open } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';

export const SAMPLE_RATE = 48000;

/** Two channels of the same length, full scale ±1; louder is allowed until it is levelled. */
export interface Stereo {
  left: Float32Array;
  right: Float32Array;
}

export function silence(seconds: number): Stereo {
  const samples = Math.ceil(seconds * SAMPLE_RATE);
  return { left: new Float32Array(samples), right: new Float32Array(samples) };
}

/** How long a stretch of computing may be before other work gets its turn. */
const TURN_MS = 15;

/** Hands the thread over when it has been held for long; throws the signal's reason once it is aborted. */
export function breather(signal: AbortSignal): () => Promise<void> {
  let since = performance.now();
  return async () => {
    signal.throwIfAborted();
    if (performance.now() - since < TURN_MS) return;
    await nextTurn();
    since = performance.now();
  };
}

const HEADER_BYTES = 44;
const FRAME_BYTES = 8;
const FLOAT_FORMAT = 3;

/** Writes a 32-bit float WAV. */
export async function writeWav(path: string, { left, right }: Stereo, breathe: () => Promise<void>): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.write(wavHeader(left.length));
    for (let from = 0; from < left.length; from += SAMPLE_RATE) {
      const count = Math.min(SAMPLE_RATE, left.length - from);
      const block = new Float32Array(count * 2);
      for (let i = 0; i < count; i++) {
        block[i * 2] = left[from + i] ?? 0;
        block[i * 2 + 1] = right[from + i] ?? 0;
      }
      await file.write(new Uint8Array(block.buffer));
      await breathe();
    }
  } finally {
    await file.close();
  }
}

function wavHeader(frames: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const dataBytes = frames * FRAME_BYTES;
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(FLOAT_FORMAT, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * FRAME_BYTES, 28);
  header.writeUInt16LE(FRAME_BYTES, 32);
  header.writeUInt16LE(32, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
