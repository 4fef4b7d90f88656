import type { Schemas } from '@/api/client';
import { promptsIn } from './settings';
import type { Choice, Settings } from './settings';

type Request = Schemas['CreatePipelineDto'];
type Step = Record<string, unknown>;

/**
 * The pipeline that settings mean: pictures of each prompt, or of each picture with each prompt, and videos of those.
 * Undefined while something is missing.
 */
export function requestOf(settings: Settings): Request | undefined {
  const prompts = promptsIn(settings.words);
  const images = settings.attachments.filter(({ kind }) => kind === 'image').map(({ ref }) => ref);
  const { mode } = settings;
  // Pictures can move by themselves; they are not changed without a word how.
  if (prompts.length === 0 && !(mode === 'videos' && images.length > 0)) return undefined;
  const inputs = {
    ...(prompts.length > 0 && { prompts: { type: 'list', items: 'string', required: true } }),
    ...(images.length > 0 && { images: { type: 'list', items: 'image', required: true } }),
  };
  const steps = stepsOf(settings, prompts.length > 0, images.length > 0);
  return {
    definition: {
      name: nameOf(prompts, settings),
      inputs,
      steps,
      outputs: steps.map((step) => step.id),
    },
    inputs: { ...(prompts.length > 0 && { prompts }), ...(images.length > 0 && { images }) },
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

function imageStep({ imageModel, imagesEach, quality, aspect }: Settings, withImages: boolean): Step & { id: string } {
  if (!withImages)
    return {
      ...{ id: 'image', type: 't2i', map: '{{inputs.prompts}}', ...chosen(imageModel) },
      ...(imagesEach > 1 && { count: imagesEach }),
      config: { prompt: '{{item}}', quality, aspect },
    };
  return {
    ...{ id: 'image', type: 'i2i', ...chosen(imageModel) },
    cross: { image: '{{inputs.images}}', prompt: '{{inputs.prompts}}' },
    config: { image: '{{item.image}}', prompt: '{{item.prompt}}', images_per_prompt: imagesEach, quality },
  };
}

function videoStep({ videoModel, videosEach, resolution, duration, quality, aspect }: Settings) {
  return {
    ...{ id: 'video', type: 'i2v', ...chosen(videoModel) },
    config: { videos_per_image: videosEach, resolution, duration, quality, aspect },
  };
}

function textToVideo({ videoModel, videosEach, duration, quality, aspect }: Settings): Step {
  return {
    ...{ id: 'video', type: 't2v', map: '{{inputs.prompts}}', ...chosen(videoModel) },
    ...(videosEach > 1 && { count: videosEach }),
    config: { prompt: '{{item}}', duration, quality, aspect },
  };
}

/** How many results it will make. */
export function resultCount(settings: Settings): number {
  const prompts = promptsIn(settings.words).length;
  const images = settings.attachments.filter(({ kind }) => kind === 'image').length;
  const { mode, imagesEach, videosEach } = settings;
  const cells = images > 0 ? images * Math.max(1, prompts) : prompts;
  if (mode === 'videos') return cells * videosEach;
  return mode === 'images' ? cells * imagesEach : cells * imagesEach * (1 + videosEach);
}
