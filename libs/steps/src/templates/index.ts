import type { PipelineDefinition } from '#pipeline';
import { characterAnimation } from './character-animation.js';
import { completeVideoProduction } from './complete-video-production.js';
import { musicVideo } from './music-video.js';
import { productShowcase } from './product-showcase.js';
import { socialMediaVideo } from './social-media-video.js';
import { storyPanels } from './story-panels.js';
import { textToAnimatedImage } from './text-to-animated-image.js';

/** Ready-made pipelines, by name. */
export const templates: ReadonlyMap<string, PipelineDefinition> = new Map(
  [
    completeVideoProduction,
    textToAnimatedImage,
    socialMediaVideo,
    characterAnimation,
    musicVideo,
    productShowcase,
    storyPanels,
  ].map((template) => [template.name, template]),
);
