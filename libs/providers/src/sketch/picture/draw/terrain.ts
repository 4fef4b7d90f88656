import { fbm1, fbm2, noise2, smoothstep } from '../../common/noise.js';
import type { Rgb } from './colour.js';
import type { PaintRow, Stage } from './layer.js';

const { abs, floor, max, min, round, sin, sqrt, tanh } = Math;

export type Character = 'peaks' | 'hills' | 'dunes' | 'mesas' | 'waves' | 'billows' | 'flat';

/** A strip of land (or of swell) from its ridge down to the bottom of the picture. */
export interface Terrain {
  character: Character;
  seed: number;
  /** Where the lowest valleys lie and how far the summits stand above, in stage units. */
  base: number;
  height: number;
  /** Stage units from one summit to the next, about. */
  length: number;
  body: Rgb;
  /** The sides towards and away from the light. */
  bright: Rgb;
  shade: Rgb;
  /** What the foot of the strip fades into, over `fade` units, by at most `veil`. */
  haze: Rgb;
  fade: number;
  veil: number;
  lightSide: -1 | 1;
  /** How much the surface shows its form, 0..1. */
  relief: number;
  /** White above this height of the ridge (stage y), where it isn't too steep. */
  snow?: { line: number; colour: Rgb };
}

/** The ridge line of a terrain: y at x. */
export function ridgeOf(t: Terrain): (x: number) => number {
  const f = 1 / t.length;
  switch (t.character) {
    case 'peaks':
      return (x) => {
        const u = x * f;
        const big = 1 - abs(2 * fbm1(u, 2, t.seed) - 1) * 1.5;
        const mid = 1 - abs(2 * fbm1(u * 2.7, 2, t.seed + 7) - 1);
        const fine = fbm1(u * 11, 3, t.seed + 13);
        return t.base - t.height * max(0, big * 0.72 + mid * 0.34 * max(0.2, big) + fine * 0.13 - 0.12);
      };
    case 'dunes':
      return (x) => {
        const u = x * f + t.seed * 0.37;
        const phase = u - floor(u);
        const crest = phase < 0.68 ? phase / 0.68 : 1 - (phase - 0.68) / 0.32;
        const tall = 0.45 + 0.55 * fbm1(floor(u) * 3.3, 1, t.seed);
        const rise = crest * crest * (3 - 2 * crest);
        return t.base - t.height * (rise * tall * 0.8 + fbm1(x * f * 0.8, 2, t.seed + 3) * 0.4);
      };
    case 'mesas':
      return (x) => {
        const plateau = smoothstep(0.5, 0.56, fbm1(x * f, 2, t.seed));
        const step = smoothstep(0.6, 0.64, fbm1(x * f, 2, t.seed));
        return t.base - t.height * (plateau * 0.66 + step * 0.3 + fbm1(x * f * 9, 3, t.seed + 5) * 0.07);
      };
    case 'waves':
      return (x) => {
        // Two swells of different length that lean the same way, and chop on top.
        const u = x * f + 0.9 * fbm1(x * f * 0.6, 2, t.seed + 3);
        const long = 0.5 + 0.5 * sin(u * 3.1 + 0.55 * sin(u * 3.1 + 0.8));
        const short = 0.5 + 0.5 * sin(u * 8.3 + 0.7 * sin(u * 8.3 + 0.8) + t.seed);
        const tall = 0.35 + 0.9 * fbm1(u * 0.45, 2, t.seed);
        return t.base - t.height * (long * long * tall + 0.2 * short * long + 0.09 * fbm1(x * f * 14, 3, t.seed + 9));
      };
    case 'billows':
      return (x) =>
        t.base -
        t.height *
          (dome(x * f, t.seed) * 0.6 +
            dome(x * f * 2.3 + 0.4, t.seed + 5) * 0.3 +
            dome(x * f * 5.1, t.seed + 9) * 0.13);
    case 'hills':
      return (x) => t.base - t.height * (fbm1(x * f, 3, t.seed) * 1.25 - 0.1);
    case 'flat':
      return (x) => t.base - t.height * fbm1(x * f, 3, t.seed);
  }
}

/** Round heaps of different height side by side, as clouds have them. */
function dome(u: number, seed: number): number {
  let top = 0;
  for (const cell of [floor(u) - 1, floor(u), floor(u) + 1]) {
    const away = (u - cell - 0.5 - 0.3 * (noise2(cell * 5.3, 1.5, seed) - 0.5)) / 0.78;
    if (abs(away) < 1) top = max(top, sqrt(1 - away * away) * (0.45 + 0.75 * noise2(cell * 7.7, 4.5, seed)));
  }
  return top;
}

