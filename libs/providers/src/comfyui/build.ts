import { PipelineFailure } from '#pipeline';
import type { Graph } from './graph.js';
import type { Workflow } from './manifest.js';
import { splitPlace } from './graph.js';
import type { Values } from './values.js';

/** What is written into a workflow before it is sent, by place: `<node id>.<input>`. */
export interface Fillings {
  values: Values;
  /** Names of model files. */
  models: Record<string, string>;
  /** Names of uploaded files. */
  files: Record<string, string>;
  /** What a step gives to a workflow of the operator. */
  own?: Record<string, unknown>;
}

/** The workflow with everything filled in; the original stays as it is. */
export function buildPrompt({ name, graph, manifest }: Workflow, { values, models, files, own = {} }: Fillings): Graph {
  const prompt = structuredClone(graph);
  const set = Object.entries(manifest.set).map(([place, value]): [string, unknown] => [place, values[value]]);
  for (const [place, value] of [...set, ...Object.entries(own), ...Object.entries(models), ...Object.entries(files)]) {
    const [id, input] = splitPlace(place);
    const node = prompt[id];
    if (!node) throw new PipelineFailure('internal', `the workflow "${name}" has no node "${id}"`);
    node.inputs[input] = value;
  }
  return prompt;
}
