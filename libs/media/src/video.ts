import { access } from 'node:fs/promises';
import { BITEXACT, fileSource, runFfmpeg } from './ffmpeg.js';
import { MediaError } from './errors.js';

export type VideoQuality = 'draft' | 'standard' | 'high';

const ENCODER: Record<VideoQuality, { preset: string; crf: number }> = {
  draft: { preset: 'veryfast', crf: 26 },
  standard: { preset: 'faster', crf: 20 },
  high: { preset: 'slow', crf: 16 },
};

/** A fixed number, as the encoder's bytes depend on it. */
const ENCODER_THREADS = 4;

/** Rates that are fractions by definition; a decimal would drift against the sound. */
const FRACTIONAL_RATES: Record<string, string> = {
  '23.976': '24000/1001',
  '29.97': '30000/1001',
  '59.94': '60000/1001',
};

/** Frames per second as ffmpeg takes it without rounding. */
export function rateText(fps: number): string {
  return FRACTIONAL_RATES[fps.toFixed(3).replace(/0+$/, '')] ?? String(fps);
}

/** H.264, yuv420p, high profile, BT.709, constant rate, a key frame every two seconds, index first. */
export function h264Options(fps: number, quality: VideoQuality): string[] {
  const { preset, crf } = ENCODER[quality];
  return [
    ...['-c:v', 'libx264', '-preset', preset, '-crf', String(crf), '-profile:v', 'high', '-pix_fmt', 'yuv420p'],
    ...['-g', String(Math.max(1, Math.round(fps * 2))), '-threads', String(ENCODER_THREADS)],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...['-movflags', '+faststart', ...BITEXACT],
  ];
}

/** Even sides for yuv420p, by repeating the last row and column, so that no pixel is resampled or lost. */
export function evenFilters(width: number, height: number): string[] {
  const right = width % 2;
  const bottom = height % 2;
  if (!right && !bottom) return [];
  return [`pad=${width + right}:${height + bottom}:0:0`, `fillborders=right=${right}:bottom=${bottom}:mode=smear`];
}

const TO_BT709 = 'scale=in_range=pc:out_range=tv:out_color_matrix=bt709:flags=accurate_rnd+full_chroma_int+bitexact';

export interface EncodeVideo {
  /** Each exactly width × height × 3 (`rgb24`) or × 4 (`rgba`, alpha ignored) bytes; taken no faster than they are encoded. */
  frames: AsyncIterable<Uint8Array>;
  /** Pixels; odd sides grow by one in the file, as yuv420p needs even ones. */
  width: number;
  height: number;
  /** Frames per second; 23.976, 29.97 and 59.94 mean the NTSC fractions. */
  fps: number;
  pixelFormat: 'rgb24' | 'rgba';
  /** The .mp4 to write; removed again on failure or abort. */
  output: string;
  quality: VideoQuality;
  signal?: AbortSignal;
}

/**
 * Encodes raw frames as H.264 in MP4; the same frames give the same bytes on the same machine.
 * @returns how many frames went in
 * @throws MediaError, also when a frame has the wrong size; whatever `frames` throws
 */
export async function encodeVideo(job: EncodeVideo): Promise<{ frames: number; durationSec: number }> {
  const { width, height, fps, pixelFormat } = job;
  const size = width * height * (pixelFormat === 'rgba' ? 4 : 3);
  let count = 0;
  async function* checked(): AsyncGenerator<Uint8Array> {
    for await (const frame of job.frames) {
      if (frame.byteLength !== size) {
        throw new MediaError(
          'failed',
          `Frame ${count} has ${frame.byteLength} bytes; ${width}×${height} ${pixelFormat} needs ${size}.`,
        );
      }
      count += 1;
      yield frame;
    }
    if (count === 0) throw new MediaError('failed', 'There are no frames to encode.');
  }
  const raw = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    pixelFormat,
    '-video_size',
    `${width}x${height}`,
    '-framerate',
    rateText(fps),
  ];
  const filters = [TO_BT709, 'format=yuv444p', ...evenFilters(width, height), 'format=yuv420p'];
  await runFfmpeg(
    {
      inputs: [{ source: 'pipe:0', options: raw }],
      output: job.output,
      outputOptions: ['-vf', filters.join(','), ...h264Options(fps, job.quality)],
    },
    { stdin: checked(), ...(job.signal && { signal: job.signal }) },
  );
  return { frames: count, durationSec: count / fps };
}

/**
 * Writes one frame as a picture in the format its name ends in.
 * @param atSec seconds from the start; past the end gives the last frame
 * @throws MediaError
 */
export async function extractFrame(video: string, atSec: number, output: string, signal?: AbortSignal): Promise<void> {
  const run = (seek: string[], rest: string[]) =>
    runFfmpeg(
      {
        inputs: [{ source: fileSource(video), options: seek }],
        output,
        outputOptions: ['-map', '0:v:0', ...rest, '-update', '1', ...BITEXACT],
      },
      { ...(signal && { signal }) },
    );
  const written = () =>
    access(output).then(
      () => true,
      () => false,
    );
  await run(['-ss', Math.max(0, atSec).toFixed(6)], ['-frames:v', '1']);
  // ffmpeg writes nothing, and is content, when the time is past the last frame.
  if (!(await written())) await run(['-sseof', '-1'], []);
  if (!(await written())) throw new MediaError('failed', `${video} has no frame at ${atSec} s.`);
}
