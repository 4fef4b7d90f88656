const { abs, ceil, floor, imul, max, min, round } = Math;

/**
 * Pixels as premultiplied RGBA in one 32-bit word (red lowest), so that two channels are mixed by one
 * multiplication. A raster lies somewhere on the frame and may be larger than it.
 */
export interface Raster {
  pixels: Uint32Array<SharedArrayBuffer>;
  width: number;
  height: number;
  /** Where its top left corner lies on the frame, in frame pixels. */
  x: number;
  y: number;
  /** Frame pixels per pixel of the raster: 2 for soft things drawn at half size. */
  step: number;
  /** First and last-but-one column with anything in it, for every row. */
  spans: Int32Array<SharedArrayBuffer>;
  /** From this row down it hides everything behind it. */
  solidFrom: number;
}

export function createRaster(width: number, height: number, x: number, y: number, step: number): Raster {
  return {
    pixels: new Uint32Array(new SharedArrayBuffer(width * height * 4)),
    width,
    height,
    x,
    y,
    step,
    spans: new Int32Array(new SharedArrayBuffer(height * 8)),
    solidFrom: height,
  };
}

export function measureSpans(raster: Raster): void {
  const { pixels, width, height, spans } = raster;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let first = 0;
    while (first < width && pixels[row + first] === 0) first++;
    let last = width;
    while (last > first && pixels[row + last - 1] === 0) last--;
    spans[2 * y] = first;
    spans[2 * y + 1] = last;
  }
  raster.solidFrom = height;
  while (raster.solidFrom > 0 && isSolidRow(raster, raster.solidFrom - 1)) raster.solidFrom--;
}

function isSolidRow({ pixels, width }: Raster, y: number): boolean {
  for (let i = y * width; i < (y + 1) * width; i++) if (pixels[i]! < 0xff000000) return false;
  return true;
}

/** The frame row from which a placed raster hides what is behind it. */
export function hiddenFrom(frame: Frame, raster: Raster, at: Placement): number {
  if (at.light || at.wrap || at.opacity < 256 || raster.solidFrom >= raster.height) return frame.height;
  const middle = frame.height / 2;
  const top = ((raster.solidFrom + 0.5) * raster.step + raster.y - middle) * at.scale + middle + at.dy;
  return max(0, ceil(top + 1));
}

/** Where a raster is seen in one frame. */
export interface Placement {
  scale: number;
  dx: number;
  dy: number;
  /** 0..256. */
  opacity: number;
  /** Adds its light instead of covering. */
  light: boolean;
  /** The raster repeats: rain and snow. */
  wrap: boolean;
  /** Sideways displacement of a frame row, in frame pixels. */
  shift?: (frameY: number) => number;
}

export interface Frame {
  pixels: Uint32Array;
  width: number;
  height: number;
}

const PAIR = 0x00ff00ff;
const HALF = 0x00800080;

/** Draws a raster on a frame at a sub-pixel place, about the frame's centre. */
export function drawRaster(frame: Frame, raster: Raster, at: Placement, bottom = frame.height): void {
  const centreX = frame.width / 2;
  const centreY = frame.height / 2;
  const size = at.scale * raster.step;
  const stepV = 1 / size;
  const v0 = ((0.5 - centreY - at.dy) / at.scale + centreY - raster.y) / raster.step - 0.5;
  for (let y = 0; y < min(bottom, frame.height); y++) {
    let v = v0 + y * stepV;
    if (at.wrap) v -= floor(v / raster.height) * raster.height;
    else if (v < 0 || v > raster.height - 1) continue;
    const shift = at.shift === undefined ? 0 : at.shift(y);
    const u0 = ((0.5 - centreX - at.dx - shift) / at.scale + centreX - raster.x) / raster.step - 0.5;
    if (at.wrap) drawWrappedRow(frame, raster, at, y, u0, v);
    else drawRow(frame, raster, at, y, u0, v, stepV);
  }
}

function drawRow(frame: Frame, raster: Raster, at: Placement, y: number, u0: number, v: number, stepU: number): void {
  const { pixels, width, spans } = raster;
  const vi = floor(v);
  const fv = round((v - vi) * 256);
  const below = vi + 1 < raster.height ? vi + 1 : vi;
  const first = min(spans[2 * vi] ?? 0, spans[2 * below] ?? 0);
  const last = max(spans[2 * vi + 1] ?? 0, spans[2 * below + 1] ?? 0);
  if (last <= first) return;
  const from = max(0, ceil((max(first - 1, 0) - u0) / stepU));
  const exact = stepU === 1 && fv === 0 && abs(u0 - round(u0)) < 1e-6;
  // Between two pixels the right one must exist too.
  const end = exact ? last - 1 : min(last, width - 1.002);
  const to = min(frame.width - 1, floor((end - u0) / stepU + 1e-6));
  const run: Run = { from, to, base: y * frame.width, row0: vi * width, row1: below * width, fv };
  if (exact) copyRow(frame.pixels, pixels, at, run, round(u0));
  else blendRow(frame.pixels, pixels, at, run, u0, stepU);
}

/** Part of a frame row and the two raster rows it lies between. */
interface Run {
  from: number;
  to: number;
  base: number;
  row0: number;
  row1: number;
  /** Share of the lower row, of 256. */
  fv: number;
}

function copyRow(out: Uint32Array, pixels: Uint32Array, at: Placement, run: Run, offset: number): void {
  for (let x = run.from; x <= run.to; x++) put(out, run.base + x, pixels[run.row0 + offset + x]!, at);
}

