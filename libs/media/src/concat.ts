import { rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MediaError } from './errors.js';
import { BITEXACT, fileSource, runFfmpeg } from './ffmpeg.js';
import { AAC } from './loudness.js';
import { probe, type Probe } from './probe.js';
import { h264Options, rateText, type VideoQuality } from './video.js';

export type Transition = 'cut' | 'crossfade' | 'fade_black';

export interface Concat {
  /** At least one, in order. */
  videos: readonly string[];
  /** Default `cut`. */
  transition?: Transition;
  /** Seconds two videos overlap, at most half of the shorter one; default 0.5. */
  transitionSec?: number;
  /** Pixels, default those of the first video; what has another shape is fitted in with black borders. */
  width?: number;
  height?: number;
  /** Frames per second, default that of the first video. */
  fps?: number;
  /** Default `standard`. */
  quality?: VideoQuality;
  /** The .mp4 to write. */
  output: string;
  signal?: AbortSignal;
  /** Called with 0…1. */
  onProgress?: (fraction: number) => void;
}

/**
 * Joins videos into one. Equal silent ones are joined at cuts without encoding them again. When some have sound the
 * others get silence.
 * @throws MediaError
 */
export async function concatVideos(job: Concat): Promise<void> {
  const clips: Probe[] = [];
  for (const path of job.videos) {
    const clip = await probe(path, job.signal);
    if (!clip.hasVideo || clip.durationSec <= 0) throw new MediaError('failed', `${path} has no picture.`);
    clips.push(clip);
  }
  const [first] = clips;
  if (!first) throw new MediaError('failed', 'There are no videos to join.');
  const even = (pixels: number) => Math.max(2, Math.ceil(pixels / 2) * 2);
  const plan: ConcatPlan = {
    clips: clips.map(({ durationSec, hasAudio }) => ({ durationSec, hasAudio })),
    width: even(job.width ?? first.width),
    height: even(job.height ?? first.height),
    fps: job.fps ?? first.fps,
    transition: job.transition ?? 'cut',
    transitionSec: job.transitionSec ?? 0.5,
  };
  const copyable =
    plan.transition === 'cut' &&
    clips.every((clip) => !clip.hasAudio && clip.videoKey === first.videoKey && fits(clip, plan));
  await (copyable ? joinCopies(job) : joinEncoded(job, plan));
  job.onProgress?.(1);
}

function fits(clip: Probe, plan: ConcatPlan): boolean {
  const { width, height, fps } = clip;
  const playable = clip.videoCodec === 'h264' && clip.pixelFormat === 'yuv420p';
  return playable && width === plan.width && height === plan.height && Math.abs(fps - plan.fps) < 0.001;
}

async function joinCopies(job: Concat): Promise<void> {
  const list = `${job.output}.txt`;
  const quoted = (path: string) => `'${resolve(path).replaceAll("'", "'\\''")}'`;
  await writeFile(list, ['ffconcat version 1.0', ...job.videos.map((path) => `file ${quoted(path)}`), ''].join('\n'));
  try {
    await runFfmpeg(
      {
        inputs: [{ source: fileSource(list), options: ['-f', 'concat', '-safe', '0'] }],
        output: job.output,
        outputOptions: ['-map', '0:v:0', '-c:v', 'copy', '-movflags', '+faststart', ...BITEXACT],
      },
      { ...(job.signal && { signal: job.signal }) },
    );
  } finally {
    await rm(list, { force: true });
  }
}

async function joinEncoded(job: Concat, plan: ConcatPlan): Promise<void> {
  const { graph, durationSec, hasAudio } = concatGraph(plan);
  const { onProgress, signal } = job;
  await runFfmpeg(
    {
      // One decoding thread each, as a long film opens them all at once.
      inputs: job.videos.map((path) => ({ source: fileSource(path), options: ['-threads', '1'] })),
      graph,
      output: job.output,
      outputOptions: [
        ...['-map', '[v]', ...(hasAudio ? ['-map', '[a]', ...AAC] : [])],
        ...h264Options(plan.fps, job.quality ?? 'standard'),
      ],
    },
    {
      ...(signal && { signal }),
      ...(onProgress && { onProgress: (sec) => onProgress(Math.min(1, sec / durationSec)) }),
    },
  );
}

