import { readFile, rm } from 'node:fs/promises';
import type { Sharp } from 'sharp';
import { MediaError } from './errors.js';
import { fileSource, runFfmpeg } from './ffmpeg.js';
import { sniffFile } from './kinds.js';
import type { FileKind } from './kinds.js';

export interface Thumbnail {
  /** A picture, a video or a sound; what it is is read from its bytes. */
  path: string;
  /** The longer side at most, in pixels; nothing is enlarged. */
  size: number;
  format: 'webp' | 'jpeg';
  /** A path that may be written; removed again. */
  scratch: string;
  signal?: AbortSignal;
}

/** A picture of more pixels is a bomb rather than a picture. */
const MAX_PIXELS = 120e6;
const PICTURE_SECONDS = 15;
const TOOL_MS = 30_000;
/** Of a video only key frames are looked at, of a long sound only the beginning. */
const FRAMES_COMPARED = 8;
const SOUND_SECONDS = 1200;
const WAVE_COLOUR = '0x7C6CFF';
/** Behind what is transparent, where the format is not. */
const BACKGROUND = '#15151c';

/** Which reader of ffmpeg, so that a file cannot choose one that opens other files. */
const READERS: Record<string, string> = {
  ...{ mp4: 'mov', mov: 'mov', m4a: 'mov', webm: 'matroska', wav: 'wav', ogg: 'ogg', flac: 'flac', mp3: 'mp3' },
};

/**
 * A small picture of a media file: a picture itself, a telling frame of a video, the wave of a sound. Bounded in pixels
 * and time, whatever the file holds.
 * @throws MediaError `failed` for what is none of these, or damaged
 */
export async function thumbnail(job: Thumbnail): Promise<Buffer> {
  const kind = await sniffFile(job.path);
  if (!kind) throw new MediaError('failed', `${job.path} is no picture, video or sound that is known here.`);
  if (kind.media === 'image') return shrunk(job.path, job);
  const limit = AbortSignal.timeout(TOOL_MS);
  const signal = job.signal ? AbortSignal.any([job.signal, limit]) : limit;
  const picture = `${job.scratch}.png`;
  try {
    await runFfmpeg(
      {
        inputs: [{ source: fileSource(job.path), options: readOptions(kind) }],
        output: picture,
        outputOptions: kind.media === 'video' ? frameOptions(job.size) : waveOptions(job.size),
      },
      { signal },
    );
    return await shrunk(picture, job);
  } finally {
    await rm(picture, { force: true });
  }
}

function readOptions({ media, extension }: FileKind): string[] {
  const options = ['-protocol_whitelist', 'file', '-f', READERS[extension]!, '-threads', '1'];
  if (media === 'audio') return [...options, '-t', String(SOUND_SECONDS)];
  return [...options, '-max_pixels', String(MAX_PIXELS), '-skip_frame', 'nokey'];
}

const frameOptions = (size: number): string[] => [
  ...[
    '-map',
    '0:v:0',
    '-vf',
    `thumbnail=n=${FRAMES_COMPARED},scale=${size}:${size}:force_original_aspect_ratio=decrease`,
  ],
  ...['-frames:v', '1', '-update', '1'],
];

const waveOptions = (size: number): string[] => [
  '-filter_complex',
  `[0:a:0]aformat=channel_layouts=mono,showwavespic=s=${size}x${size / 2}:colors=${WAVE_COLOUR}`,
  ...['-frames:v', '1', '-update', '1'],
];

async function shrunk(path: string, { size, format }: Thumbnail): Promise<Buffer> {
  // Loaded when it is needed: a process that makes none stays small.
  const { default: sharp } = await import('sharp');
  try {
    const bytes = await readFile(path);
    const small = sharp(bytes, { limitInputPixels: MAX_PIXELS, pages: 1, sequentialRead: true })
      .rotate()
      .resize(size, size, { fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds: PICTURE_SECONDS });
    return await encoded(small, format).toBuffer();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MediaError('failed', `The picture can't be read: ${reason}`, '', { cause: error });
  }
}

const encoded = (picture: Sharp, format: Thumbnail['format']): Sharp =>
  format === 'webp'
    ? picture.webp({ quality: 78 })
    : picture.flatten({ background: BACKGROUND }).jpeg({ quality: 80, mozjpeg: true });
