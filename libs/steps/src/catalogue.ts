import type { Catalogue, StepType } from '#pipeline';
import { cameraTree } from './camera-tree.js';
import { characters } from './characters.js';
import { comfyui } from './comfyui.js';
import { concat } from './concat.js';
import { controlnet } from './controlnet.js';
import { hires } from './hires.js';
import { i2i } from './i2i.js';
import { i2v } from './i2v.js';
import { interpolate } from './interpolate.js';
import { music } from './music.js';
import { mux } from './mux.js';
import { preprocess } from './preprocess.js';
import { promptEnhance } from './prompt-enhance.js';
import { revise } from './revise.js';
import { script } from './script.js';
import { shotlist } from './shotlist.js';
import { story } from './story.js';
import { storyboard } from './storyboard.js';
import { t2i } from './t2i.js';
import { t2v } from './t2v.js';
import { upscale } from './upscale.js';
import { vision } from './vision.js';
import { select } from './select.js';
import { sonic } from './sonic.js';
import { upscaleVideo } from './upscale-video.js';
import { v2v } from './v2v.js';
import { voice } from './voice.js';

/** Every step type, by name. Throws when a name is taken twice. */
export function buildCatalogue(types: readonly StepType[]): Catalogue {
  const catalogue = new Map<string, StepType>();
  for (const type of types) {
    if (catalogue.has(type.type)) throw new Error(`step type "${type.type}" is declared twice`);
    catalogue.set(type.type, type);
  }
  return catalogue;
}

export const catalogue = buildCatalogue([
  t2i,
  i2i,
  hires,
  upscale,
  preprocess,
  controlnet,
  i2v,
  t2v,
  v2v,
  sonic,
  interpolate,
  upscaleVideo,
  music,
  voice,
  mux,
  concat,
  comfyui,
  promptEnhance,
  story,
  script,
  revise,
  characters,
  storyboard,
  cameraTree,
  shotlist,
  vision,
  select,
]);
