import { Random } from '../../common/random.js';
import type { Frame } from '../../common/raster.js';
import type { Scene, Style } from '../scene/scene.js';

const { imul, max, min, round, sqrt } = Math;

/** The last touch, the same for every frame: contrast, colourfulness, vignette and grain. */
export interface Finish {
  /** Channel values in 8.8 fixed point after contrast. */
  curve: Uint16Array<SharedArrayBuffer>;
  vignette: Uint8Array<SharedArrayBuffer>;
  grain: Int16Array<SharedArrayBuffer>;
  /** 0 is black and white, 256 leaves colours alone. */
  saturation: number;
}

interface Grade {
  contrast: number;
  lift: number;
  saturation: number;
  vignette: number;
  /** In levels of 255. */
  grain: number;
}

const GRADES: Record<Style, Grade> = {
  realistic: { contrast: 0.22, lift: 0, saturation: 0.96, vignette: 0.26, grain: 4.6 },
  anime: { contrast: 0.16, lift: 0.03, saturation: 1.22, vignette: 0.08, grain: 1.2 },
  comic: { contrast: 0.3, lift: 0, saturation: 1.18, vignette: 0.12, grain: 1.2 },
  '3d_render': { contrast: 0.18, lift: 0.01, saturation: 1.08, vignette: 0.18, grain: 1.2 },
  cartoon: { contrast: 0.16, lift: 0, saturation: 1.08, vignette: 0.18, grain: 2 },
  watercolour: { contrast: 0.02, lift: 0.09, saturation: 0.92, vignette: 0.05, grain: 2.4 },
  noir: { contrast: 0.62, lift: -0.01, saturation: 0, vignette: 0.42, grain: 6 },
};

const GRAIN_SIZE = 512;

export function createFinish(scene: Scene, width: number, height: number): Finish {
  const grade = GRADES[scene.style];
  return {
    curve: curveOf(grade),
    vignette: vignetteOf(grade.vignette, width, height),
    grain: grainOf(grade.grain, scene.seed),
    saturation: round(grade.saturation * 256),
  };
}

function curveOf(grade: Grade): Uint16Array<SharedArrayBuffer> {
  const curve = new Uint16Array(new SharedArrayBuffer(512));
  for (let i = 0; i < 256; i++) {
    const t = i / 255;
    const s = t * t * (3 - 2 * t);
    const v = grade.lift * (1 - t) + t + (s - t) * grade.contrast;
    curve[i] = round(min(1, max(0, v)) * 255 * 256);
  }
  return curve;
}

function vignetteOf(strength: number, width: number, height: number): Uint8Array<SharedArrayBuffer> {
  const table = new Uint8Array(new SharedArrayBuffer(width * height));
  for (let y = 0; y < height; y++) {
    const v = (2 * (y + 0.5)) / height - 1;
    for (let x = 0; x < width; x++) {
      const u = (2 * (x + 0.5)) / width - 1;
      const r = min(1.6, u * u + v * v);
      table[y * width + x] = round(255 * (1 - strength * 0.42 * r * sqrt(r)));
    }
  }
  return table;
}

function grainOf(amount: number, seed: number): Int16Array<SharedArrayBuffer> {
  const table = new Int16Array(new SharedArrayBuffer(GRAIN_SIZE * GRAIN_SIZE * 2));
  const random = new Random(seed ^ 0x67a1);
  // Two draws make a triangle: most grains are faint. Half a level is added for rounding.
  for (let i = 0; i < table.length; i++) {
    table[i] = round((random.next() + random.next() - 1) * max(1, amount) * 256) + 128;
  }
  return table;
}

/** Writes rows `from`..`to` of the frame as RGB bytes; `number` is the frame's place in the film. */
export function finishRows(
  frame: Frame,
  finish: Finish,
  number: number,
  out: Uint8Array,
  from: number,
  to: number,
): void {
  const { curve, vignette, grain, saturation } = finish;
  const { pixels, width } = frame;
  // Another part of the same grain for every frame.
  const offset = imul(number, 0x9e3779b1) >>> 14;
  for (let y = from; y < to; y++) {
    const grainRow = ((y * GRAIN_SIZE) & 0x3ffff) + offset;
    for (let x = 0, i = y * width, o = i * 3; x < width; x++, i++, o += 3) {
      const word = pixels[i]!;
      let r = curve[word & 255]!;
      let g = curve[(word >>> 8) & 255]!;
      let b = curve[(word >>> 16) & 255]!;
      const grey = (r * 77 + g * 150 + b * 29) >> 8;
      r = grey + (((r - grey) * saturation) >> 8);
      g = grey + (((g - grey) * saturation) >> 8);
      b = grey + (((b - grey) * saturation) >> 8);
      const v = vignette[i]! + 1;
      const n = grain[(grainRow + (x & 511)) & 0x3ffff]!;
      r = ((r * v) >> 8) + n;
      g = ((g * v) >> 8) + n;
      b = ((b * v) >> 8) + n;
      out[o] = r < 0 ? 0 : r > 65535 ? 255 : r >> 8;
      out[o + 1] = g < 0 ? 0 : g > 65535 ? 255 : g >> 8;
      out[o + 2] = b < 0 ? 0 : b > 65535 ? 255 : b >> 8;
    }
  }
}

/** Leaves a picture as it is. */
export function plainFinish(width: number, height: number): Finish {
  const curve = new Uint16Array(new SharedArrayBuffer(512));
  for (let i = 0; i < 256; i++) curve[i] = i * 256;
  return {
    curve,
    vignette: new Uint8Array(new SharedArrayBuffer(width * height)).fill(255),
    grain: new Int16Array(new SharedArrayBuffer(GRAIN_SIZE * GRAIN_SIZE * 2)).fill(128),
    saturation: 256,
  };
}
