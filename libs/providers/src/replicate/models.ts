import { PipelineFailure } from '#pipeline';
import type { MediaType } from '#pipeline';
import { motionWords, nearestShape, pictureWords } from '../http/words.js';
import type { Work } from '../port.js';

export interface ReplicateModel {
  /** Owner and name. */
  id: string;
  step: string;
  title: string;
  output: MediaType;
  /** `image` is the picture on the port of that name as a data URI, where the step has one. */
  input(work: Work, image: string): Record<string, unknown>;
}

const SHAPES = ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16'];

const shapeOf = (asked: unknown) => (asked === undefined ? 'match_input_image' : nearestShape(asked, SHAPES));

/** The models of Replicate that this program knows how to speak to. */
export const REPLICATE_MODELS: readonly ReplicateModel[] = [
  {
    ...{ id: 'black-forest-labs/flux-schnell', title: 'Flux Schnell', step: 't2i', output: 'image' },
    input: ({ config, seed }) => ({
      prompt: pictureWords(config),
      aspect_ratio: nearestShape(config.aspect, SHAPES),
      num_outputs: 1,
      output_format: 'png',
      seed: seed >>> 1,
    }),
  },
  {
    ...{ id: 'black-forest-labs/flux-kontext-pro', title: 'Flux Kontext Pro', step: 'i2i', output: 'image' },
    input: ({ config, seed }, image) => ({
      ...{ prompt: pictureWords(config), input_image: image, aspect_ratio: shapeOf(config.aspect_ratio) },
      ...{ output_format: 'png', seed: seed >>> 1 },
    }),
  },
  {
    ...{ id: 'wan-video/wan-2.2-i2v-fast', title: 'Wan 2.2 Fast', step: 'i2v', output: 'video' },
    input: (work, image) => ({
      ...{ prompt: motionWords(work.config), image, seed: work.seed >>> 1 },
      ...{
        num_frames: framesOf(work),
        frames_per_second: 16,
        resolution:
          work.config.resolution === '480p' || (!work.config.resolution && work.config.quality === 'draft')
            ? '480p'
            : '720p',
      },
    }),
  },
];

/** 81 to 121 frames at 16 a second. */
function framesOf({ config, model }: Work): number {
  const seconds = typeof config.duration === 'number' ? config.duration : 5;
  if (seconds > 7.5)
    throw new PipelineFailure('invalid_input', `${model} makes up to 7.5 seconds, not ${seconds}: shorten "duration"`);
  return Math.max(81, Math.ceil(seconds * 16) + 1);
}
