import type { Workflow } from '../manifest.js';
import type { OwnWorkflow } from './manifest.js';
import { OWN_STEP, isMedia } from './manifest.js';

/** As the provider runs it. */
export function asWorkflow({ name, graph, manifest }: OwnWorkflow): Workflow {
  const media = Object.entries(manifest.inputs).filter(([, input]) => isMedia(input));
  const saved = Object.values(manifest.outputs).filter((id) => 'filename_prefix' in graph[id]!.inputs);
  return {
    name,
    graph,
    own: manifest,
    manifest: {
      ...{
        step: OWN_STEP,
        model: name,
        title: manifest.title,
        vramGb: manifest.vramGb,
        when: [],
        models: {},
        limits: {},
      },
      set: Object.fromEntries(saved.map((id) => [`${id}.filename_prefix`, 'prefix' as const])),
      files: Object.fromEntries(media.flatMap(([port, input]) => input.places.map((spot) => [spot, port]))),
      outputs: manifest.outputs,
    },
  };
}
