import { PipelineFailure } from '#pipeline';
import type { MediaType } from '#pipeline';
import { motionWords, nearestShape, pictureWords, textOf } from '../http/words.js';
import type { Work } from '../port.js';

type Config = Record<string, unknown>;

/** What a model is asked for, and what that counts as in the price list. */
export interface Asked {
  input: Record<string, unknown>;
  units: number;
  variant?: string;
}

export interface FalModel {
  id: string;
  step: string;
  title: string;
  output: MediaType;
  /** `image` and `end` are the URLs of the pictures on the ports `image` and `end_image`, where there are any. */
  ask(work: Work, image: string, end?: string): Asked;
  /** Optional ports that it can use. */
  ports?: string[];
  /** What the settings a price depends on are unless told otherwise. */
  variant?: string;
}

const number = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);
const quality = (config: Config) => textOf(config.quality) || 'standard';

/** The shortest length a model makes that is no shorter than asked. Throws `invalid_input` beyond its longest. */
function lengthFor(asked: unknown, lengths: readonly number[], model: string): number {
  const seconds = number(asked, 5);
  const fitting = lengths.find((length) => length >= seconds - 0.25);
  if (fitting !== undefined) return fitting;
  throw new PipelineFailure(
    'invalid_input',
    `${model} makes ${lengths.join(', ')} seconds, not ${seconds}: shorten "duration" or join several videos`,
  );
}

/** What people call the models, by what is in their ids; the price list of the beginning used some of these names. */
const NAMES: readonly (readonly [string, readonly string[]])[] = [
  ['nano-banana-pro', ['nano-banana-pro']],
  ['nano-banana-2', ['nano-banana-2']],
  ['nano-banana', ['nano-banana']],
  ['gpt-image-1.5', ['gpt-image-1.5', 'gpt-image']],
  ['kling-video', ['kling']],
  ['kling-image', ['kling-image', 'kling']],
  ['veo3.1/fast', ['veo31-fast', 'veo']],
  ['wan-i2v', ['wan']],
  ['sora-2', ['sora-2', 'sora']],
];

export const namesOf = (id: string): readonly string[] => NAMES.find(([part]) => id.includes(part))?.[1] ?? [];

/** The asked resolution, else the one that goes with the quality. */
const resolution = ({ config }: Pick<Work, 'config'>, offered: readonly string[], otherwise: string): string => {
  const asked = textOf(config.resolution);
  if (asked === '') return otherwise;
  const lines = (name: string) => Number.parseInt(name, 10);
  return offered.find((name) => lines(name) >= lines(asked)) ?? offered.at(-1)!;
};

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

const SHAPES = ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16'];

/** Editing by nano-banana and its kin. */
const edit = (id: string, title: string): FalModel => ({
  ...{ id, title, step: 'i2i', output: 'image' },
  ask: ({ config, seed }, image) => ({
    input: {
      ...{ prompt: pictureWords(config), image_urls: [image], num_images: 1, output_format: 'png', seed },
      ...(config.aspect_ratio !== undefined && { aspect_ratio: nearestShape(config.aspect_ratio, SHAPES) }),
    },
    units: 1,
  }),
});

const GPT_QUALITY: Record<string, string> = { draft: 'low', standard: 'medium', high: 'high' };

const kling = (
  path: string,
  title: string,
  lengths: readonly number[],
  picture: 'image_url' | 'start_image_url' | undefined,
  sound: boolean,
): FalModel => ({
  ...{ id: `fal-ai/kling-video/${path}`, title, output: 'video', step: picture ? 'i2v' : 't2v' },
  ...(picture === 'start_image_url' && { ports: ['end_image'] }),
  ask: ({ config, model }, image, end) => {
    const seconds = lengthFor(config.duration, lengths, model);
    const input = {
      prompt: motionWords(config),
      ...(picture ? { [picture]: image } : { aspect_ratio: nearestShape(config.aspect, ['16:9', '9:16', '1:1']) }),
      ...(end !== undefined && { end_image_url: end }),
      duration: String(seconds),
      // Sound is a step of its own, and costs twice as much here.
      ...(sound && { generate_audio: false }),
    };
    return { input, units: seconds };
  },
});

