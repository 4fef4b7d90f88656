import sharp from 'sharp';

import type { Breath } from '../../common/breath.js';
import { type Raster, createRaster, measureSpans } from '../../common/raster.js';
import { type Layer, type PaintRow, type Part, type Stage, STAGE_HEIGHT } from './layer.js';
import { treat } from './treat.js';

const { ceil, floor, imul, max, min, round } = Math;

async function styled(raster: Raster, layer: Layer, stage: Stage, breath: Breath): Promise<void> {
  measureSpans(raster);
  await treat(raster, layer, stage, breath);
  // Lines and washes go beyond what was drawn.
  measureSpans(raster);
}

/** The part of the stage a raster covers, in frame pixels. */
interface Window {
  x: number;
  y: number;
  width: number;
  height: number;
  step: number;
}

/** Rows of random offsets below one level: gradients are dithered instead of banded. */
const DITHER = ditherTable();

function ditherTable(): Float32Array {
  const table = new Float32Array(4096);
  let state = 12345;
  for (let i = 0; i < table.length; i++) {
    state = (imul(state, 1664525) + 1013904223) >>> 0;
    table[i] = state / 4294967296 - 0.5;
  }
  return table;
}

export async function rasteriseLayer(layer: Layer, stage: Stage, breath: Breath): Promise<Raster> {
  // A plane that repeats is exactly as large as the frame.
  const area = layer.motion?.wrap === true ? { ...stage, marginX: 0, marginY: 0 } : stage;
  const window = wholeWindow(area, layer.coarse === true ? 2 : 1);
  const raster = createRaster(window.width, window.height, window.x, window.y, window.step);
  for (const part of layer.parts) await drawPart(part, raster, stage, breath);
  await styled(raster, layer, stage, breath);
  return raster;
}

/** One phase of a looping drawing, as large as its box. */
export async function rasterisePhase(layer: Layer, phase: number, stage: Stage, breath: Breath): Promise<Raster> {
  if (layer.loop === undefined) return rasteriseLayer(layer, stage, breath);
  const [left, top, width, height] = layer.loop.box;
  const x = floor(left * stage.scale) - 2;
  const y = floor(top * stage.scale) - 2;
  const raster = createRaster(ceil(width * stage.scale) + 4, ceil(height * stage.scale) + 4, x, y, 1);
  await drawPart({ svg: layer.loop.draw(phase) }, raster, stage, breath);
  await styled(raster, layer, stage, breath);
  return raster;
}

function wholeWindow(stage: Stage, step: number): Window {
  // One more pixel all round for coarse planes, as their edges are interpolated.
  const marginX = ceil((stage.marginX * stage.scale) / step) * step + (step > 1 ? step : 0);
  const marginY = ceil((stage.marginY * stage.scale) / step) * step + (step > 1 ? step : 0);
  return {
    x: -marginX,
    y: -marginY,
    width: ceil((stage.pixelWidth + 2 * marginX) / step) + (step > 1 ? 1 : 0),
    height: ceil((stage.pixelHeight + 2 * marginY) / step) + (step > 1 ? 1 : 0),
    step,
  };
}

async function drawPart(part: Part, raster: Raster, stage: Stage, breath: Breath): Promise<void> {
  if ('svg' in part) {
    if (part.svg.length > 0) await stampSvg(part.svg, raster, stage, breath);
  } else await paintRows(part.paint, raster, stage, breath);
}

function svgDocument(body: string, raster: Raster, stage: Stage): string {
  const unit = raster.step / stage.scale;
  const box = [raster.x / stage.scale, raster.y / stage.scale, raster.width * unit, raster.height * unit];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${raster.width}" ` +
    `height="${raster.height}" viewBox="${box.map((n) => n.toFixed(4)).join(' ')}">${body}</svg>`
  );
}

