import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ArtifactRef, PortValue } from '#pipeline';

import type { LocalHandler, OutputFile, ProviderEvent, WorkContext } from '../../port.js';

const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder that goes away after the tests of the file. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reelwright-sketch-'));
  folders.push(folder);
  return folder;
}

/** Runs a handler as the pipeline would, for tests: artifacts are files and their digests are paths. */
export async function runHandler(
  handler: LocalHandler | undefined,
  config: Record<string, unknown>,
  options: {
    inputs?: Record<string, PortValue>;
    seed?: number;
    signal?: AbortSignal;
    onEvent?: (event: ProviderEvent) => void;
  } = {},
): Promise<{ file: OutputFile; events: ProviderEvent[] }> {
  if (!handler) throw new Error('No such handler.');
  const ctx: WorkContext = {
    requestId: 'test',
    workDir: testFolder(),
    signal: options.signal ?? new AbortController().signal,
    open: (ref) => Promise.resolve(ref.digest),
  };
  const work = { step: 'test', model: 'sketch', config, inputs: options.inputs ?? {}, seed: options.seed ?? 1 };
  const events: ProviderEvent[] = [];
  for await (const event of handler(work, ctx)) {
    events.push(event);
    options.onEvent?.(event);
  }
  const output = events.findLast((event) => event.type === 'output');
  if (output?.type !== 'output' || Array.isArray(output.output) || !('file' in output.output)) {
    throw new Error('The handler gave no file.');
  }
  return { file: output.output.file, events };
}

export function refTo(file: OutputFile): ArtifactRef {
  const parts = Object.entries(file.parts ?? {}).map(([name, part]) => [name, refTo(part)] as const);
  return {
    digest: file.path,
    media: file.media,
    mime: file.mime,
    bytes: 1,
    ...(file.facts ? { facts: file.facts } : {}),
    ...(parts.length > 0 ? { parts: Object.fromEntries(parts) } : {}),
  };
}
