import { fileSource, runFfmpeg } from './ffmpeg.js';
import { readFile, rm } from 'node:fs/promises';

/**
 * The first sound track as one channel of samples, -1…1.
 * @param scratch a path that may be written; removed again
 * @throws MediaError when there is no sound
 */
export async function readSamples(
  path: string,
  sampleRate: number,
  scratch: string,
  signal?: AbortSignal,
): Promise<Float32Array> {
  try {
    await runFfmpeg(
      {
        inputs: [{ source: fileSource(path) }],
        output: scratch,
        outputOptions: ['-map', '0:a:0', '-ac', '1', '-ar', String(sampleRate), '-f', 'f32le'],
      },
      { ...(signal && { signal }) },
    );
    const bytes = await readFile(scratch);
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
  } finally {
    await rm(scratch, { force: true });
  }
}
