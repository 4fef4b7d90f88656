import { Breath } from '../../common/breath.js';
import { type Raster, drawRaster } from '../../common/raster.js';
import { REST, layersOf, restingRaster, stageFor } from '../render.js';
import type { Scene } from '../scene/scene.js';
import { type Plane, createPlane } from './planes.js';

/** The true depth of a drawn picture: its planes in grey, near ones bright, ground brightening towards the viewer. */
export async function sceneDepth(scene: Scene, width: number, height: number, signal: AbortSignal): Promise<Plane> {
  const breath = new Breath(signal);
  const stage = stageFor(scene, width, height, 'standard');
  const frame = { pixels: new Uint32Array(width * height).fill(0xff000000), width, height };
  for (const layer of layersOf(scene, stage)) {
    // Air, light and weather have no depth of their own.
    if (layer.light === true || layer.motion?.wrap === true || (layer.coarse === true && scene.place !== 'sky'))
      continue;
    const raster = await restingRaster(layer, stage, breath);
    greyOut(raster, layer.near, height);
    drawRaster(frame, raster, REST);
    await breath.take();
  }
  const depth = createPlane(width, height);
  for (let i = 0; i < depth.data.length; i++) depth.data[i] = frame.pixels[i]! & 255;
  return depth;
}

function greyOut(raster: Raster, near: number, height: number): void {
  const { pixels, width } = raster;
  for (let y = 0; y < raster.height; y++) {
    const down = (y * raster.step + raster.y) / height;
    const value = near === 0 ? 0 : Math.min(255, 255 * (0.06 + 0.78 * near + 0.14 * down));
    for (let i = y * width; i < (y + 1) * width; i++) {
      const alpha = pixels[i]! >>> 24;
      if (alpha === 0) continue;
      const v = Math.round((value * alpha) / 255);
      pixels[i] = (v | (v << 8) | (v << 16) | (alpha << 24)) >>> 0;
    }
  }
}
