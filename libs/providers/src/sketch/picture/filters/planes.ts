import type { Breath } from '../../common/breath.js';

const { ceil, exp, max, min } = Math;

/** One channel of a picture, 0..255, row by row. */
export interface Plane {
  data: Float32Array;
  width: number;
  height: number;
}

export function createPlane(width: number, height: number): Plane {
  return { data: new Float32Array(width * height), width, height };
}

/** Separable Gaussian; the edge pixel is repeated outside. */
export async function gaussian(plane: Plane, sigma: number, breath: Breath): Promise<Plane> {
  const radius = max(1, ceil(sigma * 3));
  const kernel = new Float32Array(2 * radius + 1);
  let total = 0;
  for (let i = -radius; i <= radius; i++) total += kernel[i + radius] = exp(-(i * i) / (2 * sigma * sigma));
  for (let i = 0; i < kernel.length; i++) kernel[i]! /= total;
  return convolve(await convolve(plane, kernel, 1, 0, breath), kernel, 0, 1, breath);
}

async function convolve(plane: Plane, kernel: Float32Array, dx: number, dy: number, breath: Breath): Promise<Plane> {
  const { data, width, height } = plane;
  const radius = (kernel.length - 1) / 2;
  const out = createPlane(width, height);
  for (let y = 0; y < height; y++) {
    if ((y & 7) === 0) await breath.take();
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = -radius; k <= radius; k++) {
        const sx = min(width - 1, max(0, x + k * dx));
        const sy = min(height - 1, max(0, y + k * dy));
        sum += data[sy * width + sx]! * kernel[k + radius]!;
      }
      out.data[y * width + x] = sum;
    }
  }
  return out;
}
