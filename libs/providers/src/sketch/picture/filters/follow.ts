import type { Breath } from '../../common/breath.js';
import type { Picture } from '../render.js';
import type { Plane } from './planes.js';

/**
 * Makes a picture follow a map of edges: every area the edges enclose is pulled towards one tone, as cut from paper,
 * and the edges themselves are drawn. Strength 1 leaves no doubt where they are.
 */
export async function followEdges(
  picture: Picture,
  edges: Plane,
  ink: readonly [number, number, number],
  strength: number,
  breath: Breath,
): Promise<Picture> {
  const areas = await labelAreas(edges, breath);
  const rgb = Buffer.from(picture.rgb);
  await flattenAreas(rgb, areas, 0.72 * strength, breath);
  drawEdges(rgb, edges, ink, strength);
  return { ...picture, rgb };
}

const isEdge = (edges: Plane, i: number): boolean => edges.data[i]! >= 96;

/** Numbers the areas between the edges from 1; edges are 0. */
async function labelAreas(edges: Plane, breath: Breath): Promise<{ labels: Int32Array; count: number }> {
  const { width, height } = edges;
  const labels = new Int32Array(width * height);
  const stack: number[] = [];
  let count = 0;
  let visited = 0;
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] !== 0 || isEdge(edges, start)) continue;
    labels[start] = ++count;
    stack.push(start);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if ((++visited & 0xffff) === 0) await breath.take();
      const x = at % width;
      for (const next of [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width]) {
        if (next < 0 || next >= labels.length || labels[next] !== 0 || isEdge(edges, next)) continue;
        labels[next] = count;
        stack.push(next);
      }
    }
  }
  return { labels, count };
}

async function flattenAreas(
  rgb: Buffer,
  { labels, count }: { labels: Int32Array; count: number },
  amount: number,
  breath: Breath,
): Promise<void> {
  const sums = new Float64Array((count + 1) * 4);
  for (let i = 0; i < labels.length; i++) {
    const o = labels[i]! * 4;
    for (let c = 0; c < 3; c++) sums[o + c]! += rgb[i * 3 + c]!;
    sums[o + 3]!++;
  }
  await breath.take();
  for (let i = 0; i < labels.length; i++) {
    const o = labels[i]! * 4;
    // The largest areas keep the picture; the small ones become shapes.
    const share = sums[o + 3]! / labels.length;
    const k = labels[i] === 0 ? 0 : amount * (share > 0.25 ? 0.45 : 0.9);
    for (let c = 0; c < 3; c++) {
      const mean = sums[o + c]! / sums[o + 3]!;
      rgb[i * 3 + c] = Math.round(rgb[i * 3 + c]! * (1 - k) + mean * k);
    }
  }
}

/** Draws the edges in ink where the picture is bright and in light where it is dark. */
function drawEdges(rgb: Buffer, edges: Plane, ink: readonly [number, number, number], strength: number): void {
  const { data, width } = edges;
  for (let i = 0; i < data.length; i++) {
    const edge = Math.max(
      data[i]!,
      0.55 * Math.max(data[i - 1] ?? 0, data[i + 1] ?? 0, data[i - width] ?? 0, data[i + width] ?? 0),
    );
    const k = Math.min(1, edge / 255) * (0.35 + 0.65 * strength) * (strength > 0 ? 1 : 0);
    if (k <= 0) continue;
    const o = i * 3;
    const luma = 0.3 * rgb[o]! + 0.59 * rgb[o + 1]! + 0.11 * rgb[o + 2]!;
    for (let c = 0; c < 3; c++) {
      const target = luma < 96 ? 255 - ink[c]! * 0.4 : ink[c]!;
      rgb[o + c] = Math.round(rgb[o + c]! * (1 - k) + target * k);
    }
  }
}