const veo = (id: string, title: string, step: 'i2v' | 't2v'): FalModel => ({
  ...{ id, title, step, output: 'video' },
  ask: ({ config, seed, model }, image) => {
    const seconds = lengthFor(config.duration, [4, 6, 8], model);
    const input = {
      prompt: motionWords(config),
      ...(step === 'i2v'
        ? { image_url: image, aspect_ratio: 'auto' }
        : { aspect_ratio: nearestShape(config.aspect, ['16:9', '9:16']) }),
      duration: `${seconds}s`,
      resolution: resolution({ config }, ['720p', '1080p'], quality(config) === 'high' ? '1080p' : '720p'),
      generate_audio: false,
      seed,
    };
    return { input, units: seconds };
  },
});

/** Wan counts frames: 81 to 100 of them, at no less than 16 a second so that it looks like motion. */
function wan({ config, seed, model }: Work, image: string): Asked {
  const seconds = number(config.duration, 5);
  if (seconds > 6.25)
    throw new PipelineFailure('invalid_input', `${model} makes up to 6.25 seconds, not ${seconds}: shorten "duration"`);
  const frames = Math.min(100, Math.max(81, Math.ceil(seconds * 16)));
  const size = resolution({ config }, ['480p', '720p'], quality(config) === 'draft' ? '480p' : '720p');
  const input = {
    prompt: motionWords(config),
    image_url: image,
    num_frames: frames,
    frames_per_second: Math.min(24, Math.max(16, Math.round(frames / seconds))),
    resolution: size,
    seed,
  };
  return { input, units: 1, variant: frames > 81 ? `${size} long` : size };
}

/** The models that fal serves and this program knows how to speak to: each family spells its settings its own way. */
export const FAL_MODELS: readonly FalModel[] = [
  {
    ...{ id: 'fal-ai/nano-banana', title: 'Nano Banana', step: 't2i', output: 'image' },
    ask: ({ config, seed }) => ({
      input: {
        prompt: pictureWords(config),
        aspect_ratio: nearestShape(config.aspect, SHAPES),
        num_images: 1,
        output_format: 'png',
        seed,
      },
      units: 1,
    }),
  },
  edit('fal-ai/nano-banana/edit', 'Nano Banana edit'),
  edit('fal-ai/nano-banana-2/edit', 'Nano Banana 2 edit'),
  edit('fal-ai/nano-banana-pro/edit', 'Nano Banana Pro edit'),
  {
    ...{ id: 'fal-ai/kling-image/o1', title: 'Kling Image O1', step: 'i2i', output: 'image' },
    // It takes no seed.
    ask: ({ config }, image) => ({
      input: {
        ...{ prompt: pictureWords(config), image_urls: [image], num_images: 1, output_format: 'png' },
        resolution: quality(config) === 'high' ? '2K' : '1K',
        aspect_ratio: config.aspect_ratio === undefined ? 'auto' : nearestShape(config.aspect_ratio, SHAPES),
      },
      units: 1,
    }),
  },
  {
    ...{
      id: 'fal-ai/gpt-image-1.5/edit',
      title: 'GPT Image 1.5 edit',
      step: 'i2i',
      output: 'image',
      variant: 'medium',
    },
    ask: ({ config }, image) => {
      const variant = GPT_QUALITY[quality(config)] ?? 'medium';
      const input = { prompt: pictureWords(config), image_urls: [image], image_size: 'auto', quality: variant };
      return { input: { ...input, num_images: 1, output_format: 'png' }, units: 1, variant };
    },
  },
  kling('v2.5-turbo/pro/image-to-video', 'Kling 2.5 Turbo Pro', [5, 10], 'image_url', false),
  kling('v2.6/pro/image-to-video', 'Kling 2.6 Pro', [5, 10], 'start_image_url', true),
  kling('v3/pro/image-to-video', 'Kling 3 Pro', range(3, 15), 'start_image_url', true),
  kling('v2.6/pro/text-to-video', 'Kling 2.6 Pro, from text', [5, 10], undefined, true),
  veo('fal-ai/veo3.1/fast/image-to-video', 'Veo 3.1 Fast', 'i2v'),
  veo('fal-ai/veo3.1/fast', 'Veo 3.1 Fast, from text', 't2v'),
  { id: 'fal-ai/wan-i2v', title: 'Wan image to video', step: 'i2v', output: 'video', variant: '720p', ask: wan },
  {
    ...{ id: 'fal-ai/sora-2/image-to-video', title: 'Sora 2', step: 'i2v', output: 'video' },
    ask: ({ config, model }, image) => {
      const seconds = lengthFor(config.duration, [4, 8, 12, 16, 20], model);
      const input = { prompt: motionWords(config), image_url: image, duration: String(seconds), resolution: '720p' };
      return { input, units: seconds };
    },
  },
];
