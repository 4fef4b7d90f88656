import { join } from 'node:path';
import { z } from 'zod';
import { concatVideos, muxAudioVideo, probe, type AudioTrack } from '#media';
import { PipelineFailure, type ArtifactRef, type MediaFacts } from '#pipeline';
import type { LocalHandler, OutputFile, ProviderEvent, Work, WorkContext } from '../port.js';
import { progressOf } from './events.js';
import { finerHandlers } from './finer.js';
import { artifactsOn, readConfig } from './inputs.js';

const muxConfig = z.object({
  /** Factors. With `loudness` on they set the balance, and the mix as a whole is levelled. */
  audio_volume: z.number().min(0).max(2).default(1),
  voice_volume: z.number().min(0).max(2).default(1),
  /** Seconds. */
  fade_out: z.number().min(0).default(1),
  /** Level the mix to -16 LUFS. */
  loudness: z.boolean().default(true),
  /** Keep the sound the video brings along, as a voice. */
  keep_audio: z.boolean().default(true),
});

const concatConfig = z.object({
  transition: z.enum(['cut', 'crossfade', 'fade_black']).default('cut'),
  /** Seconds. */
  transition_sec: z.number().min(0).default(0.5),
  /** Pixels and frames per second; default those of the first video. */
  width: z.number().int().positive().nullish(),
  height: z.number().int().positive().nullish(),
  fps: z.number().positive().max(240).nullish(),
  quality: z.enum(['draft', 'standard', 'high']).catch('standard'),
});

/** The steps ffmpeg does alone, by step type. */
export const ffmpegHandlers: Record<string, LocalHandler> = { mux, concat, ...finerHandlers };

async function* mux(work: Work, ctx: WorkContext): AsyncGenerator<ProviderEvent> {
  const config = readConfig(muxConfig, work);
  const [video, ...more] = artifactsOn(work.inputs, 'video', ['video']);
  if (!video) throw new PipelineFailure('invalid_input', 'There is no video to put the sound under.');
  if (more.length > 0)
    throw new PipelineFailure('invalid_input', 'Mux takes one video; join several with concat first.');
  const output = join(ctx.workDir, 'film.mp4');
  const file = yield* progressOf('Putting sound and picture together', ctx.signal, async (report) => {
    const path = await ctx.open(video);
    const tracks = await openTracks(work, config, ctx);
    const own = (await probe(path, ctx.signal)).hasAudio && config.keep_audio;
    await muxAudioVideo({
      video: path,
      audio: own ? [...tracks, { path, volume: config.voice_volume, role: 'voice' }] : tracks,
      fadeOutSec: config.fade_out,
      ...(config.loudness && { loudness: { lufs: -16, truePeakDb: -1 } }),
      ...{ output, signal: ctx.signal, onProgress: report },
    });
    return videoFile(output, ctx.signal);
  });
  yield { type: 'output', port: 'video', output: { file } };
}

/** Sound that carries its spoken text is a voice, as is everything on the `voice` port. */
function roleOf(ref: ArtifactRef): 'music' | 'voice' {
  return ref.parts?.['transcript'] ? 'voice' : 'music';
}

async function openTracks(work: Work, config: z.infer<typeof muxConfig>, ctx: WorkContext): Promise<AudioTrack[]> {
  const sounds = [
    ...artifactsOn(work.inputs, 'audio', ['audio']).map((ref) => ({ ref, role: roleOf(ref) })),
    ...artifactsOn(work.inputs, 'voice', ['audio']).map((ref) => ({ ref, role: 'voice' as const })),
  ];
  const volume = { music: config.audio_volume, voice: config.voice_volume };
  return Promise.all(sounds.map(async ({ ref, role }) => ({ path: await ctx.open(ref), role, volume: volume[role] })));
}

async function* concat(work: Work, ctx: WorkContext): AsyncGenerator<ProviderEvent> {
  const { transition, transition_sec, width, height, fps, quality } = readConfig(concatConfig, work);
  const videos = artifactsOn(work.inputs, 'videos', ['video']);
  if (videos.length === 0) {
    throw new PipelineFailure('invalid_input', 'There are no videos to join: the list on input "videos" is empty.');
  }
  const output = join(ctx.workDir, 'joined.mp4');
  const file = yield* progressOf('Joining the videos', ctx.signal, async (report) => {
    const paths = await Promise.all(videos.map((ref) => ctx.open(ref)));
    await concatVideos({
      ...{ videos: paths, transition, transitionSec: transition_sec, quality },
      ...(width && { width }),
      ...(height && { height }),
      ...(fps && { fps }),
      ...{ output, signal: ctx.signal, onProgress: report },
    });
    return videoFile(output, ctx.signal);
  });
  yield { type: 'output', port: 'video', output: { file } };
}

async function videoFile(path: string, signal: AbortSignal): Promise<OutputFile> {
  const { durationSec, width, height, fps } = await probe(path, signal);
  const facts: MediaFacts = { durationSec, width, height, fps };
  return { path, media: 'video', mime: 'video/mp4', facts };
}
