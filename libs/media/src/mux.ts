import { rm } from 'node:fs/promises';
import { MediaError } from './errors.js';
import { BITEXACT, fileSource, runFfmpeg } from './ffmpeg.js';
import { AAC, audioOptions, normaliseLoudness, type LoudnessTarget } from './loudness.js';
import { probe, type Probe } from './probe.js';
import { evenFilters, h264Options } from './video.js';

export interface AudioTrack {
  path: string;
  /** Factor, default 1. */
  volume?: number;
  /** Music steps back while a voice speaks; default `music`. */
  role?: 'music' | 'voice';
  /** Seconds before it starts, default 0. */
  delaySec?: number;
}

export interface Mux {
  video: string;
  /** Mixed together; the video's own sound is only heard when it is one of them. Empty: a film without sound. */
  audio: readonly AudioTrack[];
  /** The length of the mix in seconds; default the video's. The picture is never cut. */
  durationSec?: number;
  /** Seconds over which the sound fades at the end; default 0. */
  fadeOutSec?: number;
  /** Absent: the mix keeps its loudness. */
  loudness?: LoudnessTarget;
  /** The .mp4 to write. */
  output: string;
  signal?: AbortSignal;
  /** Called with 0…1. */
  onProgress?: (fraction: number) => void;
}

/**
 * Puts sound under a video, equally long: shorter sound is followed by silence, longer sound is cut. H.264 is copied,
 * anything else encoded; sound becomes AAC; the index comes first. Needs room for an uncompressed mix beside the output.
 * @throws MediaError
 */
export async function muxAudioVideo(job: Mux): Promise<void> {
  const { output, signal } = job;
  const report = job.onProgress ?? (() => undefined);
  const video = await probe(job.video, signal);
  if (!video.hasVideo) throw new MediaError('failed', `${job.video} has no picture.`);
  const mix = `${output}.mix.wav`;
  const sound = `${output}.mix.m4a`;
  try {
    if (job.audio.length > 0) {
      const durationSec = job.durationSec ?? video.durationSec;
      const fadeOutSec = job.fadeOutSec ?? 0;
      await mixAudio({ tracks: job.audio, durationSec, fadeOutSec, output: mix, ...(signal && { signal }) });
      report(0.4);
      if (job.loudness) await normaliseLoudness(mix, sound, job.loudness, signal);
      report(0.7);
    }
    const source = job.audio.length === 0 ? undefined : job.loudness ? sound : mix;
    await join(job.video, video, source, output, signal);
    report(1);
  } finally {
    await Promise.all([mix, sound].map((path) => rm(path, { force: true })));
  }
}

async function join(
  path: string,
  video: Probe,
  sound: string | undefined,
  output: string,
  signal?: AbortSignal,
): Promise<void> {
  const copied = video.videoCodec === 'h264' && video.pixelFormat === 'yuv420p';
  const encoded = [
    '-vf',
    [...evenFilters(video.width, video.height), 'format=yuv420p'].join(','),
    ...h264Options(video.fps, 'high'),
  ];
  const audio = sound?.endsWith('.m4a') ? ['-c:a', 'copy'] : AAC;
  await runFfmpeg(
    {
      inputs: [path, sound].filter((p) => p !== undefined).map((p) => ({ source: fileSource(p) })),
      output,
      outputOptions: [
        ...['-map', '0:v:0', ...(copied ? ['-c:v', 'copy'] : encoded)],
        ...(sound === undefined ? [] : ['-map', '1:a:0', ...audio]),
        ...['-movflags', '+faststart', ...BITEXACT],
      ],
    },
    { ...(signal && { signal }) },
  );
}

export interface Mix {
  tracks: readonly AudioTrack[];
  /** Exactly this many seconds: silence follows what is shorter, what is longer is cut. */
  durationSec: number;
  /** Seconds, default 0. */
  fadeInSec?: number;
  fadeOutSec?: number;
  /** See `audioOptions`. */
  output: string;
  signal?: AbortSignal;
}

/**
 * Mixes sounds into one, 48 kHz stereo: 32-bit float for a .wav, AAC otherwise.
 * @throws MediaError
 */
export async function mixAudio(job: Mix): Promise<void> {
  await runFfmpeg(
    {
      inputs: job.tracks.map(({ path }) => ({ source: fileSource(path) })),
      graph: mixGraph(job.tracks, job.durationSec, { in: job.fadeInSec ?? 0, out: job.fadeOutSec ?? 0 }),
      output: job.output,
      outputOptions: ['-map', '[mix]', ...audioOptions(job.output)],
    },
    { ...(job.signal && { signal: job.signal }) },
  );
}

/** Music steps back by about 9 dB under speech, and comes back within half a second. */
const DUCK = 'sidechaincompress=threshold=0.03:ratio=6:attack=30:release=450';

/** The filter graph of a mix of inputs 0…n-1, ending in `[mix]`. */
function mixGraph(tracks: readonly AudioTrack[], seconds: number, fades: { in: number; out: number }): string {
  const end = seconds.toFixed(6);
  const whole = `apad,atrim=end=${end}`;
  const chains = tracks.map(({ volume = 1, delaySec = 0 }, i) => {
    const delay = delaySec > 0 ? `adelay=${Math.round(delaySec * 1000)}:all=1,` : '';
    return `[${i}:a:0]aresample=48000,aformat=sample_fmts=fltp:channel_layouts=stereo,volume=${volume},${delay}${whole}[t${i}]`;
  });
  const labels = (role: 'music' | 'voice') =>
    tracks.flatMap((track, i) => ((track.role ?? 'music') === role ? [`[t${i}]`] : []));
  const [music, voices] = [labels('music'), labels('voice')];
  const mixOf = (inputs: string[]) => `${inputs.join('')}amix=inputs=${inputs.length}:normalize=0:duration=longest`;
  const out = Math.min(fades.out, seconds);
  const opening = fades.in > 0 ? `,afade=t=in:d=${Math.min(fades.in, seconds).toFixed(6)}` : '';
  const ending = out > 0 ? `,afade=t=out:st=${(seconds - out).toFixed(6)}:d=${out.toFixed(6)}:curve=qsin` : '';
  const finish = `${whole}${opening}${ending}[mix]`;
  if (music.length === 0 || voices.length === 0)
    return [...chains, `${mixOf([...music, ...voices])},${finish}`].join(';');
  return [
    ...chains,
    `${mixOf(music)}[music]`,
    `${mixOf(voices)},asplit[voice][key]`,
    `[music][key]${DUCK}[ducked]`,
    `[ducked][voice]amix=inputs=2:normalize=0:duration=longest,${finish}`,
  ].join(';');
}
