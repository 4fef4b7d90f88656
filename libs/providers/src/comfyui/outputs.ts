import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { probe, sniff } from '#media';
import { PipelineFailure } from '#pipeline';
import type { MediaFacts, MediaType } from '#pipeline';
import type { OutputFile, WorkContext } from '../port.js';
import { unavailable } from './errors.js';
import type { ComfyServer, HistoryEntry, SavedFile } from './server.js';

const MB = 1024 * 1024;
const MAX_BYTES: Partial<Record<MediaType, number>> = { image: 256 * MB, audio: 1024 * MB, video: 4096 * MB };
const TRIES = 3;
const HEAD_BYTES = 64;

/**
 * The file that a node has saved. Which key it is under depends on the node: videos are under `images`.
 * @throws PipelineFailure `bad_answer` when there is none
 */
export function savedBy({ url }: ComfyServer, { outputs }: HistoryEntry, node: string): SavedFile {
  const files = Object.values(outputs[node] ?? {})
    .flat()
    .filter((item): item is SavedFile => typeof (item as SavedFile | null)?.filename === 'string');
  const best = files.find((file) => file.type === 'output') ?? files[0];
  if (best) return best;
  throw new PipelineFailure('bad_answer', `ComfyUI at ${url} ended well, but node ${node} has saved no file`);
}

export interface Fetched {
  file: OutputFile;
  /** SHA-256 in hex, as the artifact store names it. */
  digest: string;
}

/** Downloads into the work folder, and looks whether it is what it should be. */
export async function fetchOutput(
  server: ComfyServer,
  saved: SavedFile,
  media: MediaType,
  ctx: WorkContext,
  timeoutMs: number,
): Promise<Fetched> {
  const path = join(ctx.workDir, `comfyui-${media}`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { digest, head } = await download(server, saved, path, MAX_BYTES[media] ?? 0, ctx.signal, timeoutMs);
      const found = sniff(head);
      if (found?.media !== media) throw notThat(server, saved, media, head);
      return { file: { path, media, mime: found.mime, facts: await factsOf(path, media, ctx.signal) }, digest };
    } catch (error) {
      ctx.signal.throwIfAborted();
      if (attempt === TRIES || (error instanceof PipelineFailure && error.code === 'bad_answer')) throw error;
    }
  }
}

function notThat(server: ComfyServer, { filename }: SavedFile, media: MediaType, head: Uint8Array): PipelineFailure {
  const looks = JSON.stringify(server.hide(Buffer.from(head).toString('latin1')).slice(0, 24));
  const words = `${server.hide(filename)} is no ${media}; it begins with ${looks}`;
  return new PipelineFailure('bad_answer', `ComfyUI at ${server.url}: ${words}`);
}

async function download(
  server: ComfyServer,
  { filename, subfolder = '', type = 'output' }: SavedFile,
  path: string,
  maxBytes: number,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<{ digest: string; head: Buffer }> {
  const query = new URLSearchParams({ filename, subfolder, type });
  const response = await server.call(`/view?${query.toString()}`, { signal, timeoutMs });
  const refuse = async (why: string) => {
    await response.body?.cancel();
    return new PipelineFailure('bad_answer', server.hide(`ComfyUI at ${server.url}: ${filename}: ${why}`));
  };
  if (response.status === 404) throw await refuse('it is gone');
  if (!response.ok || !response.body) throw unavailable(server.url, `/view answered ${response.status}`);
  if (/^text\/html|json/.test(response.headers.get('content-type') ?? ''))
    throw await refuse(`the answer is no media file but ${response.headers.get('content-type')}`);
  const said = response.headers.get('content-length');
  if (Number(said ?? 0) > maxBytes) throw await refuse(`it has ${said} bytes; at most ${maxBytes} are taken`);
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  let [bytes, head] = [0, Buffer.alloc(0)];
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw await refuse(`it has more than ${maxBytes} bytes`);
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES);
      hash.update(chunk);
      await file.write(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof PipelineFailure ? error : broken(server, filename, error);
  } finally {
    await file.close();
  }
  if (said !== null && Number(said) !== bytes) throw broken(server, filename, `only ${bytes} of ${said} bytes came`);
  return { digest: hash.digest('hex'), head };
}

function broken({ url, hide }: ComfyServer, filename: string, error: unknown): PipelineFailure {
  const slow = (error as { name?: string } | undefined)?.name === 'TimeoutError';
  const words = slow ? 'it did not come in time' : 'the download broke off';
  return new PipelineFailure(
    slow ? 'timeout' : 'network',
    hide(`ComfyUI at ${url}: ${filename}: ${words}`),
    undefined,
    {
      cause: error,
    },
  );
}

async function factsOf(path: string, media: MediaType, signal: AbortSignal): Promise<MediaFacts> {
  try {
    if (media === 'image') {
      const { width, height } = await sharp(path).metadata();
      return { width, height };
    }
    const { durationSec, width, height, fps, sampleRate } = await probe(path, signal);
    if (media === 'video') return { durationSec, width, height, fps };
    return { durationSec, ...(sampleRate !== undefined && { sampleRate }) };
  } catch (error) {
    signal.throwIfAborted();
    throw new PipelineFailure('bad_answer', `what ComfyUI made is no ${media} that can be read`, undefined, {
      cause: error,
    });
  }
}
