import { open, stat } from 'node:fs/promises';
import sharp from 'sharp';
import type { UploadFacts } from '#artifacts';
import { MediaError, probe } from '#media';
import type { FileKind, Probe } from '#media';
import { PipelineFailure } from '#pipeline';
import { refuseHidden } from './hidden.js';
import { recognise } from './recognise.js';
import { Refusal } from './refusal.js';
import { inspectText } from './text.js';
import { turns } from './turns.js';
import { isWhole } from './whole.js';

/** What is taken; sizes in bytes and pixels, times in seconds. */
export interface IntakeLimits {
  maxFileBytes: number;
  maxFiles: number;
  maxPixels: number;
  maxDurationSec: number;
}

const HEAD_BYTES = 512;
const LOOK_MS = 120_000;
/** A picture of more pixels is looked into alone: some kinds have to be unpacked whole. */
const LARGE_PIXELS = 16e6;
const large = turns(1);
const any = turns(4);

/**
 * Looks into a file that somebody brought and says what it is by what it holds, or 'archive' for a ZIP. Throws Refusal
 * for what is not taken: see `RefusalCode`.
 */
export async function inspect(
  path: string,
  limits: IntakeLimits,
  signal: AbortSignal,
): Promise<UploadFacts | 'archive'> {
  const { size } = await stat(path);
  if (size === 0) throw new Refusal('empty_file', 'it is empty', 'Look whether it was copied whole.');
  if (size > limits.maxFileBytes) throw tooLarge(limits);
  const kind = recognise(await headOf(path));
  if (kind === 'archive') return kind;
  if (kind === 'perhaps text') return inspectText(path, size);
  return any(async () => {
    signal.throwIfAborted();
    await refuseHidden(path, size);
    if (!(await isWhole(path, kind.mime, size))) throw damaged(kind, 'it ends too early');
    const looking = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]);
    return kind.media === 'image' ? picture(path, kind, limits) : played(path, kind, limits, looking);
  });
}

export const tooLarge = ({ maxFileBytes }: Pick<IntakeLimits, 'maxFileBytes'>): Refusal =>
  new Refusal(
    'too_large',
    `it has more than ${Math.round(maxFileBytes / 1e6)} MB`,
    'The setting uploadMaxMb allows more.',
  );

const damaged = ({ media }: FileKind, why: string, cause?: unknown): Refusal =>
  new Refusal('damaged_file', `the ${media} is damaged: ${why}`, 'Copy or save it again.', { cause });

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(bytes, 0, HEAD_BYTES, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function checkPixels(kind: FileKind, width: number, height: number, { maxPixels }: IntakeLimits): void {
  if (width * height <= maxPixels) return;
  throw new Refusal(
    'too_many_pixels',
    `the ${kind.media} has ${width} × ${height} pixels, and ${maxPixels / 1e6} megapixels are allowed`,
    'Make it smaller; the setting uploadMaxMegapixels allows more.',
  );
}

/** By its head first: what says that it is huge is not unpacked. Then whole, as a thumbnail and a model would. */
async function picture(path: string, kind: FileKind, limits: IntakeLimits): Promise<UploadFacts> {
  const { mime } = kind;
  if (mime === 'image/png') {
    const head = await headOf(path);
    if (head.length < 24) throw damaged(kind, 'it ends too early');
    checkPixels(kind, head.readUInt32BE(16), head.readUInt32BE(20), limits);
  }
  const head = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw damaged(kind, 'its head cannot be read', error);
    });
  checkPixels(kind, head.width, head.height, limits);
  const unpack = () =>
    sharp(path, { limitInputPixels: limits.maxPixels, failOn: 'error' })
      .resize(16, 16, { fit: 'fill' })
      .raw()
      .toBuffer();
  const pixels = head.width * head.height;
  await (pixels > LARGE_PIXELS ? large(unpack) : unpack()).catch((error: unknown) => {
    throw damaged(kind, 'its pixels cannot be read', error);
  });
  const { width, height } = head.autoOrient;
  const pages = head.pages ?? 1;
  return { kind: 'image', media: 'image', mime, facts: { width, height, ...(pages > 1 && { pages }) } };
}

/** How ffprobe may read a file of a kind; anything else it finds is not what the file says it is. */
const DEMUXERS: Record<string, string> = {
  'video/mp4': 'mov',
  'video/quicktime': 'mov',
  'audio/mp4': 'mov',
  'video/webm': 'matroska',
  'video/x-matroska': 'matroska',
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/flac': 'flac',
  'audio/ogg': 'ogg',
};

async function played(path: string, kind: FileKind, limits: IntakeLimits, signal: AbortSignal): Promise<UploadFacts> {
  const found = await probe(path, signal, [DEMUXERS[kind.mime] ?? 'none']).catch((error: unknown) => {
    if (error instanceof MediaError && error.code === 'tool_missing')
      throw new PipelineFailure('tool_missing', error.message, undefined, { cause: error });
    throw damaged(kind, 'it cannot be read', error);
  });
  const { durationSec, width, height, fps, sampleRate, hasVideo, hasAudio } = found;
  if (!hasVideo && !hasAudio) throw damaged(kind, 'there is neither picture nor sound in it');
  checkPixels(kind, width, height, limits);
  checkDuration(kind, found, limits);
  if (hasVideo && !(width > 0 && height > 0)) throw damaged(kind, 'its picture has no size');
  const media = hasVideo ? 'video' : 'audio';
  const facts = hasVideo
    ? { durationSec, width, height, fps }
    : { durationSec, ...(sampleRate !== undefined && { sampleRate }) };
  return { kind: media, media, mime: `${media}/${kind.mime.split('/')[1]!}`, facts };
}

function checkDuration({ media }: FileKind, { durationSec }: Probe, { maxDurationSec }: IntakeLimits): void {
  if (durationSec <= maxDurationSec) return;
  throw new Refusal(
    'too_long',
    `the ${media} lasts ${Math.round(durationSec / 60)} minutes, and ${Math.round(maxDurationSec / 60)} are allowed`,
    'Cut it; the setting uploadMaxMinutes allows more.',
  );
}
