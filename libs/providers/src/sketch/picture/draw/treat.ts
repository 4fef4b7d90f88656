import type { Breath } from '../../common/breath.js';
import { fbm2, noise2 } from '../../common/noise.js';
import type { Raster } from '../../common/raster.js';
import type { Rgb } from './colour.js';
import type { Layer, Stage } from './layer.js';

const { floor, hypot, max, min, round, sqrt } = Math;

/** What a drawing style does to a plane after it is drawn, pixel by pixel. Places are in frame pixels throughout. */
export async function treat(raster: Raster, layer: Layer, stage: Stage, breath: Breath): Promise<void> {
  if (layer.light === true || layer.motion?.wrap === true) return;
  const solid = layer.coarse !== true && layer.near > 0.005;
  if (stage.style === 'watercolour') await wash(raster, stage, solid, layer.near, breath);
  if (layer.relief !== undefined) await model(raster, stage, breath);
  if (stage.style === 'comic') {
    if (solid && layer.near >= 0.09) await outlineInk(raster, stage, layer.relief !== undefined ? 3 : 1.6, breath);
    if (layer.coarse !== true) await halftone(raster, stage, breath);
  }
}

type Shade = (alpha: number, x: number, y: number, i: number) => number;

/** Scales the colours of every pixel by a factor around 1; above 1 goes towards the light's colour. */
async function shadeAll(raster: Raster, towards: Rgb, shade: Shade, breath: Breath): Promise<void> {
  const { pixels, width, height, spans } = raster;
  for (let y = 0; y < height; y++) {
    for (let x = spans[2 * y]!; x < spans[2 * y + 1]!; x++) {
      const i = y * width + x;
      const word = pixels[i]!;
      const alpha = word >>> 24;
      if (alpha === 0) continue;
      const k = shade(alpha, x, y, i);
      pixels[i] = k >= 1 ? lit(word, alpha, towards, min(1, k - 1)) : dimmed(word, alpha, max(0, k));
    }
    await breath.take();
  }
}

function dimmed(word: number, alpha: number, k: number): number {
  const r = round((word & 255) * k);
  const g = round(((word >>> 8) & 255) * k);
  const b = round(((word >>> 16) & 255) * k);
  return (r | (g << 8) | (b << 16) | (alpha << 24)) >>> 0;
}

function lit(word: number, alpha: number, light: Rgb, k: number): number {
  const a = alpha / 255;
  const r = word & 255;
  const g = (word >>> 8) & 255;
  const b = (word >>> 16) & 255;
  const nr = min(alpha, round(r + (light[0] * a - r) * k));
  const ng = min(alpha, round(g + (light[1] * a - g) * k));
  const nb = min(alpha, round(b + (light[2] * a - b) * k));
  return (max(0, nr) | (max(0, ng) << 8) | (max(0, nb) << 16) | (alpha << 24)) >>> 0;
}

/** How round things look, how strong their rim is, and how rough their surface, by style. */
const FORMS: Record<Stage['style'], { puff: number; rim: number; rough: number }> = {
  realistic: { puff: 0.34, rim: 0.5, rough: 0.16 },
  anime: { puff: 0, rim: 0.55, rough: 0 },
  comic: { puff: 0, rim: 0.3, rough: 0 },
  '3d_render': { puff: 0.62, rim: 0.6, rough: 0 },
  cartoon: { puff: 0.1, rim: 0.42, rough: 0 },
  watercolour: { puff: 0, rim: 0, rough: 0 },
  noir: { puff: 0.25, rim: 0.8, rough: 0.05 },
};

/** Rim light on the side of the source, and roundness from the distance to the edge. */
async function model(raster: Raster, stage: Stage, breath: Breath): Promise<void> {
  const { width, height, pixels } = raster;
  const form = FORMS[stage.style];
  const reach = max(1, round(2.6 * stage.scale));
  const soft = form.puff > 0 ? await blurredAlpha(raster, max(2, round(15 * stage.scale)), breath) : undefined;
  const source = form.rim > 0 ? pixels.slice() : pixels;
  const side = stage.light.side;
  const arm = max(1, round(7 * stage.scale));
  const shade: Shade = (alpha, x, y) => {
    let k = 1;
    if (soft) {
      const gx = soft[y * width + min(width - 1, x + arm)]! - soft[y * width + max(0, x - arm)]!;
      const gy = soft[min(height - 1, y + arm) * width + x]! - soft[max(0, y - arm) * width + x]!;
      // The blurred silhouette falls off towards its edges: its slope is a normal.
      const turned = (-gx * side + gy * 0.8) / 255;
      k += turned * form.puff * (turned > 0 ? 0.9 : 1.15);
    }
    if (form.rough > 0)
      k += (noise2((x + raster.x) / (2.2 * stage.scale), (y + raster.y) / (2.2 * stage.scale), 77) - 0.5) * form.rough;
    const ax = x + side * reach;
    const ay = y - reach;
    const beside = ax < 0 || ax >= width || ay < 0 ? 0 : source[ay * width + ax]! >>> 24;
    const rim = max(0, alpha - beside) / 255;
    return k + rim * form.rim;
  };
  await shadeAll(raster, stage.light.colour, shade, breath);
}

/** The silhouette blurred by two passes of a box. */
async function blurredAlpha(raster: Raster, radius: number, breath: Breath): Promise<Float32Array> {
  const { width, height, pixels } = raster;
  let from = new Float32Array(width * height);
  for (let i = 0; i < from.length; i++) from[i] = pixels[i]! >>> 24;
  for (let pass = 0; pass < 2; pass++) {
    from = await boxRun(from, width, height, 1, width, radius, breath);
    from = await boxRun(from, height, width, width, 1, radius, breath);
  }
  return from;
}

