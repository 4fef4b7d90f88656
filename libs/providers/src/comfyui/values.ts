import { PipelineFailure } from '#pipeline';
import type { Work } from '../port.js';
import type { Manifest } from './manifest.js';
import type { ValueName } from './value-names.js';

export type Values = Record<ValueName, string | number>;

/** The picture, video or sound that the work starts from. */
export interface Source {
  width?: number | undefined;
  height?: number | undefined;
  durationSec?: number | undefined;
  fps?: number | undefined;
}

interface Size {
  width: number;
  height: number;
}

const STYLE_WORDS: Record<string, string> = {
  realistic: 'photorealistic, natural light',
  anime: 'anime style',
  comic: 'comic book style, inked lines',
  '3d_render': '3D render',
  cartoon: 'cartoon style',
  watercolour: 'watercolour painting',
  noir: 'film noir, black and white, high contrast',
};

const NEGATIVE = 'low quality, blurry, distorted, watermark, text';
const MOST_FPS = 120;
const DEFAULT_SIZE: Size = { width: 1280, height: 720 };
/** The range of gradients of an eight-bit picture, as the step type counts them. */
const GRADIENTS = 255;
const UNION_TYPES: Record<string, string> = { depth: 'depth', openpose: 'openpose' };
const EDGES = 'canny/lineart/anime_lineart/mlsd';

/** What goes into the nodes for this work. Sizes are in pixels. */
export function valuesOf(work: Work, manifest: Manifest, requestId: string, source: Source = {}): Values {
  const size = wantedSize(work, sizeOf(source));
  const drawn = drawnSize(size, manifest);
  const seconds = number(work, 'duration') ?? source.durationSec ?? 5;
  const bpm = Math.round(number(work, 'tempo') ?? 120);
  return {
    prompt: words([work.config.motion_prompt, work.config.prompt, STYLE_WORDS[text(work, 'style')]]),
    negative_prompt: text(work, 'negative_prompt') || NEGATIVE,
    seed: work.seed,
    seed_31_bits: work.seed >>> 1,
    liveliness: 0.5 + (number(work, 'liveliness') ?? 0.5),
    steps: manifest.steps?.[quality(work)] ?? 20,
    strength: number(work, 'strength') ?? 1,
    strength_2: number(work, 'strength_2') ?? 1,
    strength_3: number(work, 'strength_3') ?? 1,
    ...size,
    latent_width: drawn.width,
    latent_height: drawn.height,
    frames: frameCount(seconds, manifest),
    source_frames: sourceFrames(source, manifest),
    multiplier: number(work, 'multiplier') ?? 1,
    fps: Math.min(MOST_FPS, (source.fps ?? 24) * (number(work, 'multiplier') ?? 1)),
    seconds,
    latent_seconds: Math.max(1, seconds),
    tags: words([
      work.config.style,
      work.config.mood,
      work.config.scene,
      work.config.tempo && `${bpm} bpm`,
      'instrumental',
    ]),
    bpm,
    canny_low: fraction(number(work, 'low') ?? 100),
    canny_high: fraction(number(work, 'high') ?? 200),
    union_type: UNION_TYPES[text(work, 'control_kind')] ?? EDGES,
    union_type_2: UNION_TYPES[text(work, 'control_kind_2')] ?? EDGES,
    union_type_3: UNION_TYPES[text(work, 'control_kind_3')] ?? EDGES,
    control_side: Math.min(1024, Math.max(512, Math.floor(Math.min(size.width, size.height) / 64) * 64)),
    prefix: `reelwright/${requestId}`,
  };
}

const text = (work: Work, field: string) => (typeof work.config[field] === 'string' ? work.config[field] : '');
const number = (work: Work, field: string) => (typeof work.config[field] === 'number' ? work.config[field] : undefined);
const words = (parts: unknown[]) => parts.filter((part) => typeof part === 'string' && part !== '').join(', ');
const fraction = (gradient: number) => Math.min(0.99, Math.max(0.01, gradient / GRADIENTS));

function quality(work: Work): 'draft' | 'standard' | 'high' {
  const { quality } = work.config;
  return quality === 'draft' || quality === 'high' ? quality : 'standard';
}

function wantedSize(work: Work, input: Size = DEFAULT_SIZE): Size {
  const scale = number(work, 'scale') ?? 1;
  const [width, height] = [number(work, 'width'), number(work, 'height')];
  // One side alone keeps the proportions.
  const across = width ?? (height === undefined ? input.width * scale : (height * input.width) / input.height);
  const down = height ?? (width === undefined ? input.height * scale : (width * input.height) / input.width);
  return { width: Math.max(2, Math.round(across)), height: Math.max(2, Math.round(down)) };
}

/** The size the model draws at: within its bounds, sides in its steps and never smaller by rounding. */
function drawnSize({ width, height }: Size, { size }: Manifest): Size {
  const { multiple = 8, least = 0, most = Infinity } = size ?? {};
  const area = width * height;
  const factor = Math.sqrt(Math.min(most, Math.max(least, area)) / area);
  const side = (pixels: number) => Math.max(64, Math.ceil((pixels * factor - 1e-6) / multiple) * multiple);
  return { width: side(width), height: side(height) };
}

function frameCount(seconds: number, { frames }: Manifest): number {
  if (!frames) return 1;
  const wanted = Math.round(seconds * frames.fps);
  return Math.min(frames.most, Math.max(1, Math.ceil(wanted / frames.every)) * frames.every + 1);
}

/** As many frames of a video as the model can take in one go: whole steps of it, and one more. */
function sourceFrames(source: Source, { frames }: Manifest): number {
  if (!frames) return 1;
  const there = framesOf(source);
  return Math.min(frames.most, Math.floor(Math.max(0, there - 1) / frames.every) * frames.every + 1);
}

const framesOf = ({ durationSec = 5, fps = 24 }: Source) => Math.max(1, Math.round(durationSec * fps));

/**
 * What is given decides how long the result is, unless the step says so itself.
 * @throws PipelineFailure `invalid_input` where that is longer than the model can do
 */
export function checkLength(work: Work, { frames, set, title }: Manifest, source: Source): void {
  if (!frames || source.durationSec === undefined || work.config.duration !== undefined) return;
  const fps = Object.values(set).includes('source_frames') ? (source.fps ?? 24) : frames.fps;
  // As the last step of frames may be short, what is a step too long still fits.
  if (source.durationSec * fps < frames.most + frames.every) return;
  const most = Math.floor((frames.most / fps) * 10) / 10;
  const words = `${work.step}: what was given is ${source.durationSec.toFixed(1)} s long; ${title} takes ${most} s at most`;
  throw new PipelineFailure('invalid_input', words);
}

const sizeOf = ({ width, height }: Source): Size | undefined =>
  width === undefined || height === undefined ? undefined : { width, height };
