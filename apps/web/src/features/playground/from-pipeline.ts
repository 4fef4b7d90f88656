import type { Pipeline } from '@/api/client';
import { photoSetOf } from './photo-set';
import type { Step } from './request';
import { ASPECTS, FIRST_SETTINGS, QUALITIES, RESOLUTIONS, STYLES } from './settings';
import type { Attachment, Choice, Settings } from './settings';

type Config = Record<string, unknown>;

/**
 * The settings that made a pipeline, to be changed and run again; undefined for one that was not made of such settings.
 * The seed is left out: without one each run looks different.
 */
export function settingsOf({ definition, inputs }: Pick<Pipeline, 'definition' | 'inputs'>): Settings | undefined {
  const steps = (Array.isArray(definition.steps) ? definition.steps : []) as Step[];
  const [image, video] = ['image', 'video'].map((id) => steps.find((step) => step.id === id));
  if (steps.length === 0 || steps.some((step) => step !== image && step !== video)) return undefined;
  const [drawn, moved] = [configOf(image), configOf(video)];
  const all = { ...drawn, ...moved };
  return {
    ...FIRST_SETTINGS,
    mode: image ? (video ? 'chain' : 'images') : 'videos',
    words: texts(inputs.prompts).join('\n---\n'),
    attachments: pictures(inputs.images),
    photoSet: photoSetOf(drawn.set_mode),
    imageModel: choiceOf(image),
    videoModel: choiceOf(video),
    resolution: oneOf(RESOLUTIONS, moved.resolution, FIRST_SETTINGS.resolution),
    duration: numberOf(moved.duration, FIRST_SETTINGS.duration),
    quality: oneOf(QUALITIES, all.quality, FIRST_SETTINGS.quality),
    aspect: oneOf(ASPECTS, all.aspect, FIRST_SETTINGS.aspect),
    style: oneOf(STYLES, all.style, FIRST_SETTINGS.style),
    negative: typeof drawn.negative_prompt === 'string' ? drawn.negative_prompt : '',
    imagesEach: numberOf(image?.count ?? drawn.images_per_prompt, 1),
    videosEach: numberOf(video?.count ?? moved.videos_per_image, 1),
  };
}

const configOf = (step: Step | undefined): Config => (step?.config ?? {}) as Config;
const numberOf = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);
const texts = (value: unknown) =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

function oneOf<Value extends string>(values: readonly Value[], value: unknown, otherwise: Value): Value {
  return values.find((one) => one === value) ?? otherwise;
}

function choiceOf(step: Step | undefined): Choice | undefined {
  return typeof step?.provider === 'string' && typeof step.model === 'string'
    ? { provider: step.provider, model: step.model }
    : undefined;
}

function pictures(value: unknown): Attachment[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((ref: unknown, index) => {
    const { digest } = (ref ?? {}) as { digest?: unknown };
    if (typeof digest !== 'string') return [];
    return [{ digest, name: `picture ${index + 1}`, kind: 'image' as const, ref: ref as Record<string, unknown> }];
  });
}
