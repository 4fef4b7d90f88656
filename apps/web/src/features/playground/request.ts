import type { Schemas } from '@/api/client';
import { picturesIn, setModeOf } from './photo-set';
import { imagesOf, promptsOf, setOf } from './settings';
import type { Choice, Settings } from './settings';

export type Request = Schemas['CreatePipelineDto'];
export type Step = Record<string, unknown> & { id: string };

/** What a photo set without words asks for. */
const THE_SAME = 'the same subject';

/**
 * The pipeline that settings mean: pictures of each prompt, or of each picture with each prompt, and videos of those.
 * Undefined while something is missing.
 */
export function requestOf(settings: Settings): Request | undefined {
  const { mode, seed } = settings;
  const images = imagesOf(settings).map(({ ref }) => ref);
  const set = setOf(settings);
  const told = promptsOf(settings);
  const prompts = told.length === 0 && set ? [THE_SAME] : told;
  // Pictures can move by themselves; they are not changed without a word how.
  if (prompts.length === 0 && !(mode === 'videos' && images.length > 0)) return undefined;
  if (set && picturesIn(set) === 0) return undefined;
  const inputs = {
    ...(prompts.length > 0 && { prompts: { type: 'list', items: 'string', required: true } }),
    ...(images.length > 0 && { images: { type: 'list', items: 'image', required: true } }),
  };
  const steps = stepsOf(settings, prompts.length > 0, images.length > 0);
  return {
    definition: {
      name: nameOf(told, settings),
      inputs,
      steps,
      outputs: steps.map((step) => step.id),
    },
    inputs: { ...(prompts.length > 0 && { prompts }), ...(images.length > 0 && { images }) },
    ...(seed !== undefined && { seed }),
  };
}

/** What people will know it by later. */
function nameOf([first]: readonly string[], { attachments }: Settings): string {
  const words = (first ?? attachments[0]?.name ?? 'Untitled').split('\n')[0]!;
  return words.length > 80 ? `${words.slice(0, 79)}…` : words;
}

function stepsOf(settings: Settings, withPrompts: boolean, withImages: boolean): Step[] {
  const { mode } = settings;
  if (mode === 'images') return [imageStep(settings, withImages)];
  if (mode === 'chain') return [imageStep(settings, withImages), { ...videoStep(settings), dependsOn: ['image'] }];
  if (!withImages) return [textToVideo(settings)];
  const over = withPrompts
    ? { cross: { image: '{{inputs.images}}', prompt: '{{inputs.prompts}}' } }
    : { map: '{{inputs.images}}' };
  const from = withPrompts ? { image: '{{item.image}}', motion_prompt: '{{item.prompt}}' } : { image: '{{item}}' };
  const step = videoStep(settings);
  return [{ ...step, ...over, config: { ...step.config, ...from } }];
}

const chosen = (choice: Choice | undefined) => (choice ? { provider: choice.provider, model: choice.model } : {});
const styled = ({ style }: Settings) => (style === 'auto' ? {} : { style });

function imageStep(settings: Settings, withImages: boolean): Step {
  const { imageModel, imagesEach, quality, aspect, negative } = settings;
  if (!withImages)
    return {
      ...{ id: 'image', type: 't2i', map: '{{inputs.prompts}}', ...chosen(imageModel) },
      ...(imagesEach > 1 && { count: imagesEach }),
      config: {
        ...{ prompt: '{{item}}', quality, aspect, ...styled(settings) },
        ...(negative.trim() !== '' && { negative_prompt: negative.trim() }),
      },
    };
  const set = setOf(settings);
  return {
    ...{ id: 'image', type: 'i2i', ...chosen(imageModel) },
    cross: { image: '{{inputs.images}}', prompt: '{{inputs.prompts}}' },
    config: {
      ...{ image: '{{item.image}}', prompt: '{{item.prompt}}', quality, ...styled(settings) },
      ...(set ? { set_mode: setModeOf(set) } : { images_per_prompt: imagesEach }),
    },
  };
}

function videoStep({ videoModel, videosEach, resolution, duration, quality, aspect }: Settings) {
  return {
    ...{ id: 'video', type: 'i2v', ...chosen(videoModel) },
    config: { videos_per_image: videosEach, resolution, duration, quality, aspect },
  };
}

function textToVideo(settings: Settings): Step {
  const { videoModel, videosEach, resolution, duration, quality, aspect } = settings;
  return {
    ...{ id: 'video', type: 't2v', map: '{{inputs.prompts}}', ...chosen(videoModel) },
    ...(videosEach > 1 && { count: videosEach }),
    config: { prompt: '{{item}}', resolution, duration, quality, aspect, ...styled(settings) },
  };
}

/** How many results it will make. */
export function resultCount(settings: Settings): number {
  const { mode, imagesEach, videosEach } = settings;
  const [told, images, set] = [promptsOf(settings).length, imagesOf(settings).length, setOf(settings)];
  const prompts = told === 0 && set ? 1 : told;
  if (mode === 'videos') return (images > 0 ? images * Math.max(1, prompts) : prompts) * videosEach;
  // Pictures are not changed without a word how.
  const pictures = (images > 0 ? images * prompts : prompts) * (set ? picturesIn(set) : imagesEach);
  return mode === 'images' ? pictures : pictures * (1 + videosEach);
}