async function boxRun(
  data: Float32Array<ArrayBuffer>,
  length: number,
  lines: number,
  step: number,
  stride: number,
  radius: number,
  breath: Breath,
): Promise<Float32Array<ArrayBuffer>> {
  const out = new Float32Array(data.length);
  const scale = 1 / (2 * radius + 1);
  for (let line = 0; line < lines; line++) {
    const base = line * stride;
    let sum = 0;
    for (let k = 0; k <= min(radius, length - 1); k++) sum += data[base + k * step]!;
    for (let i = 0; i < length; i++) {
      out[base + i * step] = sum * scale;
      if (i + radius + 1 < length) sum += data[base + (i + radius + 1) * step]!;
      if (i - radius >= 0) sum -= data[base + (i - radius) * step]!;
    }
    if ((line & 15) === 0) await breath.take();
  }
  return out;
}

/** An ink line around the silhouette. */
async function outlineInk(raster: Raster, stage: Stage, weight: number, breath: Breath): Promise<void> {
  const { pixels, width, height } = raster;
  const source = pixels.slice();
  const r = max(1, round(weight * stage.scale));
  const diagonal = max(1, round(r * 0.7));
  const offsets = [
    r,
    -r,
    r * width,
    -r * width,
    diagonal * (width + 1),
    diagonal * (width - 1),
    -diagonal * (width + 1),
    -diagonal * (width - 1),
  ];
  const [ir, ig, ib] = stage.light.ink;
  for (let y = r; y < height - r; y++) {
    for (let x = r; x < width - r; x++) {
      const i = y * width + x;
      const own = source[i]! >>> 24;
      if (own === 255) continue;
      let around = 0;
      for (const offset of offsets) {
        const alpha = source[i + offset]! >>> 24;
        if (alpha > around) around = alpha;
      }
      if (around <= own) continue;
      // The drawing stays on top of its line.
      const k = (around / 255) * (1 - own / 255);
      const word = source[i]!;
      const a = min(255, own + round(255 * k));
      const red = min(a, (word & 255) + round(ir * k));
      const green = min(a, ((word >>> 8) & 255) + round(ig * k));
      const blue = min(a, ((word >>> 16) & 255) + round(ib * k));
      pixels[i] = (red | (green << 8) | (blue << 16) | (a << 24)) >>> 0;
    }
    await breath.take();
  }
}

/** Dots on a slanted grid, larger where it is darker. */
async function halftone(raster: Raster, stage: Stage, breath: Breath): Promise<void> {
  const period = max(3.2, 9 * stage.scale);
  const f = 0.7071 / period;
  const { pixels } = raster;
  await shadeAll(
    raster,
    stage.light.colour,
    (alpha, x, y, i) => {
      const word = pixels[i]!;
      const luma = (0.3 * (word & 255) + 0.59 * ((word >>> 8) & 255) + 0.11 * ((word >>> 16) & 255)) / alpha;
      const fx = x * raster.step + raster.x;
      const fy = y * raster.step + raster.y;
      const u = (fx + fy) * f;
      const v = (fx - fy) * f;
      const d = hypot(u - round(u), v - round(v));
      const size = 0.52 * sqrt(max(0, 0.92 - luma));
      const cover = min(1, max(0, (size - d) * period * 0.8 + 0.5));
      return 1 - cover * 0.2 + (1 - cover) * 0.04;
    },
    breath,
  );
}

/** Watercolour: wandering edges, pigment that gathers at them, and paper showing through. */
async function wash(raster: Raster, stage: Stage, solid: boolean, near: number, breath: Breath): Promise<void> {
  const s = stage.scale;
  const seed = round(near * 1000);
  if (solid) await wander(raster, s, seed, breath);
  const soft = solid ? await blurredAlpha(raster, max(1, round(5 * s)), breath) : undefined;
  await shadeAll(
    raster,
    [252, 249, 242],
    (alpha, x, y, i) => {
      const fx = (x * raster.step + raster.x) / s;
      const fy = (y * raster.step + raster.y) / s;
      const bloom = fbm2(fx * 0.011, fy * 0.011, 3, seed) - 0.5;
      const tooth = noise2(fx * 0.33, fy * 0.33, 5) - 0.5;
      const edge = soft ? max(0, alpha - soft[i]!) / 255 : 0;
      return 1.1 + bloom * 0.75 + tooth * 0.12 - edge * 0.62;
    },
    breath,
  );
}

/** Moves every pixel a little along noise. */
async function wander(raster: Raster, scale: number, seed: number, breath: Breath): Promise<void> {
  const { pixels, width, height } = raster;
  const source = pixels.slice();
  const reach = 9 * scale;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fx = (x * raster.step + raster.x) / scale;
      const fy = (y * raster.step + raster.y) / scale;
      const dx = (noise2(fx * 0.035, fy * 0.035, seed) + 0.4 * noise2(fx * 0.12, fy * 0.12, seed) - 0.7) * reach;
      const dy =
        (noise2(fx * 0.035, fy * 0.035, seed + 9) + 0.4 * noise2(fx * 0.12, fy * 0.12, seed + 9) - 0.7) * reach;
      const sx = min(width - 1, max(0, floor(x + dx)));
      const sy = min(height - 1, max(0, floor(y + dy)));
      pixels[y * width + x] = source[sy * width + sx]!;
    }
    await breath.take();
  }
}