async function stampSvg(body: string, raster: Raster, stage: Stage, breath: Breath): Promise<void> {
  const { data, info } = await sharp(Buffer.from(svgDocument(body, raster, stage)), { unlimited: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { pixels, width } = raster;
  const columns = min(info.width, width);
  const straight = new Uint32Array(data.buffer, data.byteOffset, data.byteLength >> 2);
  for (let y = 0; y < min(info.height, raster.height); y++) {
    const from = y * info.width;
    const to = y * width;
    for (let x = 0; x < columns; x++) {
      const word = straight[from + x]!;
      if (word >>> 24 !== 0) pixels[to + x] = stamp(pixels[to + x]!, word);
    }
    if ((y & 31) === 0) await breath.take();
  }
}

/** A straight-alpha word over a premultiplied one. */
function stamp(under: number, straight: number): number {
  const alpha = straight >>> 24;
  if (alpha === 255) return straight;
  const keep = 255 - alpha;
  const r = ((straight & 255) * alpha + (under & 255) * keep + 127) / 255;
  const g = (((straight >>> 8) & 255) * alpha + ((under >>> 8) & 255) * keep + 127) / 255;
  const b = (((straight >>> 16) & 255) * alpha + ((under >>> 16) & 255) * keep + 127) / 255;
  const a = alpha + ((under >>> 24) * keep + 127) / 255;
  return ((r & 255) | ((g & 255) << 8) | ((b & 255) << 16) | (min(255, a) << 24)) >>> 0;
}

async function paintRows(paint: PaintRow, raster: Raster, stage: Stage, breath: Breath): Promise<void> {
  const { pixels, width, height } = raster;
  const row = new Float32Array(width * 4);
  const unit = raster.step / stage.scale;
  const x0 = (raster.x + raster.step / 2) / stage.scale;
  const y0 = (raster.y + raster.step / 2) / stage.scale;
  for (let y = 0; y < height; y++) {
    row.fill(0);
    paint(y0 + y * unit, x0, unit, width, row);
    storeRow(row, pixels, y * width, width, raster.y + y, raster.x);
    await breath.take();
  }
}

function storeRow(
  row: Float32Array,
  pixels: Uint32Array,
  base: number,
  width: number,
  frameY: number,
  frameX: number,
): void {
  for (let x = 0; x < width; x++) {
    const alpha = row[4 * x + 3]!;
    if (alpha <= 0.4 && row[4 * x]! + row[4 * x + 1]! + row[4 * x + 2]! <= 0.4) continue;
    // The dither belongs to the place on the frame, so that a margin doesn't change the picture.
    const d = DITHER[(imul(frameY, 0x9e3779b1) + imul(x + frameX, 0x85ebca6b)) >>> 20]! + 0.5;
    const a = min(255, floor(alpha + d));
    const limit = a === 0 ? 255 : a;
    const r = min(limit, max(0, floor(row[4 * x]! + d)));
    const g = min(limit, max(0, floor(row[4 * x + 1]! + d)));
    const b = min(limit, max(0, floor(row[4 * x + 2]! + d)));
    const word = (r | (g << 8) | (b << 16) | (a << 24)) >>> 0;
    const under = pixels[base + x]!;
    pixels[base + x] = under === 0 || a === 255 ? word : mergeOver(under, word);
  }
}

function mergeOver(under: number, over: number): number {
  const keep = 255 - (over >>> 24);
  let word = 0;
  for (let shift = 0; shift < 32; shift += 8) {
    const sum = ((over >>> shift) & 255) + round((((under >>> shift) & 255) * keep) / 255);
    word |= min(255, sum) << shift;
  }
  return word >>> 0;
}

export function createStage(
  width: number,
  height: number,
  overscan: { x: number; y: number },
  facts: Pick<Stage, 'style' | 'detail' | 'light'>,
): Stage {
  const scale = height / STAGE_HEIGHT;
  const aspect = width / height;
  return {
    width: STAGE_HEIGHT * aspect,
    scale,
    marginX: overscan.x * STAGE_HEIGHT * aspect,
    marginY: overscan.y * STAGE_HEIGHT,
    pixelWidth: width,
    pixelHeight: height,
    unit: min(1, aspect),
    ...facts,
  };
}
