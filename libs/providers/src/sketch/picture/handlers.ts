import sharp, { type Sharp } from 'sharp';

import { PipelineFailure } from '#pipeline';

import type { LocalHandler, Work, WorkContext } from '../../port.js';
import { Breath } from '../common/breath.js';
import { imageInput, imageOutput, number, readable, reporting, sceneOf, text } from '../common/work.js';
import { rgb } from './draw/colour.js';
import { canny, guessDepth, lineart } from './filters/canny.js';
import { sceneDepth } from './filters/depth.js';
import { followEdges } from './filters/follow.js';
import { greyPng, readGrey, readRgb } from './filters/pixels.js';
import type { Plane } from './filters/planes.js';
import { regrade } from './filters/regrade.js';
import { type Picture, type Quality, renderScene, toPng } from './render.js';
import { composeScene } from './scene/compose.js';
import { anotherTake, editScene } from './scene/edit.js';
import type { Scene, Style } from './scene/scene.js';

interface Size {
  width: number;
  height: number;
  quality: Quality;
}

const sizeOf = (work: Work, natural = { width: 1280, height: 720 }): Size => ({
  width: number(work, 'width', natural.width),
  height: number(work, 'height', natural.height),
  quality: text(work, 'quality') as Quality,
});

function sceneFor(work: Work, size: Size): Scene {
  return composeScene({
    prompt: text(work, 'prompt'),
    style: styleOf(work),
    seed: work.seed,
    aspect: size.width / size.height,
  });
}

const styleOf = (work: Work): Style | 'auto' => (text(work, 'style') || 'auto') as Style | 'auto';

const textToImage: LocalHandler = async function* (work, ctx) {
  const size = sizeOf(work);
  const scene = sceneFor(work, size);
  const picture = yield* reporting((report) => renderScene(scene, size, ctx.signal, report));
  yield await imageOutput(toPng(picture), scene, ctx);
};

/** A drawn picture is drawn again with what the words change; any other is graded to their mood. */
const imageToImage: LocalHandler = async function* (work, ctx) {
  const ref = imageInput(work, 'image');
  const path = await openImage(ref, 'image', ctx);
  const size = sizeOf(work, await readable(path, 'The input "image"'));
  const scene = await sceneOf(ref, ctx);
  if (scene) {
    const changed = editScene(scene, text(work, 'prompt'), styleOf(work));
    const edited = number(work, 'take', 0) > 0 ? anotherTake(changed, work.seed) : changed;
    const drawn = yield* reporting((report) => renderScene(edited, size, ctx.signal, report));
    yield await imageOutput(toPng(drawn), edited, ctx);
    return;
  }
  const mood = sceneFor(work, size);
  const graded = yield* reporting(async () => {
    const picture = await readRgb(path, size.width, size.height);
    return regrade(picture, mood, number(work, 'strength', 0.6), new Breath(ctx.signal));
  });
  yield await imageOutput(toPng(graded), undefined, ctx);
};

const MAX_SIDE = 16_384;

/** The size after scaling, refused when no encoder would take it. */
function scaled(width: number, height: number, scale: number): { width: number; height: number } {
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  if (Math.max(size.width, size.height) > MAX_SIDE) {
    throw new PipelineFailure(
      'invalid_input',
      `${size.width}×${size.height} is larger than ${MAX_SIDE} pixels a side.`,
    );
  }
  return size;
}

const hires: LocalHandler = async function* (work, ctx) {
  const ref = imageInput(work, 'image');
  const path = await openImage(ref, 'image', ctx);
  const meta = await readable(path, 'The input "image"');
  const size = scaled(meta.width, meta.height, number(work, 'scale', 2));
  const scene = await sceneOf(ref, ctx);
  if (scene) {
    const picture = yield* reporting((report) => renderScene(scene, { ...size, quality: 'high' }, ctx.signal, report));
    yield await imageOutput(toPng(picture), scene, ctx);
  } else yield await imageOutput(resampled(path, size, 0.5 + number(work, 'strength', 0.4)), undefined, ctx);
};

