import type { Picture } from '../picture/render.js';

/** A face: its middle and its size in pixels. */
export interface FaceBox {
  x: number;
  y: number;
  width: number;
  height: number;
  /** The row of the mouth; undefined where none was found. */
  mouth?: number;
}

/** Faces are taller than broad. */
const PROPORTION = 1.38;
/** Looked for on a grid of so many columns. */
const COLUMNS = 96;

/** Finds one large face from the front by its skin. Pure. */
export function findFace(picture: Picture): FaceBox {
  const { width, height } = picture;
  const cell = Math.max(1, width / COLUMNS);
  const rows = Math.max(1, Math.floor(height / cell));
  const skin = largestPatch(skinGrid(picture, cell, rows), COLUMNS, rows);
  const middle = {
    x: width / 2,
    y: height * 0.42,
    width: height * 0.3,
    height: height * 0.3 * PROPORTION,
  };
  const found = skin && boxOf(skin, COLUMNS, rows);
  if (!found || found.width < COLUMNS * 0.08 || found.width > COLUMNS * 0.75) return middle;
  const box = { x: found.x * cell, width: found.width * cell, height: found.width * cell * PROPORTION };
  const face = { ...box, y: found.top * cell + box.height * 0.46 };
  const mouth = findMouth(picture, face);
  return mouth === undefined ? face : { ...face, mouth };
}

/** Lips are this much redder than the cheeks beside them. */
const LIPS_REDDER = 0.022;

/** The row that is reddest in the middle against the cheeks beside it, below the nose. */
function findMouth(picture: Picture, face: FaceBox): number | undefined {
  let [best, at] = [LIPS_REDDER, -1];
  for (let v = 0.12; v < 0.42; v += 0.01) {
    const row = Math.round(face.y + v * face.height);
    if (row < 0 || row >= picture.height) continue;
    const share = (from: number, to: number) =>
      redness(picture, row, face.x + from * face.width, face.x + to * face.width);
    const redder = share(-0.13, 0.13) - (share(-0.36, -0.22) + share(0.22, 0.36)) / 2;
    if (redder > best) [best, at] = [redder, row];
  }
  return at < 0 ? undefined : at;
}

/** How much more red than green there is, as a share of all light. */
function redness({ rgb, width }: Picture, row: number, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let x = Math.max(0, Math.round(from)); x < Math.min(width, to); x++) {
    const o = (row * width + x) * 3;
    sum += (rgb[o]! - rgb[o + 1]!) / Math.max(30, rgb[o]! + rgb[o + 1]! + rgb[o + 2]!);
    count++;
  }
  return count > 0 ? sum / count : 0;
}

function skinGrid({ rgb, width }: Picture, cell: number, rows: number): Uint8Array {
  const grid = new Uint8Array(COLUMNS * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const o = (Math.floor((row + 0.5) * cell) * width + Math.min(width - 1, Math.floor((column + 0.5) * cell))) * 3;
      if (isSkin(rgb[o]!, rgb[o + 1]!, rgb[o + 2]!)) grid[row * COLUMNS + column] = 1;
    }
  }
  return grid;
}

/** In the plane of colour differences skin of all shades lies close together. */
function isSkin(r: number, g: number, b: number): boolean {
  const cb = 128 - 0.169 * r - 0.331 * g + 0.5 * b;
  const cr = 128 + 0.5 * r - 0.419 * g - 0.081 * b;
  return r > 50 && cb > 82 && cb < 126 && cr > 136 && cr < 174;
}

function largestPatch(grid: Uint8Array, columns: number, rows: number): number[] | undefined {
  const seen = new Uint8Array(grid.length);
  let best: number[] = [];
  for (let start = 0; start < grid.length; start++) {
    if (!grid[start] || seen[start]) continue;
    const patch = [start];
    seen[start] = 1;
    for (let k = 0; k < patch.length; k++) {
      const at = patch[k]!;
      const column = at % columns;
      for (const next of [column > 0 ? at - 1 : -1, column < columns - 1 ? at + 1 : -1, at - columns, at + columns]) {
        if (next < 0 || next >= columns * rows || seen[next] || !grid[next]) continue;
        seen[next] = 1;
        patch.push(next);
      }
    }
    if (patch.length > best.length) best = patch;
  }
  return best.length > 0 ? best : undefined;
}

/** The upper part of a patch, as neck and shoulders are skin too: as broad as its broad rows there are. */
function boxOf(patch: number[], columns: number, rows: number) {
  const left = new Int32Array(rows).fill(columns);
  const right = new Int32Array(rows).fill(-1);
  for (const at of patch) {
    const row = Math.floor(at / columns);
    left[row] = Math.min(left[row]!, at % columns);
    right[row] = Math.max(right[row]!, at % columns);
  }
  const top = right.findIndex((end) => end >= 0);
  let [width, x, depth] = [0, columns / 2, 0];
  for (let row = top; row < rows && right[row]! >= 0; row++) {
    const across = right[row]! - left[row]! + 1;
    if (across > width && row - top <= Math.max(6, width * 1.1)) {
      width = across;
      x = (left[row]! + right[row]! + 1) / 2;
    }
    depth = row - top + 1;
  }
  // Seen above a beard it is at least half as tall as it is broad.
  return depth < width * 0.5 ? undefined : { top, width, x };
}
