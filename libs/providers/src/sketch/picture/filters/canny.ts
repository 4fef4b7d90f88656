import type { Breath } from '../../common/breath.js';
import { type Plane, createPlane, gaussian } from './planes.js';

const { abs, atan2, hypot, max, min, round, tanh } = Math;

const SIGMA = 1.2;

/**
 * Canny's edges: smoothed, differentiated (Sobel), thinned across the edge, kept where strong or connected to strong.
 * Thresholds are for the gradient scaled to 0..255 for a full black-to-white step.
 */
export async function canny(grey: Plane, low: number, high: number, breath: Breath): Promise<Plane> {
  const { magnitude, direction } = sobel(await gaussian(grey, SIGMA, breath));
  await breath.take();
  const thinned = thin(magnitude, direction);
  await breath.take();
  return hysteresis(thinned, min(low, high), max(low, high));
}

function sobel(plane: Plane): { magnitude: Plane; direction: Uint8Array } {
  const { data, width, height } = plane;
  const magnitude = createPlane(width, height);
  const direction = new Uint8Array(width * height);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const [a, b, c] = [data[i - width - 1]!, data[i - width]!, data[i - width + 1]!];
      const [d, e] = [data[i - 1]!, data[i + 1]!];
      const [f, g, h] = [data[i + width - 1]!, data[i + width]!, data[i + width + 1]!];
      const gx = c + 2 * e + h - a - 2 * d - f;
      const gy = f + 2 * g + h - a - 2 * b - c;
      // A clean step of height s, smoothed first, has a Sobel response of about 1.25 s.
      magnitude.data[i] = hypot(gx, gy) / 1.25;
      const octant = round((atan2(gy, gx) / Math.PI) * 4);
      direction[i] = (octant + 4) % 4;
    }
  }
  return { magnitude, direction };
}

/** Neighbours along the gradient, by direction: →, ↘, ↓, ↙. */
const ALONG = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
] as const;

function thin(magnitude: Plane, direction: Uint8Array): Plane {
  const { data, width, height } = magnitude;
  const out = createPlane(width, height);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const [dx, dy] = ALONG[direction[i]! as 0 | 1 | 2 | 3];
      const step = dy * width + dx;
      const m = data[i]!;
      if (m > data[i - step]! && m >= data[i + step]!) out.data[i] = m;
    }
  }
  return out;
}

function hysteresis(thinned: Plane, low: number, high: number): Plane {
  const { data, width, height } = thinned;
  const out = createPlane(width, height);
  const stack: number[] = [];
  for (let i = 0; i < data.length; i++) {
    if (data[i]! < high || out.data[i] !== 0) continue;
    out.data[i] = 255;
    stack.push(i);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const j = at + dy * width + dx;
          if (j < 0 || j >= width * height || out.data[j] !== 0 || data[j]! < low) continue;
          out.data[j] = 255;
          stack.push(j);
        }
      }
    }
  }
  return out;
}

/** Lines as a pencil would draw them: what a small blur loses against a larger one. White on black. */
export async function lineart(grey: Plane, breath: Breath): Promise<Plane> {
  const fine = await gaussian(grey, 0.9, breath);
  const coarse = await gaussian(grey, 1.9, breath);
  const out = createPlane(grey.width, grey.height);
  for (let i = 0; i < out.data.length; i++) {
    const difference = coarse.data[i]! - fine.data[i]!;
    out.data[i] = 255 * min(1, max(0, tanh((difference - 0.8) * 0.17)));
  }
  return out;
}

/** A guess at depth for a picture without planes: low and contrasty is near, high and smooth is far. */
export async function guessDepth(grey: Plane, breath: Breath): Promise<Plane> {
  const { width, height } = grey;
  const soft = await gaussian(grey, 3, breath);
  const detail = createPlane(width, height);
  for (let i = 0; i < detail.data.length; i++) detail.data[i] = min(60, abs(grey.data[i]! - soft.data[i]!));
  const busy = await gaussian(detail, min(12, max(2, min(width, height) / 60)), breath);
  const out = createPlane(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const away = hypot(x / width - 0.5, y / height - 0.55);
      out.data[i] =
        255 * min(1, 0.1 + 0.55 * (y / height) + 0.3 * min(1, busy.data[i]! / 9) + 0.15 * max(0, 0.5 - away));
    }
  }
  return gaussian(out, 2, breath);
}
