import { z } from 'zod';

/** Config fields that several step types share, so that they mean the same everywhere. */
export const QUALITIES = ['draft', 'standard', 'high'] as const;
export const STYLES = ['auto', 'realistic', 'anime', 'comic', '3d_render', 'cartoon', 'watercolour', 'noir'] as const;
export const ASPECTS = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9'] as const;
export const CONTROLS = ['canny', 'depth', 'lineart', 'openpose'] as const;

export const quality = z
  .enum(QUALITIES)
  .default('standard')
  .describe('draft is quick and small, high is slow and large');
export const style = z.enum(STYLES).default('auto').describe('How it is drawn; auto reads it from the prompt');
export const aspect = z.enum(ASPECTS).default('16:9').describe('Width to height');
export const prompt = z.string().max(20_000).describe('What to show');
export const seed = z
  .number()
  .int()
  .min(0)
  .max(0xffff_ffff)
  .optional()
  .describe("Fixes this step's seed; unset derives it from the pipeline's");
export const width = z.number().int().min(16).max(4096).optional().describe('Pixels; unset follows quality and aspect');
export const height = z
  .number()
  .int()
  .min(16)
  .max(4096)
  .optional()
  .describe('Pixels; unset follows quality and aspect');
export const durationSec = z.number().min(0.5).max(300).default(5).describe('Seconds');
export const fps = z.number().int().min(8).max(60).optional().describe('Frames per second; unset follows quality');

export const RESOLUTIONS = ['480p', '720p', '1080p'] as const;
export const model = z
  .string()
  .max(200)
  .optional()
  .describe('Which model runs it, by its name or a short one such as wan; the same as `model` of the step');
export const aspectRatio = z.enum(ASPECTS).optional().describe('Width to height; unset keeps that of the picture');

/** Pipeline inputs that fill a prompt left unset. */
export const PROMPT_ALIASES = ['description', 'scene_description', 'character_description', 'scene', 'character'];

const SHORT_SIDE = { draft: 360, standard: 720, high: 1080 } as const;
const FPS = { draft: 24, standard: 24, high: 30 } as const;

interface Sized {
  quality?: (typeof QUALITIES)[number];
  aspect?: (typeof ASPECTS)[number];
  width?: number;
  height?: number;
  resolution?: (typeof RESOLUTIONS)[number];
}

/** The asked size, or the one quality and aspect give; even numbers, as video needs. */
export function frameSize(config: Sized): { width: number; height: number } {
  const [across = 16, down = 9] = (config.aspect ?? '16:9').split(':').map(Number);
  const short = config.resolution ? Number.parseInt(config.resolution, 10) : SHORT_SIDE[config.quality ?? 'standard'];
  const [width, height] = across >= down ? [(short * across) / down, short] : [short, (short * down) / across];
  if (config.width && config.height) return { width: even(config.width), height: even(config.height) };
  if (config.width) return { width: even(config.width), height: even((config.width * down) / across) };
  if (config.height) return { width: even((config.height * across) / down), height: even(config.height) };
  return { width: even(width), height: even(height) };
}

export function frameRate(config: { quality?: (typeof QUALITIES)[number]; fps?: number }): number {
  return config.fps ?? FPS[config.quality ?? 'standard'];
}

const even = (value: number) => Math.max(2, Math.round(value / 2) * 2);

/** Seconds to draw one picture, scaled from a 720p one. */
export function pictureSeconds(config: Sized): number {
  const { width, height } = frameSize(config);
  return 0.5 + (1.5 * width * height) / (1280 * 720);
}

/** Seconds to move a picture, scaled from ten seconds of 720p at 24 frames a second. */
export function motionSeconds(config: Sized & { duration?: number; fps?: number }): number {
  const { width, height } = frameSize(config);
  return 1 + (2 * (config.duration ?? 5) * frameRate(config) * width * height) / (24 * 1280 * 720);
}

/** Nobody wants to see less than this. */
const LEAST_SIDE = 256;
const LEAST_FPS = 12;

interface Lowerable extends Sized {
  fps?: number;
}

/** One notch; undefined on the last. */
function lowerQuality({ quality }: Sized): { quality: (typeof QUALITIES)[number] } | undefined {
  const next = QUALITIES[QUALITIES.indexOf(quality ?? 'standard') - 1];
  return next && { quality: next };
}

/** Three quarters of the sides, in the same proportion; undefined where a side would get too short, or is not known. */
function lowerSize({ width, height }: Sized): { width: number; height: number } | undefined {
  if (width === undefined || height === undefined || Math.min(width, height) <= LEAST_SIDE) return undefined;
  const factor = Math.max(0.75, LEAST_SIDE / Math.min(width, height));
  return { width: even(width * factor), height: even(height * factor) };
}

/** The next rung for a picture: smaller and quicker at once, as the size decides how much memory is needed. */
export function lowerPicture<Config extends Sized>(config: Config): Config | undefined {
  const [size, quality] = [lowerSize(config), lowerQuality(config)];
  return size || quality ? { ...config, ...size, ...quality } : undefined;
}

/** The next rung for a video: as a picture, then fewer frames. Never shorter. */
export function lowerMotion<Config extends Lowerable>(config: Config): Config | undefined {
  const smaller = lowerPicture(config);
  if (smaller) return smaller;
  const fps = frameRate(config);
  return fps > LEAST_FPS ? { ...config, fps: Math.max(LEAST_FPS, Math.round(fps / 2)) } : undefined;
}

/** The next rung for sound, which has no size. */
export function lowerSound<Config extends Sized>(config: Config): Config | undefined {
  const quality = lowerQuality(config);
  return quality && { ...config, ...quality };
}
