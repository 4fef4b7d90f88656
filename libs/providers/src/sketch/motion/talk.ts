import { join } from 'node:path';

import { encodeVideo, muxAudioVideo, probe, readSamples } from '#media';
import { type ArtifactRef, PipelineFailure, isArtifactRef } from '#pipeline';

import { asPipelineError } from '../../ffmpeg/failures.js';
import type { LocalHandler, ProviderEvent, Work, WorkContext } from '../../port.js';
import { asCancelled, imageInput, number, readable, reporting, sceneOf, text } from '../common/work.js';
import { readRgb } from '../picture/filters/pixels.js';
import type { Quality } from '../picture/render.js';
import { filmFrames } from './film.js';
import { type SpeechTrack, speechTrack } from './speech-track.js';
import { talkingPhoto } from './talking-photo.js';
import { talkingShot } from './talking-shot.js';

const SAMPLE_RATE = 16_000;
const MAX_SECONDS = 900;
/** Reading the sound and drawing the mouths is about this share of the whole; joining comes last. */
const STAGING = 0.15;
const FILMED = 0.95;

interface Request {
  width: number;
  height: number;
  fps: number;
  quality: Quality;
}

type Report = (fraction: number, note?: string) => void;

/** A portrait speaks: one that was drawn here with its own mouth, any other with what is taken for its face. */
export const portraitTalks: LocalHandler = async function* (work, ctx) {
  const image = imageInput(work, 'image');
  const audio = await ctx.open(soundOf(work));
  const request: Request = {
    width: number(work, 'width', 1280),
    height: number(work, 'height', 720),
    fps: number(work, 'fps', 24),
    quality: text(work, 'quality') as Quality,
  };
  const [silent, path] = [join(ctx.workDir, 'silent.mp4'), join(ctx.workDir, 'video.mp4')];
  const { signal } = ctx;
  try {
    const track = await trackOf(work, audio, request.fps, ctx);
    const frames = yield* reporting((report) => framesOf(image, track, request, ctx, report));
    yield* filmed(frames, track.frames, request, silent, signal);
    await muxAudioVideo({ video: silent, audio: [{ path: audio, role: 'voice' }], output: path, signal });
  } catch (error) {
    throw asPipelineError(asCancelled(error, signal), 'Making the portrait speak');
  }
  const { width, height, fps, durationSec } = await probe(path, signal);
  const facts = { width, height, fps, durationSec };
  yield { type: 'output', port: 'video', output: { file: { path, media: 'video', mime: 'video/mp4', facts } } };
};

function soundOf(work: Work): ArtifactRef {
  const sound = work.inputs.audio;
  if (isArtifactRef(sound) && sound.media === 'audio') return sound;
  throw new PipelineFailure('invalid_input', `${work.step}: the input "audio" is no sound.`);
}

async function trackOf(work: Work, audio: string, fps: number, ctx: WorkContext): Promise<SpeechTrack> {
  const facts = await probe(audio, ctx.signal);
  if (!facts.hasAudio) throw new PipelineFailure('invalid_input', `${work.step}: there is no sound in "audio".`);
  if (facts.durationSec > MAX_SECONDS) {
    const words = `${work.step}: the sound is ${Math.round(facts.durationSec)} s long; at most ${MAX_SECONDS} s are spoken.`;
    throw new PipelineFailure('invalid_input', words);
  }
  const samples = await readSamples(audio, SAMPLE_RATE, join(ctx.workDir, 'sound.f32'), ctx.signal);
  const liveliness = number(work, 'liveliness', 0.5);
  return speechTrack({ samples, sampleRate: SAMPLE_RATE, fps, seed: work.seed, liveliness });
}

async function framesOf(
  image: ArtifactRef,
  track: SpeechTrack,
  request: Request,
  ctx: WorkContext,
  report: Report,
): Promise<AsyncIterable<Uint8Array>> {
  const scene = await sceneOf(image, ctx);
  const staging = (fraction: number) => report(STAGING * fraction, 'Drawing the mouths');
  const shot = scene && (await talkingShot(scene, track, request, ctx.signal, staging));
  if (shot) return filmFrames(shot, ctx.signal, () => undefined);
  const picture = await ctx.open(image);
  await readable(picture, 'The input "image"');
  return talkingPhoto(await readRgb(picture, request.width, request.height), track, ctx.signal);
}

async function* filmed(
  frames: AsyncIterable<Uint8Array>,
  count: number,
  { width, height, fps, quality }: Request,
  output: string,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent> {
  async function* counted(report: Report): AsyncGenerator<Uint8Array> {
    let drawn = 0;
    for await (const frame of frames) {
      yield frame;
      drawn += 1;
      if (drawn % 6 === 0) report(STAGING + (FILMED - STAGING) * (drawn / count), `Frame ${drawn} of ${count}`);
    }
  }
  yield* reporting((report) =>
    encodeVideo({ frames: counted(report), width, height, fps, pixelFormat: 'rgb24', output, quality, signal }),
  );
}
