import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { filterPath, probe, transformVideo } from '#media';
import { PipelineFailure, isArtifactRef } from '#pipeline';

import { asPipelineError } from '../../ffmpeg/failures.js';
import type { LocalHandler, Work } from '../../port.js';
import { Breath } from '../common/breath.js';
import { asCancelled, number, reporting, text } from '../common/work.js';
import { regrade } from '../picture/filters/regrade.js';
import type { Quality } from '../picture/render.js';
import { composeScene } from '../picture/scene/compose.js';
import type { Scene, Style } from '../picture/scene/scene.js';

/** The corners of the table of colours along each side. */
const CUBE = 25;

/** A video gets the palette that the words ask for, and the hand of the style; what moves in it stays. */
const videoToVideo: LocalHandler = async function* (work, ctx) {
  const video = work.inputs.video;
  if (!isArtifactRef(video) || video.media !== 'video')
    throw new PipelineFailure('invalid_input', `${work.step}: the input "video" is no video.`);
  const path = join(ctx.workDir, 'video.mp4');
  const { signal } = ctx;
  try {
    const source = await ctx.open(video);
    const size = sizeOf(work, await probe(source, signal));
    const table = join(ctx.workDir, 'palette.cube');
    const mood = moodOf(work, size);
    await writeFile(table, await paletteTable(mood, number(work, 'strength', 0.6), new Breath(signal)));
    const filters = [
      `scale=${size.width}:${size.height}:flags=lanczos`,
      `lut3d=file=${filterPath(table)}`,
      ...handOf(text(work, 'style') === 'auto' ? undefined : mood.style, number(work, 'strength', 0.6)),
    ];
    yield* reporting((onProgress) => {
      const quality = text(work, 'quality') as Quality;
      return transformVideo({ video: source, filters, ...size, quality, output: path, signal, onProgress });
    });
  } catch (error) {
    throw asPipelineError(asCancelled(error, signal), 'Drawing the video again');
  }
  const { width, height, fps, durationSec } = await probe(path, signal);
  const facts = { width, height, fps, durationSec };
  yield { type: 'output', port: 'video', output: { file: { path, media: 'video', mime: 'video/mp4', facts } } };
};

export const restyleHandlers: Record<string, LocalHandler> = { v2v: videoToVideo };

interface Size {
  width: number;
  height: number;
}

/** One side alone keeps the proportions. */
function sizeOf(work: Work, natural: Size): Size {
  const [width, height] = [number(work, 'width', 0), number(work, 'height', 0)];
  const even = (value: number) => Math.max(2, Math.round(value / 2) * 2);
  return {
    width: even(width || (height ? (height * natural.width) / natural.height : natural.width)),
    height: even(height || (width ? (width * natural.height) / natural.width : natural.height)),
  };
}

function moodOf(work: Work, { width, height }: Size): Scene {
  const style = (text(work, 'style') || 'auto') as Style | 'auto';
  return composeScene({ prompt: text(work, 'prompt'), style, seed: work.seed, aspect: width / height });
}

/** The colours of the mood for every colour there is, as a .cube file. */
async function paletteTable(mood: Scene, strength: number, breath: Breath): Promise<string> {
  const rgb = Buffer.alloc(CUBE ** 3 * 3);
  const level = (index: number) => Math.round((index * 255) / (CUBE - 1));
  for (let i = 0; i < CUBE ** 3; i++) {
    rgb[i * 3] = level(i % CUBE);
    rgb[i * 3 + 1] = level(Math.floor(i / CUBE) % CUBE);
    rgb[i * 3 + 2] = level(Math.floor(i / CUBE ** 2));
  }
  const graded = (await regrade({ width: CUBE ** 2, height: CUBE, rgb }, mood, strength, breath)).rgb;
  const lines = [`LUT_3D_SIZE ${CUBE}`];
  for (let i = 0; i < graded.length; i += 3) {
    lines.push([0, 1, 2].map((c) => (graded[i + c]! / 255).toFixed(5)).join(' '));
  }
  return `${lines.join('\n')}\n`;
}

/** Lines drawn over flattened areas, as filters. */
const inked = (amount: number, low: number, high: number) =>
  `format=yuv420p,split[flat][drawn];[drawn]format=gray,gblur=sigma=1.2,edgedetect=low=${low}:high=${high},dilation,negate,gblur=sigma=0.5,` +
  `format=yuv420p[lines];[flat][lines]blend=c0_mode=multiply:c0_opacity=${amount}`;

/** What the hand of a style does to a picture, as ffmpeg filters. */
function handOf(style: Style | undefined, strength: number): string[] {
  const amount = Math.min(1, 0.3 + 0.7 * strength).toFixed(2);
  switch (style) {
    case 'anime':
    case 'cartoon':
      return ['bilateral=sigmaS=6:sigmaR=0.12', 'eq=saturation=1.25', inked(Number(amount) * 0.8, 0.07, 0.18)];
    case 'comic':
      return ['bilateral=sigmaS=8:sigmaR=0.16', 'eq=saturation=1.35:contrast=1.12', inked(Number(amount), 0.05, 0.14)];
    case 'watercolour':
      return ['bilateral=sigmaS=12:sigmaR=0.25', 'eq=saturation=0.85:brightness=0.05:contrast=0.9'];
    case 'noir':
      return ['eq=contrast=1.25', 'vignette=PI/4.5', 'noise=alls=7:allf=t:all_seed=1'];
    case '3d_render':
    case 'realistic':
    case undefined:
      return [];
  }
}
