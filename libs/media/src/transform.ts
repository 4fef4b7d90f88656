import { fileSource, runFfmpeg } from './ffmpeg.js';
import { AAC } from './loudness.js';
import { probe } from './probe.js';
import { MediaError } from './errors.js';
import { evenFilters, h264Options, rateText } from './video.js';
import type { VideoQuality } from './video.js';

export interface TransformVideo {
  video: string;
  /** ffmpeg filters, applied one after the other to the picture. */
  filters: readonly string[];
  /** What the filters make of it; default as it was. Sizes in pixels. */
  width?: number;
  height?: number;
  fps?: number;
  /** Cut after so many frames. */
  frames?: number;
  quality: VideoQuality;
  /** The .mp4 to write. */
  output: string;
  signal?: AbortSignal;
  /** Called with 0…1. */
  onProgress?: (fraction: number) => void;
}

/**
 * Changes the picture of a video and keeps its sound and its length; the same video gives the same bytes on the same
 * machine.
 * @throws MediaError, also for a file without a picture
 */
export async function transformVideo(job: TransformVideo): Promise<void> {
  const { video, signal, onProgress } = job;
  const source = await probe(video, signal);
  if (!source.hasVideo) throw new MediaError('failed', `${video} has no picture.`);
  const { width = source.width, height = source.height, fps = source.fps } = job;
  const filters = [...job.filters, ...evenFilters(width, height), 'format=yuv420p'];
  await runFfmpeg(
    {
      inputs: [{ source: fileSource(video) }],
      output: job.output,
      outputOptions: [
        ...['-map', '0:v:0', '-vf', filters.join(','), '-r', rateText(fps), ...h264Options(fps, job.quality)],
        ...(job.frames === undefined ? [] : ['-frames:v', String(job.frames)]),
        ...(source.hasAudio ? ['-map', '0:a:0', ...AAC] : []),
      ],
    },
    {
      ...(signal && { signal }),
      onProgress: (seconds) => onProgress?.(Math.min(1, seconds / Math.max(0.01, source.durationSec))),
    },
  );
}

/** A path inside a filter graph, whatever characters it has. */
export function filterPath(path: string): string {
  const option = path.replace(/[\\':]/g, (char) => `\\${char}`);
  return option.replace(/[\\'[\],;]/g, (char) => `\\${char}`);
}
