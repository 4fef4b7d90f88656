import type { InputSpec, PipelineDefinition } from '#pipeline';
import { aspectInput, durationInput, moreWords, qualityInput, seedInput } from './common.js';

const howMany = (preset: number, most: number, description: string): InputSpec => ({
  ...{ type: 'number', default: preset, min: 1, max: most, description },
});

export const bulkImageToVideo: PipelineDefinition = {
  name: 'bulk_image_to_video',
  description: 'Many pictures, each with many prompts: new pictures of each, and videos of those.',
  inputs: {
    images: { type: 'list', items: 'image', required: true, description: 'The pictures to start from.' },
    prompts: {
      type: 'list',
      items: 'string',
      required: true,
      description: 'Short lines; each becomes several prompts.',
    },
    combine: {
      ...{ type: 'string', default: 'all', enum: ['all', 'one_to_one'] },
      description: 'all: each picture with each line. one_to_one: the first with the first, and so on.',
    },
    variations_per_prompt: howMany(3, 100, 'Prompts made of each line, for each picture it goes with.'),
    images_per_prompt: howMany(1, 1_000, 'Pictures made of each prompt.'),
    videos_per_image: howMany(1, 1_000, 'Videos made of each picture.'),
    style_hints: moreWords('Words every prompt is to keep to.'),
    theme_focus: {
      ...{ type: 'list', items: 'string', default: [] },
      description: 'What the variations differ in: outfits, poses, expressions, lighting.',
    },
    prompt_model: moreWords('Who writes the prompts; empty: the cheapest.'),
    image_model: moreWords('Who draws; empty: the cheapest. Such as kling-image or nano-banana.'),
    video_model: moreWords('Who moves; empty: the cheapest. Such as kling or wan.'),
    duration: durationInput(5, 1, 30),
    quality: qualityInput(),
    aspect: aspectInput(),
    seed: seedInput,
  },
  steps: [
    {
      ...{ id: 'enhance', type: 'prompt_enhance', combine: '{{inputs.combine}}' },
      cross: { image: '{{inputs.images}}', line: '{{inputs.prompts}}' },
      config: {
        ...{ image: '{{item.image}}', input_prompts: '{{item.line}}', target_type: 'i2i' },
        ...{ theme_focus: '{{inputs.theme_focus}}', model: '{{inputs.prompt_model}}' },
      },
    },
    {
      ...{ id: 'image', type: 'i2i' },
      cross: { prompt: '{{steps.enhance.prompts}}', image: '{{inputs.images}}' },
      config: {
        ...{ image: '{{item.image}}', prompt: '{{item.prompt}}' },
        ...{ aspect_ratio: '{{inputs.aspect}}', model: '{{inputs.image_model}}' },
      },
    },
    { id: 'video', type: 'i2v', config: { model: '{{inputs.video_model}}' }, dependsOn: ['image'] },
  ],
  outputs: ['video', 'image'],
};
