import type { Work } from '../port.js';
import type { Manifest } from './manifest.js';
import type { ValueName } from './value-names.js';

export type Values = Record<ValueName, string | number>;

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
const DEFAULT_SIZE: Size = { width: 1280, height: 720 };
/** The range of gradients of an eight-bit picture, as the step type counts them. */
const GRADIENTS = 255;
const UNION_TYPES: Record<string, string> = { depth: 'depth' };
const EDGES = 'canny/lineart/anime_lineart/mlsd';

/** What goes into the nodes for this work. `input` is the size of the picture it starts from, in pixels. */
export function valuesOf(work: Work, manifest: Manifest, requestId: string, input?: Size): Values {
  const size = wantedSize(work, input);
  const drawn = drawnSize(size, manifest);
  const seconds = number(work, 'duration') ?? 5;
  const bpm = Math.round(number(work, 'tempo') ?? 120);
  return {
    prompt: words([work.config.motion_prompt, work.config.prompt, STYLE_WORDS[text(work, 'style')]]),
    negative_prompt: text(work, 'negative_prompt') || NEGATIVE,
    seed: work.seed,
    steps: manifest.steps?.[quality(work)] ?? 20,
    strength: number(work, 'strength') ?? 1,
    ...size,
    latent_width: drawn.width,
    latent_height: drawn.height,
    frames: frameCount(work, manifest),
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

function frameCount(work: Work, { frames }: Manifest): number {
  if (!frames) return 1;
  const wanted = Math.round((number(work, 'duration') ?? 5) * frames.fps);
  return Math.min(frames.most, Math.max(1, Math.ceil(wanted / frames.every)) * frames.every + 1);
}