/** Bilinear: the two rows are mixed column by column, and a column is used again as its neighbour's left one. */
function blendRow(out: Uint32Array, pixels: Uint32Array, at: Placement, run: Run, u0: number, stepU: number): void {
  const { base, row0, row1, fv } = run;
  const gv = 256 - fv;
  const du = round(stepU * 65536);
  let column = -2;
  let leftLow = 0;
  let leftHigh = 0;
  let rightLow = 0;
  let rightHigh = 0;
  for (let x = run.from, u = round((u0 + run.from * stepU) * 65536); x <= run.to; x++, u += du) {
    const ui = u >> 16;
    if (ui !== column) {
      if (ui === column + 1) {
        leftLow = rightLow;
        leftHigh = rightHigh;
      } else {
        const a = pixels[row0 + ui]!;
        const c = pixels[row1 + ui]!;
        leftLow = ((imul(a & PAIR, gv) + imul(c & PAIR, fv) + HALF) >>> 8) & PAIR;
        leftHigh = ((imul((a >>> 8) & PAIR, gv) + imul((c >>> 8) & PAIR, fv) + HALF) >>> 8) & PAIR;
      }
      const b = pixels[row0 + ui + 1]!;
      const d = pixels[row1 + ui + 1]!;
      rightLow = ((imul(b & PAIR, gv) + imul(d & PAIR, fv) + HALF) >>> 8) & PAIR;
      rightHigh = ((imul((b >>> 8) & PAIR, gv) + imul((d >>> 8) & PAIR, fv) + HALF) >>> 8) & PAIR;
      column = ui;
    }
    if ((leftLow | leftHigh | rightLow | rightHigh) === 0) continue;
    const fu = (u >> 8) & 255;
    const gu = 256 - fu;
    const low = ((imul(leftLow, gu) + imul(rightLow, fu) + HALF) >>> 8) & PAIR;
    const high = (imul(leftHigh, gu) + imul(rightHigh, fu) + HALF) & 0xff00ff00;
    put(out, base + x, (low | high) >>> 0, at);
  }
}

function put(out: Uint32Array, i: number, word: number, at: Placement): void {
  if (word === 0) return;
  const source = at.opacity < 256 ? scaleWord(word, at.opacity) : word;
  out[i] = at.light ? add(out[i]!, source) : over(out[i]!, source);
}

function drawWrappedRow(frame: Frame, raster: Raster, at: Placement, y: number, u0: number, v: number): void {
  const { pixels, width, height } = raster;
  const vi = floor(v);
  const fv = round((v - vi) * 256);
  const row0 = (vi % height) * width;
  const row1 = ((vi + 1) % height) * width;
  const start = u0 - floor(u0 / width) * width;
  let ui = floor(start);
  const fu = round((start - ui) * 256);
  const out = frame.pixels;
  const base = y * frame.width;
  for (let x = 0; x < frame.width; x++, ui++) {
    if (ui >= width) ui -= width;
    const right = ui + 1 < width ? ui + 1 : 0;
    const a = pixels[row0 + ui]!;
    const b = pixels[row0 + right]!;
    const c = pixels[row1 + ui]!;
    const d = pixels[row1 + right]!;
    if ((a | b | c | d) === 0) continue;
    const source = scaleWord(blend4(a, b, c, d, fu, fv), at.opacity);
    out[base + x] = at.light ? add(out[base + x]!, source) : over(out[base + x]!, source);
  }
}

function blend4(a: number, b: number, c: number, d: number, fu: number, fv: number): number {
  const gu = 256 - fu;
  const gv = 256 - fv;
  const topLow = ((imul(a & PAIR, gu) + imul(b & PAIR, fu) + HALF) >>> 8) & PAIR;
  const topHigh = ((imul((a >>> 8) & PAIR, gu) + imul((b >>> 8) & PAIR, fu) + HALF) >>> 8) & PAIR;
  const lowLow = ((imul(c & PAIR, gu) + imul(d & PAIR, fu) + HALF) >>> 8) & PAIR;
  const lowHigh = ((imul((c >>> 8) & PAIR, gu) + imul((d >>> 8) & PAIR, fu) + HALF) >>> 8) & PAIR;
  const low = ((imul(topLow, gv) + imul(lowLow, fv) + HALF) >>> 8) & PAIR;
  const high = (imul(topHigh, gv) + imul(lowHigh, fv) + HALF) & 0xff00ff00;
  return (low | high) >>> 0;
}

function scaleWord(word: number, factor: number): number {
  const low = ((imul(word & PAIR, factor) + HALF) >>> 8) & PAIR;
  const high = (imul((word >>> 8) & PAIR, factor) + HALF) & 0xff00ff00;
  return (low | high) >>> 0;
}

/** Premultiplied source over an opaque frame. */
function over(under: number, source: number): number {
  const alpha = source >>> 24;
  if (alpha === 255) return source;
  const keep = 256 - alpha - (alpha >> 7);
  const low = ((imul(under & PAIR, keep) + HALF) >>> 8) & PAIR;
  const high = (imul((under >>> 8) & PAIR, keep) + HALF) & 0xff00ff00;
  return add((low | high) >>> 0, source);
}

/** Adds channel by channel, stopping at white. */
function add(a: number, b: number): number {
  const low = (a & PAIR) + (b & PAIR);
  const high = ((a >>> 8) & PAIR) + ((b >>> 8) & PAIR);
  const lowFull = (low & 0x01000100) >>> 8;
  const highFull = (high & 0x01000100) >>> 8;
  const l = (low | imul(lowFull, 255)) & PAIR;
  const h = (high | imul(highFull, 255)) & PAIR;
  return (l | (h << 8)) >>> 0;
}