const upscale: LocalHandler = async function* (work, ctx) {
  const ref = imageInput(work, 'image');
  const path = await openImage(ref, 'image', ctx);
  const meta = await readable(path, 'The input "image"');
  const size = scaled(meta.width, meta.height, number(work, 'scale', 2));
  // The same picture, so the scene behind it still holds.
  yield await imageOutput(resampled(path, size, 0.6), await sceneOf(ref, ctx), ctx);
};

function resampled(path: string, size: { width: number; height: number }, amount: number): Sharp {
  return sharp(path)
    .autoOrient()
    .resize(size.width, size.height, { fit: 'fill', kernel: 'lanczos3' })
    .sharpen({ sigma: 1, m1: 0.3 * amount, m2: 1.6 * amount });
}

const preprocess: LocalHandler = async function* (work, ctx) {
  const ref = imageInput(work, 'image');
  const path = await openImage(ref, 'image', ctx);
  const kind = text(work, 'kind');
  const scene = kind === 'depth' ? await sceneOf(ref, ctx) : undefined;
  const grey = await readGrey(path);
  const map = scene
    ? await sceneDepth(scene, grey.width, grey.height, ctx.signal)
    : await controlMap(kind, grey, number(work, 'low', 100), number(work, 'high', 200), new Breath(ctx.signal));
  yield await imageOutput(greyPng(map), undefined, ctx);
};

async function controlMap(kind: string, grey: Plane, low: number, high: number, breath: Breath): Promise<Plane> {
  switch (kind) {
    case 'canny':
      return canny(grey, low, high, breath);
    case 'lineart':
      return lineart(grey, breath);
    case 'depth':
      return guessDepth(grey, breath);
    default:
      throw new PipelineFailure('invalid_input', `The sketch provider has no preprocessor "${kind}".`);
  }
}

const controlled: LocalHandler = async function* (work, ctx) {
  const size = sizeOf(work);
  const scene = sceneFor(work, size);
  const controls: Control[] = [];
  for (const suffix of ['', '_2', '_3']) {
    if (suffix !== '' && work.inputs[`control${suffix}`] === undefined) continue;
    const path = await openImage(imageInput(work, `control${suffix}`), `control${suffix}`, ctx);
    const kind = text(work, `control_kind${suffix}`);
    controls.push({ map: await readGrey(path, size), kind, strength: number(work, `strength${suffix}`, 1) });
  }
  const picture = yield* reporting(async (report) => {
    let drawn = await renderScene(scene, size, ctx.signal, (f) => report(f * 0.8));
    for (const control of controls) drawn = await follow(drawn, control, scene, new Breath(ctx.signal));
    return drawn;
  });
  yield await imageOutput(toPng(picture), scene, ctx);
};

interface Control {
  map: Plane;
  kind: string;
  strength: number;
}

async function follow(picture: Picture, { map, kind, strength }: Control, scene: Scene, breath: Breath) {
  const edges = kind === 'depth' ? await canny(map, 24, 60, breath) : whiteOnBlack(map);
  return followEdges(picture, edges, rgb(scene.palette.ink), Math.min(1, Math.max(0, strength)), breath);
}

/** Line drawings come in both polarities; there is always less line than paper. */
function whiteOnBlack(plane: Plane): Plane {
  let sum = 0;
  for (const value of plane.data) sum += value;
  return sum / plane.data.length > 127 ? { ...plane, data: plane.data.map((value) => 255 - value) } : plane;
}

async function openImage(ref: Parameters<WorkContext['open']>[0], port: string, ctx: WorkContext): Promise<string> {
  const path = await ctx.open(ref);
  await readable(path, `The input "${port}"`);
  return path;
}

export const pictureHandlers: Record<string, LocalHandler> = {
  t2i: textToImage,
  i2i: imageToImage,
  hires,
  upscale,
  preprocess,
  controlnet: controlled,
};
