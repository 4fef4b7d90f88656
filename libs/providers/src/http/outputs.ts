import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { MediaError, probe, sniff } from '#media';
import type { FileKind } from '#media';
import { PipelineFailure, isArtifactRef } from '#pipeline';
import type { ArtifactRef, MediaFacts, MediaType } from '#pipeline';
import type { OutputFile, Work } from '../port.js';

/** A file from a provider, looked into: its facts say what it really is. Throws `bad_answer` when it cannot be opened. */
export async function inspected(
  name: string,
  { path, media, mime }: FileKind & { path: string },
  signal: AbortSignal,
): Promise<OutputFile> {
  try {
    return { path, media, mime, facts: media === 'image' ? await pictureFacts(path) : await playedFacts(path, signal) };
  } catch (error) {
    signal.throwIfAborted();
    // What is paid for is kept, also where nobody can look into it here.
    if (error instanceof MediaError && error.code === 'tool_missing') return { path, media, mime };
    throw new PipelineFailure('bad_answer', `${name} sent a damaged ${media}`, undefined, { cause: error });
  }
}

async function pictureFacts(path: string): Promise<MediaFacts> {
  const { width, height } = await sharp(path).metadata();
  return { width, height };
}

async function playedFacts(path: string, signal: AbortSignal): Promise<MediaFacts> {
  const { durationSec, width, height, fps, sampleRate, hasVideo } = await probe(path, signal);
  if (hasVideo) return { durationSec, width, height, fps };
  return sampleRate === undefined ? { durationSec } : { durationSec, sampleRate };
}

/** Writes bytes that came inside an answer. Throws `bad_answer` when they are not of that kind. */
export async function written(
  name: string,
  bytes: Buffer,
  into: { folder: string; name: string; media: MediaType; signal: AbortSignal },
): Promise<OutputFile> {
  const kind = sniff(bytes);
  if (kind?.media !== into.media)
    throw new PipelineFailure('bad_answer', `${name} sent something that is no ${into.media}`);
  const path = join(into.folder, `${into.name}.${kind.extension}`);
  await writeFile(path, bytes);
  return inspected(name, { ...kind, path }, into.signal);
}

/** The stored file on a port. Throws `invalid_input` when there is none. */
export function fileOn(work: Work, port: string): ArtifactRef {
  const file = [work.inputs[port] ?? []].flat().find(isArtifactRef);
  if (file) return file;
  throw new PipelineFailure('invalid_input', `there is nothing on input "${port}"`);
}
