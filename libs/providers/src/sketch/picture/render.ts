import sharp, { type Sharp } from 'sharp';

import { Breath } from '../common/breath.js';
import { type Frame, type Placement, type Raster, drawRaster } from '../common/raster.js';
import { mix } from './draw/colour.js';
import { createFinish, finishRows } from './draw/finish.js';
import type { Layer, Stage } from './draw/layer.js';
import { createStage, rasteriseLayer, rasterisePhase } from './draw/rasterise.js';
import { skyLayers } from './draw/sky.js';
import { Tones } from './draw/tones.js';
import { captionLayer, lightningLayer, weatherLayers } from './draw/weather.js';
import { placeLayers } from './places/index.js';
import type { Scene } from './scene/scene.js';
import { subjectLayers } from './subjects/index.js';

export type Quality = 'draft' | 'standard' | 'high';

export const REST: Placement = { scale: 1, dx: 0, dy: 0, opacity: 256, light: false, wrap: false };

const NO_SKY = new Set(['interior', 'studio', 'underwater', 'space']);

export function stageFor(
  scene: Scene,
  width: number,
  height: number,
  quality: Quality,
  overscan = { x: 0, y: 0 },
): Stage {
  const tones = new Tones(scene);
  return createStage(width, height, overscan, {
    style: scene.style,
    detail: quality === 'high' ? 2 : 1,
    light: {
      side: tones.lightSide,
      colour: mix(tones.colours.light, tones.colours.horizon, 0.2),
      ink: tones.colours.ink,
    },
  });
}

/** Every plane of the picture, farthest first. */
export function layersOf(scene: Scene, stage: Stage): Layer[] {
  const tones = new Tones(scene);
  const sky = NO_SKY.has(scene.place) ? [] : [...skyLayers(tones, stage), ...lightningLayer(scene, tones, stage)];
  const around = [...weatherLayers(tones, stage), ...captionLayer(scene, tones, stage)];
  const planes = [...sky, ...placeLayers(scene, stage), ...subjectLayers(scene, stage), ...around];
  // A stable sort keeps the order in which a place lists planes of equal distance.
  return planes.sort((a, b) => a.near - b.near);
}

/** A plane as it is in the still. */
export async function restingRaster(layer: Layer, stage: Stage, breath: Breath): Promise<Raster> {
  return layer.loop ? rasterisePhase(layer, 0, stage, breath) : rasteriseLayer(layer, stage, breath);
}

export interface Picture {
  width: number;
  height: number;
  rgb: Buffer;
}

export async function renderScene(
  scene: Scene,
  size: { width: number; height: number; quality: Quality },
  signal: AbortSignal,
  report: (fraction: number) => void = () => undefined,
): Promise<Picture> {
  const breath = new Breath(signal);
  const stage = stageFor(scene, size.width, size.height, size.quality);
  const layers = layersOf(scene, stage);
  const frame: Frame = { pixels: new Uint32Array(size.width * size.height).fill(0xff000000), ...size };
  for (const [index, layer] of layers.entries()) {
    const raster = await restingRaster(layer, stage, breath);
    drawRaster(frame, raster, { ...REST, light: layer.light ?? false, wrap: layer.motion?.wrap ?? false });
    await breath.take();
    report((index + 1) / layers.length);
  }
  return { width: size.width, height: size.height, rgb: await finished(frame, scene, breath) };
}

async function finished(frame: Frame, scene: Scene, breath: Breath): Promise<Buffer> {
  const finish = createFinish(scene, frame.width, frame.height);
  const rgb = Buffer.alloc(frame.width * frame.height * 3);
  for (let y = 0; y < frame.height; y += 32) {
    finishRows(frame, finish, 0, rgb, y, Math.min(frame.height, y + 32));
    await breath.take();
  }
  return rgb;
}

export function toPng(picture: Picture): Sharp {
  const raw = { width: picture.width, height: picture.height, channels: 3 as const };
  return sharp(picture.rgb, { raw }).png({ compressionLevel: 6 });
}
