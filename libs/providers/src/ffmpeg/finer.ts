import { join } from 'node:path';
import { z } from 'zod';
import { probe, transformVideo } from '#media';
import type { MediaFacts } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import type { LocalHandler, ProviderEvent, Work, WorkContext } from '../port.js';
import { progressOf } from './events.js';
import { artifactsOn, readConfig } from './inputs.js';

const quality = z.enum(['draft', 'standard', 'high']).catch('standard');
const factor = z.union([z.literal(2), z.literal(4)]).default(2);
const interpolateConfig = z.object({ multiplier: factor, quality });
const upscaleConfig = z.object({ scale: factor, quality });

const MAX_FPS = 120;
const MAX_SIDE = 8192;

/** More frames and more pixels for a video, by step type. */
export const finerHandlers: Record<string, LocalHandler> = { interpolate, upscale_video: upscaleVideo };

/** Frames in between from the motion of blocks; a draft only blends. */
async function* interpolate(work: Work, ctx: WorkContext): AsyncGenerator<ProviderEvent> {
  const config = readConfig(interpolateConfig, work);
  yield* changed(work, ctx, 'Making the motion smoother', ({ fps = 24, durationSec = 0 }) => {
    const rate = Math.min(MAX_FPS, fps * config.multiplier);
    const motion = config.quality === 'draft' ? 'mi_mode=blend' : 'mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1';
    // The filter keeps back the first and the last few frames: those next to them stand for them.
    const filters = [`minterpolate=fps=${rate}:${motion}:scd=fdiff`, 'tpad=stop_mode=clone:stop_duration=1'];
    return { filters, fps: rate, frames: Math.round(durationSec * rate), quality: config.quality };
  });
}

async function* upscaleVideo(work: Work, ctx: WorkContext): AsyncGenerator<ProviderEvent> {
  const config = readConfig(upscaleConfig, work);
  yield* changed(work, ctx, 'Enlarging the video', (source) => {
    const even = (side: number) => 2 * Math.round((side * config.scale) / 2);
    const [width, height] = [even(source.width ?? 0), even(source.height ?? 0)];
    if (Math.max(width, height) > MAX_SIDE) {
      const words = `${width}×${height} is larger than ${MAX_SIDE} pixels a side.`;
      throw new PipelineFailure('invalid_input', words);
    }
    const filters = [`scale=${width}:${height}:flags=lanczos`, 'unsharp=5:5:0.6:5:5:0'];
    return { filters, width, height, quality: config.quality };
  });
}

type Change = Omit<Parameters<typeof transformVideo>[0], 'video' | 'output' | 'signal' | 'onProgress'>;

async function* changed(
  work: Work,
  ctx: WorkContext,
  doing: string,
  changeOf: (source: MediaFacts) => Change,
): AsyncGenerator<ProviderEvent> {
  const [video, ...more] = artifactsOn(work.inputs, 'video', ['video']);
  if (!video || more.length > 0)
    throw new PipelineFailure('invalid_input', `${work.step}: one video is needed on the input "video".`);
  const path = join(ctx.workDir, 'video.mp4');
  const { signal } = ctx;
  const facts = yield* progressOf(doing, signal, async (onProgress): Promise<MediaFacts> => {
    const source = await ctx.open(video);
    const change = changeOf(await probe(source, signal));
    await transformVideo({ video: source, ...change, output: path, signal, onProgress });
    const { durationSec, width, height, fps } = await probe(path, signal);
    return { durationSec, width, height, fps };
  });
  yield { type: 'output', port: 'video', output: { file: { path, media: 'video', mime: 'video/mp4', facts } } };
}
