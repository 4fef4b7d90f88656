import { Breath } from '../common/breath.js';
import type { Picture } from '../picture/render.js';
import { type FaceBox, findFace } from './face-box.js';
import type { SpeechTrack } from './speech-track.js';

const { exp, floor, hypot, max, min } = Math;

/** Shares of the height of the face. */
const JAW = 0.06;
const LEAN = 0.035;
const NOD = 0.022;
const DARK = [46, 16, 18] as const;

/** Frames of a picture that was not drawn here: the head moves, and the jaw where a mouth was found. */
export async function* talkingPhoto(
  picture: Picture,
  track: SpeechTrack,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const breath = new Breath(signal);
  const face = findFace(picture);
  for (let i = 0; i < track.frames; i++) {
    const out = Uint8Array.from(picture.rgb);
    await warp(picture, out, face, { open: track.open[i]!, lean: track.lean[i]!, nod: track.nod[i]! }, breath);
    yield out;
  }
}

interface Moment {
  open: number;
  lean: number;
  nod: number;
}

async function warp(picture: Picture, out: Uint8Array, face: FaceBox, moment: Moment, breath: Breath): Promise<void> {
  const { width, height } = picture;
  const [left, right] = [max(0, floor(face.x - 1.6 * face.width)), min(width, floor(face.x + 1.6 * face.width))];
  const [top, bottom] = [max(0, floor(face.y - 1.3 * face.height)), min(height, floor(face.y + 1.5 * face.height))];
  const mouth = face.mouth === undefined ? undefined : (face.mouth - face.y) / face.height;
  const colour = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    if ((y & 15) === 0) await breath.take();
    for (let x = left; x < right; x++) {
      const u = (x - face.x) / face.width;
      const v = (y - face.y) / face.height;
      const head = exp(-1.7 * (u * u + v * v) ** 1.5);
      const jaw = mouth === undefined ? 0 : JAW * moment.open * jawAt(u, v - mouth);
      const dx = LEAN * moment.lean * head * face.height * (1 - 0.5 * v);
      const dy = (jaw + NOD * moment.nod * head) * face.height;
      if (hypot(dx, dy) < 0.02) continue;
      sample(picture, x - dx, y - dy, colour);
      const gap = mouth === undefined ? 0 : gapAt(u, v - mouth, moment.open);
      const o = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) out[o + c] = colour[c]! * (1 - gap) + DARK[c]! * gap;
    }
  }
}

/** From the mouth down to the chin, in shares of the height of the face. */
const CHIN = 0.2;

/** How much a place goes down with the jaw, `below` the mouth: all of it down to the chin, less and less farther down. */
function jawAt(u: number, below: number): number {
  if (below < 0) return 0;
  const side = exp(-((u / 0.42) ** 4));
  const fade = below < CHIN ? 1 : exp(-(((below - CHIN) / 0.16) ** 2));
  return side * min(1, below / 0.035) * fade;
}

/** The open mouth itself, 0 to 1. */
function gapAt(u: number, below: number, open: number): number {
  if (open < 0.12) return 0;
  const tall = JAW * open * 0.5;
  const r = hypot(u / (0.14 - 0.03 * open), (below - tall) / tall);
  return 0.85 * min(1, max(0, (1 - r) * 3)) * min(1, open * 2);
}

function sample({ rgb, width, height }: Picture, x: number, y: number, out: number[]): void {
  const cx = min(width - 1.001, max(0, x));
  const cy = min(height - 1.001, max(0, y));
  const [x0, y0] = [floor(cx), floor(cy)];
  const [fx, fy] = [cx - x0, cy - y0];
  const o = (y0 * width + x0) * 3;
  const below = o + width * 3;
  for (let c = 0; c < 3; c++) {
    const up = rgb[o + c]! * (1 - fx) + rgb[o + 3 + c]! * fx;
    const low = rgb[below + c]! * (1 - fx) + rgb[below + 3 + c]! * fx;
    out[c] = up * (1 - fy) + low * fy;
  }
}
