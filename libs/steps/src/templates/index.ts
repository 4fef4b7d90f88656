import type { PipelineDefinition } from '#pipeline';
import { bulkImageToVideo } from './bulk-image-to-video.js';
import { characterAnimation } from './character-animation.js';
import { completeVideoProduction } from './complete-video-production.js';
import { exportAll } from './export-all.js';
import { ideaToVideo } from './idea-to-video.js';
import { musicVideo } from './music-video.js';
import { productShowcase } from './product-showcase.js';
import { scriptToVideo } from './script-to-video.js';
import { socialMediaVideo } from './social-media-video.js';
import { storyPanels } from './story-panels.js';
import { generateTalkingHead, talkingAvatar } from './talking-head.js';
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
    bulkImageToVideo,
    ideaToVideo,
    scriptToVideo,
    exportAll,
    talkingAvatar,
    generateTalkingHead,
  ].map((template) => [template.name, template]),
);
