import { join } from 'node:path';
import type { ArtifactStore, PublishedFile } from '#artifacts';
import type { Engine, Publish } from '#engine';
import type { ArtifactRef, PortValue } from '#pipeline';
import { isArtifactRef } from '#pipeline';

const EXTENSIONS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'audio/mp4': 'm4a',
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'application/json': 'json',
  'text/plain': 'txt',
};

/** Steps read at a time; a pipeline may have many thousand tasks. */
const PAGE = 500;

/**
 * Puts everything a pipeline made into one folder, named after steps: `keyframe.png`, `animate-3.mp4`. The folder
 * appears whole or not at all.
 */
export function makePublish(engine: Engine, store: ArtifactStore, outputDir: string): Publish {
  return async (pipeline, plan) => {
    const files: PublishedFile[] = [];
    const published: Record<string, string[]> = {};
    const dir = join(outputDir, pipeline.id);
    for (const step of plan.steps) {
      for (let offset = 0; ; offset += PAGE) {
        const tasks = await engine.store.tasks(pipeline.id, step.id, offset, PAGE);
        for (const task of tasks) {
          const suffix = task.path.length > 0 ? `-${task.path.map((index) => index + 1).join('-')}` : '';
          for (const file of filesOf(`${step.id}${suffix}`, task.outputs ?? {})) {
            files.push(file);
            (published[step.id] ??= []).push(join(dir, file.name));
          }
        }
        if (tasks.length < PAGE) break;
      }
    }
    await store.publish(dir, files);
    return published;
  };
}

function filesOf(name: string, outputs: Record<string, PortValue>): PublishedFile[] {
  const ports = Object.entries(outputs);
  return ports.flatMap(([port, value], index) => {
    const base = index === 0 ? name : `${name}-${port}`;
    if (Array.isArray(value))
      return value.flatMap((item, at) => (isArtifactRef(item) ? [fileOf(`${base}-${at + 1}`, item)] : []));
    return isArtifactRef(value) ? [fileOf(base, value)] : [];
  });
}

function fileOf(base: string, ref: ArtifactRef): PublishedFile {
  return { name: `${base}.${EXTENSIONS[ref.mime] ?? 'bin'}`, digest: ref.digest };
}