interface ConcatPlan {
  clips: readonly { durationSec: number; hasAudio: boolean }[];
  width: number;
  height: number;
  fps: number;
  transition: Transition;
  transitionSec: number;
}

/** The filter graph that conforms inputs 0…n-1 and joins them into `[v]` and, when any has sound, `[a]`. */
function concatGraph(plan: ConcatPlan): { graph: string; durationSec: number; hasAudio: boolean } {
  const frames = plan.clips.map(({ durationSec }) => Math.max(1, Math.round(durationSec * plan.fps)));
  const hasAudio = plan.clips.some((clip) => clip.hasAudio);
  const chains = frames.flatMap((count, i) => [
    conformPicture(plan, i, count),
    ...(hasAudio ? [conformSound(plan, i, count)] : []),
  ]);
  const overlaps = plan.transition === 'cut' ? [] : overlapFrames(plan, frames);
  const total = frames.reduce((a, b) => a + b, 0) - overlaps.reduce((a, b) => a + b, 0);
  const joined =
    overlaps.length > 0 ? joinOverlapping(plan, frames, overlaps, hasAudio) : joinCuts(frames.length, hasAudio);
  return { graph: [...chains, ...joined].join(';'), durationSec: total / plan.fps, hasAudio };
}

function conformPicture({ width, height, fps }: ConcatPlan, i: number, frames: number): string {
  const size = `${width}:${height}`;
  return (
    `[${i}:v:0]setpts=PTS-STARTPTS,fps=${rateText(fps)},` +
    `scale=${size}:force_original_aspect_ratio=decrease:flags=lanczos+accurate_rnd+bitexact,` +
    // A clip that ends a moment early holds its last frame, so that picture and sound keep one length.
    `pad=${size}:-1:-1,setsar=1,format=yuv420p,tpad=stop_mode=clone:stop_duration=2,trim=end_frame=${frames}[v${i}]`
  );
}

function conformSound({ clips, fps }: ConcatPlan, i: number, frames: number): string {
  const end = (frames / fps).toFixed(6);
  if (!clips[i]?.hasAudio) return `anullsrc=r=48000:cl=stereo,aformat=sample_fmts=fltp,atrim=end=${end}[a${i}]`;
  return (
    `[${i}:a:0]asetpts=PTS-STARTPTS,aresample=48000,aformat=sample_fmts=fltp:channel_layouts=stereo,` +
    `apad,atrim=end=${end}[a${i}]`
  );
}

function joinCuts(count: number, hasAudio: boolean): string[] {
  const pads = Array.from({ length: count }, (_, i) => `[v${i}]${hasAudio ? `[a${i}]` : ''}`).join('');
  return [`${pads}concat=n=${count}:v=1:a=${hasAudio ? 1 : 0}[v]${hasAudio ? '[a]' : ''}`];
}

/** How many frames each clip shares with the next: never more than half of either, never less than one. */
function overlapFrames({ transitionSec, fps }: ConcatPlan, frames: readonly number[]): number[] {
  const wanted = Math.round(transitionSec * fps);
  return frames
    .slice(1)
    .map((next, i) => Math.max(1, Math.min(wanted, Math.floor(Math.min(next, frames[i] ?? 0) / 2))));
}

const XFADE: Record<Exclude<Transition, 'cut'>, string> = { crossfade: 'fade', fade_black: 'fadeblack' };

function joinOverlapping(
  plan: ConcatPlan,
  frames: readonly number[],
  overlaps: readonly number[],
  hasAudio: boolean,
): string[] {
  const kind = XFADE[plan.transition === 'fade_black' ? 'fade_black' : 'crossfade'];
  const time = (count: number) => (count / plan.fps).toFixed(6);
  const chains: string[] = [];
  let length = frames[0] ?? 0;
  overlaps.forEach((overlap, i) => {
    const last = i === overlaps.length - 1;
    const [from, to] = [i === 0 ? '0' : `x${i}`, last ? '' : `x${i + 1}`];
    const offset = length - overlap;
    chains.push(
      `[v${from}][v${i + 1}]xfade=transition=${kind}:duration=${time(overlap)}:offset=${time(offset)}[v${to}]`,
    );
    if (hasAudio) chains.push(`[a${from}][a${i + 1}]acrossfade=d=${time(overlap)}:c1=tri:c2=tri[a${to}]`);
    length = offset + (frames[i + 1] ?? 0);
  });
  return chains;
}
