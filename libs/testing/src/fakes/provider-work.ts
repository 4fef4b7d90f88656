import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef, PipelineFailure } from '#pipeline';
import type { ProviderEvent, Work, WorkContext } from '#providers';
import { tempDir } from '../folders.js';
import { testPicture } from './media.js';

/** Planted as the key everywhere, and looked for everywhere. */
export const CANARY = 'canary-key-d41d8cd98f00b204';

export const QUICK = { againMs: 5, tries: 5, idleMs: 400, answerMs: 3_000, downloadMs: 2_000 };

export const PICTURE: ArtifactRef = { digest: 'a'.repeat(64), media: 'image', mime: 'image/png', bytes: 1 };

export async function context(signal = new AbortController().signal): Promise<WorkContext> {
  const workDir = tempDir();
  const picture = join(workDir, 'input.png');
  await writeFile(picture, await testPicture('input'));
  return { workDir, signal, requestId: '00000000-0000-4000-8000-000000000001', open: async () => picture };
}

export const work = (
  step: string,
  model: string,
  config: Record<string, unknown>,
  inputs: Work['inputs'] = {},
): Work => ({
  ...{ step, model, config, inputs, seed: 7 },
});

export async function collected(events: AsyncIterable<ProviderEvent>): Promise<ProviderEvent[]> {
  const all: ProviderEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** What it fails with; the key must not be in it, wherever one looks. */
export async function failureOf(doing: Promise<unknown>): Promise<PipelineFailure> {
  const failure = await doing.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error as PipelineFailure,
  );
  const { code, message, stack, details, cause } = failure;
  if (code === undefined) throw new Error(`it failed without a code: ${message}`, { cause: failure });
  if ([message, stack, JSON.stringify(details), String(cause)].join('\n').includes(CANARY))
    throw new Error('the key is in the failure', { cause: failure });
  return failure;
}