export function terrainPaint(t: Terrain, stage: Stage): PaintRow {
  const ridge = ridgeOf(t);
  let columns: Columns | undefined;
  const rocky = t.character === 'peaks' || t.character === 'mesas';
  const octaves = rocky ? (stage.detail > 1 ? 4 : 3) : 2;
  return (y, x0, dx, count, out) => {
    if (columns?.x0 !== x0 || columns.dx !== dx || columns.tops.length !== count) {
      columns = measureColumns(ridge, x0, dx, count, t);
    }
    if (y < columns.highest - dx) return;
    for (let i = 0; i < count; i++) {
      const depth = y - columns.tops[i]!;
      const cover = depth / dx + 0.5;
      if (cover <= 0) continue;
      shadePixel(t, columns, i, x0 + i * dx, y, depth, rocky, octaves, out);
      if (cover < 1) for (let c = 0; c < 4; c++) out[4 * i + c]! *= cover;
    }
  };
}

interface Columns {
  x0: number;
  dx: number;
  tops: Float32Array;
  slopes: Float32Array;
  highest: number;
}

function measureColumns(ridge: (x: number) => number, x0: number, dx: number, count: number, t: Terrain): Columns {
  const tops = new Float32Array(count);
  const slopes = new Float32Array(count);
  const arm = t.length * 0.05;
  let highest = Infinity;
  for (let i = 0; i < count; i++) {
    const x = x0 + i * dx;
    tops[i] = ridge(x);
    slopes[i] = (ridge(x + arm) - ridge(x - arm)) / (2 * arm);
    if (tops[i]! < highest) highest = tops[i]!;
  }
  return { x0, dx, tops, slopes, highest };
}

function shadePixel(
  t: Terrain,
  columns: Columns,
  i: number,
  x: number,
  y: number,
  depth: number,
  rocky: boolean,
  octaves: number,
  out: Float32Array,
): void {
  const f = 1 / t.length;
  // Look up the slope of the ridge along a jagged way down, so that flanks fall in facets.
  const soft = t.character === 'billows';
  const jagged = rocky || soft;
  const jag = jagged
    ? (fbm2(x * f * 4, y * f * (soft ? 4 : 2.4), octaves, t.seed + 21) - 0.5) * depth * (soft ? 3 : 1.9)
    : 0;
  const column = min(columns.slopes.length - 1, max(0, round(i + jag / columns.dx)));
  const fall = max(0, 1 - depth / (soft ? t.height * 0.55 : t.height * 1.5 + 40));
  const slope = columns.slopes[column]! * t.lightSide * (rocky ? 1.5 : soft ? 0.7 : 2.2);
  const rough = jagged
    ? fbm2(x * f * (soft ? 5 : 15) + jag * f, y * f * (soft ? 6 : 11), 2, t.seed + 33) - 0.5
    : noise2(x * f * 3, y * f * 14, t.seed + 33) - 0.5;
  // Heaps of cloud are bright on top and hollow between.
  const crown = soft ? 0.55 * fall * fall - 0.2 : 0;
  let tone = (tanh(-slope) * fall + crown + rough * (soft ? 1.3 : rocky ? 0.75 : 0.3)) * t.relief;
  tone = min(1, max(-1, tone));
  const [r1, g1, b1] = tone > 0 ? t.bright : t.shade;
  const k = abs(tone);
  let r = t.body[0] + (r1 - t.body[0]) * k;
  let g = t.body[1] + (g1 - t.body[1]) * k;
  let b = t.body[2] + (b1 - t.body[2]) * k;
  if (t.snow) {
    const line = t.snow.line + rough * t.height * 0.4 + jag * 0.2;
    const white = smoothstep(-t.height * 0.03, t.height * 0.03, line - y) * (tone < 0 ? 0.9 : 1);
    const dim = tone < 0 ? 1 + tone * 0.55 : 1;
    r += (t.snow.colour[0] * dim + t.shade[0] * (1 - dim) - r) * white;
    g += (t.snow.colour[1] * dim + t.shade[1] * (1 - dim) - g) * white;
    b += (t.snow.colour[2] * dim + t.shade[2] * (1 - dim) - b) * white;
  }
  const veil = smoothstep(0, 1, depth / t.fade) * t.veil;
  const o = i * 4;
  out[o] = r + (t.haze[0] - r) * veil;
  out[o + 1] = g + (t.haze[1] - g) * veil;
  out[o + 2] = b + (t.haze[2] - b) * veil;
  out[o + 3] = 255;
}
