import { join } from 'node:path';

import { encodeVideo } from '#media';

import type { LocalHandler, ProviderEvent, Work, WorkContext } from '../../port.js';
import { asCancelled, imageInput, number, readable, reporting, sceneOf, text } from '../common/work.js';
import { readRgb } from '../picture/filters/pixels.js';
import type { Quality } from '../picture/render.js';
import { composeScene } from '../picture/scene/compose.js';
import type { Style } from '../picture/scene/scene.js';
import { readMove } from './camera.js';
import { filmFrames } from './film.js';
import type { Shot } from './shot.js';
import { portraitTalks } from './talk.js';
import { type ShotRequest, flatShot, frameCount, stageShot } from './stage-shot.js';

/** Drawing the planes is about this share of the whole. */
const STAGING = 0.15;

const imageToVideo: LocalHandler = async function* (work, ctx) {
  const ref = imageInput(work, 'image');
  const scene = await sceneOf(ref, ctx);
  const request = requestOf(work);
  if (scene) {
    yield* film(
      request,
      ctx,
      (report) => stageShot(scene, request, ctx.signal, report),
      await endOf(work, request, ctx),
    );
    return;
  }
  const picture = await ctx.open(ref);
  await readable(picture, 'The input "image"');
  yield* film(request, ctx, () => flatShot(picture, request), await endOf(work, request, ctx));
};

const textToVideo: LocalHandler = async function* (work, ctx) {
  const request = requestOf(work);
  const scene = composeScene({
    prompt: text(work, 'prompt'),
    style: text(work, 'style') as Style | 'auto',
    seed: work.seed,
    aspect: request.width / request.height,
  });
  yield* film(request, ctx, (report) => stageShot(scene, request, ctx.signal, report));
};

export const motionHandlers: Record<string, LocalHandler> = {
  i2v: imageToVideo,
  t2v: textToVideo,
  sonic: portraitTalks,
};

function requestOf(work: Work): ShotRequest {
  return {
    width: number(work, 'width', 1280),
    height: number(work, 'height', 720),
    fps: number(work, 'fps', 24),
    seconds: number(work, 'duration', 5),
    quality: text(work, 'quality') as Quality,
    move: readMove(`${text(work, 'motion_prompt')} ${text(work, 'prompt')}`, work.seed),
  };
}

/** The picture that the video shall end in, if there is one. */
async function endOf(work: Work, { width, height }: ShotRequest, ctx: WorkContext): Promise<Buffer | undefined> {
  if (work.inputs.end_image === undefined) return undefined;
  const path = await ctx.open(imageInput(work, 'end_image'));
  await readable(path, 'The input "end_image"');
  return (await readRgb(path, width, height)).rgb;
}

/** The share of a video in which it becomes its last picture. */
const CHANGE = 0.4;

/** Frames that become a picture: softly, and wholly in the last one. */
async function* endingIn(end: Buffer, frames: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let number = 0;
  for await (const frame of frames) {
    const share = count > 1 ? number++ / (count - 1) : 1;
    const k = Math.min(1, Math.max(0, (share - 1 + CHANGE) / CHANGE));
    const there = Math.round(256 * k * k * (3 - 2 * k));
    if (there > 0) for (let i = 0; i < frame.length; i++) frame[i] = frame[i]! + (((end[i]! - frame[i]!) * there) >> 8);
    yield frame;
  }
}

async function* film(
  request: ShotRequest,
  ctx: WorkContext,
  stage: (report: (fraction: number) => void) => Promise<Shot>,
  end?: Buffer,
): AsyncGenerator<ProviderEvent> {
  const path = join(ctx.workDir, 'video.mp4');
  try {
    const shot = yield* reporting((report) => stage((f) => report(f * STAGING, 'Drawing the planes')));
    yield* reporting((report) => encode(shot, request, path, ctx.signal, report, end));
  } catch (error) {
    throw asCancelled(error, ctx.signal);
  }
  const { width, height, fps } = request;
  const facts = {
    width: width + (width % 2),
    height: height + (height % 2),
    durationSec: frameCount(request) / fps,
    fps,
  };
  yield { type: 'output', port: 'video', output: { file: { path, media: 'video', mime: 'video/mp4', facts } } };
}

async function encode(
  shot: Shot,
  request: ShotRequest,
  output: string,
  signal: AbortSignal,
  report: (fraction: number, note: string) => void,
  end?: Buffer,
): Promise<void> {
  const drawn = (count: number): void => {
    if (count % 6 === 0 || count === shot.frames) {
      report(STAGING + (1 - STAGING) * (count / shot.frames), `Frame ${count} of ${shot.frames}`);
    }
  };
  await encodeVideo({
    frames: end ? endingIn(end, filmFrames(shot, signal, drawn), shot.frames) : filmFrames(shot, signal, drawn),
    width: shot.width,
    height: shot.height,
    fps: shot.fps,
    pixelFormat: 'rgb24',
    output,
    quality: request.quality,
    signal,
  });
}
