import { createWriteStream } from 'node:fs';
import { copyFile, constants, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { randomBytes } from 'node:crypto';
import type { ArtifactStore } from '#artifacts';
import { parseCheckpointResult } from '#engine';
import type { Engine, PipelineRecord } from '#engine';
import type { ArtifactRef } from '#pipeline';
import { everyArtifactIn } from '#pipeline';

/** In a checkpoint's folder. */
const STATE = 'checkpoint.jsonl';
const ARTIFACTS = 'artifacts';

/**
 * Writes what a pipeline has made so far into a folder that can be taken to another machine: `checkpoint.jsonl`, and
 * the bytes it names in `artifacts/<digest>`. The bytes come first and the state takes its place in one step, so the
 * folder is a whole checkpoint at any moment; later ones only add what is new.
 */
export async function exportFolder(
  engine: Engine,
  store: ArtifactStore,
  record: PipelineRecord,
  dir: string,
): Promise<void> {
  const artifacts = join(dir, ARTIFACTS);
  await mkdir(artifacts, { recursive: true });
  const there = new Set(await readdir(artifacts));
  const temp = join(dir, `.${STATE}.${randomBytes(6).toString('hex')}`);
  const lines = async function* () {
    let header = true;
    for await (const line of engine.exportCheckpoint(record)) {
      if (!header) for (const ref of artifactsOf(line)) await add(store, ref, artifacts, there);
      header = false;
      yield line;
    }
  };
  try {
    await pipeline(lines, createWriteStream(temp, { flush: true }));
    await rename(temp, join(dir, STATE));
  } finally {
    await rm(temp, { force: true });
  }
}

const artifactsOf = (line: string): ArtifactRef[] =>
  everyArtifactIn(Object.values(parseCheckpointResult(line).outputs));

async function add(store: ArtifactStore, { digest }: ArtifactRef, folder: string, there: Set<string>): Promise<void> {
  if (there.has(digest)) return;
  const temp = join(folder, `.${digest}.${randomBytes(4).toString('hex')}`);
  await copyFile(store.pathOf(digest), temp, constants.COPYFILE_FICLONE);
  await rename(temp, join(folder, digest));
  there.add(digest);
}
