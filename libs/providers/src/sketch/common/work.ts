import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp, { type Metadata, type Sharp } from 'sharp';

import { type ArtifactRef, CancelledError, PipelineFailure, isArtifactRef } from '#pipeline';

import type { OutputFile, ProviderEvent, Work, WorkContext } from '../../port.js';
import { type Scene, parseScene } from '../picture/scene/scene.js';

export const text = (work: Work, field: string): string => {
  const value = work.config[field];
  return typeof value === 'string' ? value : '';
};

export const number = (work: Work, field: string, fallback: number): number => {
  const value = work.config[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
};

export function imageInput(work: Work, port: string): ArtifactRef {
  const value = work.inputs[port];
  if (!isArtifactRef(value) || value.media !== 'image') {
    throw new PipelineFailure('invalid_input', `${work.step}: the input "${port}" is not an image.`);
  }
  return value;
}

/** The scene behind a picture, if it was drawn here. */
export async function sceneOf(ref: ArtifactRef, ctx: WorkContext): Promise<Scene | undefined> {
  const part = ref.parts?.['scene'];
  return part === undefined ? undefined : parseScene(await readFile(await ctx.open(part), 'utf8'));
}

/** Writes a PNG and, when there is one, the scene it was drawn from. */
export async function imageOutput(picture: Sharp, scene: Scene | undefined, ctx: WorkContext): Promise<ProviderEvent> {
  const path = join(ctx.workDir, 'image.png');
  const { width, height } = await abandonable(picture.png({ compressionLevel: 6 }).toFile(path), ctx.signal);
  const file: OutputFile = { path, media: 'image', mime: 'image/png', facts: { width, height } };
  if (scene) {
    const scenePath = join(ctx.workDir, 'scene.json');
    await writeFile(scenePath, JSON.stringify(scene));
    file.parts = { scene: { path: scenePath, media: 'json', mime: 'application/json' } };
  }
  return { type: 'output', port: 'image', output: { file } };
}

/** For work in a thread of a library that nothing can stop: on an abort it is no longer waited for. */
function abandonable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = () => reject(new CancelledError('The work was cancelled.'));
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/** Opens a picture from outside, with its size as it is shown; what can't be read as one is the user's to change. */
export async function readable(path: string, what: string): Promise<Metadata> {
  try {
    const metadata = await sharp(path).metadata();
    return { ...metadata, ...metadata.autoOrient };
  } catch (error) {
    throw new PipelineFailure('invalid_input', `${what} can't be read as an image.`, undefined, { cause: error });
  }
}

/** An abort inside another library comes back as whatever that library throws. */
export function asCancelled(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted && !(error instanceof CancelledError) ? new CancelledError('The work was cancelled.') : error;
}

/** Runs work that reports by callback and passes its reports on as events while it runs. */
export async function* reporting<T>(
  run: (report: (fraction: number, note?: string) => void) => Promise<T>,
): AsyncGenerator<ProviderEvent, T> {
  const queue: ProviderEvent[] = [];
  let wake: () => void = () => undefined;
  let done = false;
  const result = run((fraction, note) => {
    queue.push({ type: 'progress', fraction: Math.min(1, fraction), ...(note === undefined ? {} : { note }) });
    wake();
  }).finally(() => {
    done = true;
    wake();
  });
  result.catch(() => undefined);
  for (;;) {
    for (let event = queue.shift(); event; event = queue.shift()) yield event;
    if (done) return await result;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
