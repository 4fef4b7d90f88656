import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { extensionOf } from '#artifacts';
import type { ArtifactStore, PublishedFile } from '#artifacts';
import { exportFolder } from './checkpoint-folder.js';
import type { Delivery, Engine, PipelineRecord } from '#engine';
import type { ArtifactRef, PortValue } from '#pipeline';
import { isArtifactRef } from '#pipeline';

/** Steps read at a time; a pipeline may have many thousand tasks. */
const PAGE = 500;

/**
 * Puts what a pipeline made into one folder, named after steps: `keyframe.png`, `animate-3.mp4`. All of it, or only
 * what the definition names as outputs, or no folder at all, as its `cleanup` says. The folder appears whole or not at
 * all.
 */
export function makeDelivery(
  engine: Engine,
  store: ArtifactStore,
  outputDir: string,
  onError: (error: unknown) => void = () => {},
): Delivery {
  const folderOf = ({ id }: Pick<PipelineRecord, 'id'>) => join(outputDir, id);
  return {
    async publish(pipeline, plan) {
      const { cleanup = 'keep_all' } = plan.options;
      if (cleanup === 'none') return {};
      const files: PublishedFile[] = [];
      const published: Record<string, string[]> = {};
      for (const { id } of plan.steps.filter((step) => cleanup === 'keep_all' || plan.outputs.includes(step.id))) {
        for await (const file of filesOfStep(engine, pipeline.id, id)) {
          files.push(file);
          (published[id] ??= []).push(join(folderOf(pipeline), file.name));
        }
      }
      // The folder is the pipeline's own; what an earlier run of it put there gives way.
      await store.publish(folderOf(pipeline), files, { replace: true });
      return published;
    },
    retract: (pipeline) => removeWhole(folderOf(pipeline)),
    checkpoint: (pipeline, dir) => exportFolder(engine, store, pipeline, dir).catch(onError),
  };
}

/** Out of sight at once; a name that a later publishing would clear away, should this process die here. */
async function removeWhole(dir: string): Promise<void> {
  const aside = `${dir}.old-${randomBytes(6).toString('hex')}`;
  const there = await rename(dir, aside).then(
    () => true,
    () => false,
  );
  if (there) await rm(aside, { recursive: true, force: true });
}

async function* filesOfStep(engine: Engine, pid: string, step: string): AsyncGenerator<PublishedFile> {
  for (let offset = 0; ; offset += PAGE) {
    const tasks = await engine.store.tasks(pid, step, offset, PAGE);
    for (const { path, outputs } of tasks) {
      const suffix = path.length > 0 ? `-${path.map((index) => index + 1).join('-')}` : '';
      yield* filesOf(`${step}${suffix}`, outputs ?? {});
    }
    if (tasks.length < PAGE) return;
  }
}

/** The first file has the name of the step; values that are no files take none. */
function filesOf(name: string, outputs: Record<string, PortValue>): PublishedFile[] {
  const ports = Object.entries(outputs).filter(([, value]) => [value].flat().some(isArtifactRef));
  return ports.flatMap(([port, value], index) => {
    const base = index === 0 ? name : `${name}-${port}`;
    if (Array.isArray(value))
      return value.flatMap((item, at) => (isArtifactRef(item) ? [fileOf(`${base}-${at + 1}`, item)] : []));
    return isArtifactRef(value) ? [fileOf(base, value)] : [];
  });
}

function fileOf(base: string, ref: ArtifactRef): PublishedFile {
  return { name: `${base}.${extensionOf(ref.mime)}`, digest: ref.digest };
}
