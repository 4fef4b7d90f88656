import sharp from 'sharp';

import { Breath } from '../common/breath.js';
import { type Raster, createRaster, measureSpans } from '../common/raster.js';
import { createFinish, plainFinish } from '../picture/draw/finish.js';
import type { Layer, Stage } from '../picture/draw/layer.js';
import { rasteriseLayer, rasterisePhase } from '../picture/draw/rasterise.js';
import { type Quality, layersOf, stageFor } from '../picture/render.js';
import type { Scene } from '../picture/scene/scene.js';
import { type Move, overscanFor } from './camera.js';
import type { FilmLayer, Shot } from './shot.js';

export interface ShotRequest {
  width: number;
  height: number;
  fps: number;
  seconds: number;
  quality: Quality;
  move: Move;
}

/** More phases than this add nothing to see and cost time. */
const MAX_PHASES = 36;

export const frameCount = (request: ShotRequest): number => Math.max(1, Math.round(request.seconds * request.fps));

/** Draws every plane of a scene once, larger than the frame where the camera will look. */
export async function stageShot(
  scene: Scene,
  request: ShotRequest,
  signal: AbortSignal,
  report: (fraction: number) => void,
): Promise<Shot> {
  const { width, height, quality, move } = request;
  const overscan = overscanFor(move);
  const stage = stageFor(scene, width, height, quality, overscan);
  const breath = new Breath(signal);
  const planes = layersOf(scene, stage);
  const layers: FilmLayer[] = [];
  for (const [index, plane] of planes.entries()) {
    layers.push(await filmLayer(plane, stage, request, breath));
    report((index + 1) / planes.length);
  }
  return {
    width,
    height,
    fps: request.fps,
    frames: frameCount(request),
    move,
    layers,
    finish: createFinish(scene, width, height),
    scale: stage.scale,
    driftLimit: 0.045 * width,
    flat: false,
  };
}

export async function filmLayer(plane: Layer, stage: Stage, request: ShotRequest, breath: Breath): Promise<FilmLayer> {
  const rasters: Raster[] = [];
  const { loop } = plane;
  if (loop) {
    const active = loop.seconds * (1 - (loop.rest ?? 0));
    const count = Math.max(2, Math.min(MAX_PHASES, Math.round(active * request.fps)));
    for (let i = 0; i < count; i++) rasters.push(await rasterisePhase(plane, i / count, stage, breath));
  } else rasters.push(await rasteriseLayer(plane, stage, breath));
  return {
    near: plane.near,
    rasters,
    light: plane.light ?? false,
    ...(loop ? { loop: { seconds: loop.seconds, rest: loop.rest ?? 0 } } : {}),
    ...(plane.motion ? { motion: plane.motion } : {}),
  };
}

/** A picture that has no planes: one flat raster that covers the frame. */
export async function flatShot(picture: string, request: ShotRequest): Promise<Shot> {
  const { width, height } = request;
  const data = await sharp(picture)
    .rotate()
    .resize(width, height, { fit: 'cover', kernel: 'lanczos3' })
    .flatten({ background: '#000' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer();
  const raster = createRaster(width, height, 0, 0, 1);
  new Uint8Array(raster.pixels.buffer).set(data);
  measureSpans(raster);
  return {
    width,
    height,
    fps: request.fps,
    frames: frameCount(request),
    move: request.move,
    layers: [{ near: 0, rasters: [raster], light: false }],
    finish: plainFinish(width, height),
    scale: height / 1000,
    driftLimit: 0,
    flat: true,
  };
}
