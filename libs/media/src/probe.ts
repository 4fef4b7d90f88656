import { open } from 'node:fs/promises';
import { MediaError } from './errors.js';
import { fileSource } from './ffmpeg.js';
import { runTool } from './process.js';

/** What is in a media file; sizes in pixels as shown (rotation applied), times in seconds. */
export interface Probe {
  durationSec: number;
  /** 0 without video, as are `height` and `fps`. */
  width: number;
  height: number;
  fps: number;
  /** Number of video frames, where the container says it. */
  frames?: number;
  hasVideo: boolean;
  hasAudio: boolean;
  videoCodec?: string;
  pixelFormat?: string;
  audioCodec?: string;
  sampleRate?: number;
  channels?: number;
  /** The container, as ffprobe names it, for example `mov,mp4,m4a,3gp,3g2,mj2`. */
  format: string;
  /** Equal for video streams that can be joined without encoding them again. */
  videoKey?: string;
}

interface ProbedStream {
  codec_type?: string;
  codec_name?: string;
  profile?: string;
  pix_fmt?: string;
  width?: number;
  height?: number;
  avg_frame_rate?: string;
  r_frame_rate?: string;
  time_base?: string;
  nb_frames?: string;
  duration?: string;
  sample_rate?: string;
  channels?: number;
  extradata_hash?: string;
  disposition?: { attached_pic?: number };
  side_data_list?: { rotation?: number }[];
}

interface ProbedFile {
  streams?: ProbedStream[];
  format?: { format_name?: string; duration?: string };
}

/**
 * Reads what a media file holds. With `demuxers` it is read as one of these and opens no other file, for what strangers
 * send: a playlist would otherwise be followed to wherever it leads.
 * @throws MediaError `failed` when it is no media file
 */
export async function probe(path: string, signal?: AbortSignal, demuxers?: readonly string[]): Promise<Probe> {
  const args = [
    '-v',
    'error',
    ...(demuxers ? ['-protocol_whitelist', 'file', '-format_whitelist', demuxers.join(',')] : []),
    '-of',
    'json',
    '-show_format',
    '-show_streams',
    '-show_data_hash',
    'sha256',
    fileSource(path),
  ];
  const { stdout } = await runTool('ffprobe', args, { ...(signal && { signal }) });
  return readProbe(JSON.parse(stdout) as ProbedFile);
}

export function readProbe(file: ProbedFile): Probe {
  const streams = file.streams ?? [];
  // Cover art is a video stream to ffmpeg, but not to anyone else.
  const video = streams.find((s) => s.codec_type === 'video' && !s.disposition?.attached_pic);
  const audio = streams.find((s) => s.codec_type === 'audio');
  return {
    durationSec: seconds(file.format?.duration) ?? seconds(video?.duration) ?? seconds(audio?.duration) ?? 0,
    ...{ width: 0, height: 0, fps: 0, hasVideo: false, hasAudio: false },
    ...(video && videoFacts(video)),
    ...(audio && audioFacts(audio)),
    format: file.format?.format_name ?? 'unknown',
  };
}

function videoFacts(stream: ProbedStream) {
  const rotation = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const sides = [stream.width ?? 0, stream.height ?? 0];
  if (Math.abs(rotation) % 180 === 90) sides.reverse();
  const [width = 0, height = 0] = sides;
  const { codec_name, profile, pix_fmt, time_base, r_frame_rate, extradata_hash } = stream;
  return {
    ...{ hasVideo: true, width, height },
    fps: rate(stream.avg_frame_rate) || rate(r_frame_rate),
    ...(stream.nb_frames !== undefined && { frames: Number(stream.nb_frames) }),
    ...(codec_name !== undefined && { videoCodec: codec_name }),
    ...(pix_fmt !== undefined && { pixelFormat: pix_fmt }),
    videoKey: [codec_name, profile, pix_fmt, width, height, r_frame_rate, time_base, extradata_hash].join(' '),
  };
}

function audioFacts(stream: ProbedStream) {
  return {
    hasAudio: true,
    ...(stream.codec_name !== undefined && { audioCodec: stream.codec_name }),
    ...(stream.sample_rate !== undefined && { sampleRate: Number(stream.sample_rate) }),
    ...(stream.channels !== undefined && { channels: stream.channels }),
  };
}

function seconds(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) ? value : undefined;
}

function rate(text: string | undefined): number {
  const [over = 0, under = 1] = (text ?? '').split('/').map(Number);
  return under ? over / under : 0;
}

/**
 * Whether an MP4 can start to play before it has arrived whole: its index (`moov`) lies before its data (`mdat`).
 * @throws MediaError `failed` when it has neither
 */
export async function isFaststart(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const header = Buffer.alloc(16);
    for (let position = 0; ;) {
      const { bytesRead } = await file.read(header, 0, 16, position);
      if (bytesRead < 8) throw new MediaError('failed', `${path} is not an MP4.`);
      const type = header.toString('latin1', 4, 8);
      if (type === 'moov' || type === 'mdat') return type === 'moov';
      const size = header.readUInt32BE(0);
      const step = size === 1 && bytesRead === 16 ? Number(header.readBigUInt64BE(8)) : size;
      if (step < 8) throw new MediaError('failed', `${path} is not an MP4.`);
      position += step;
    }
  } finally {
    await file.close();
  }
}
