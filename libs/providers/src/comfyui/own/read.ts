import { PipelineFailure } from '#pipeline';
import type { Graph } from '../graph.js';

const HOW =
  'In ComfyUI choose Workflow → Export (API); in older versions turn on "Enable Dev mode options" in the settings, ' +
  'then "Save (API Format)".';

/**
 * A workflow in the API format from what a file holds.
 * @throws PipelineFailure `invalid_input` that says how to export one, for anything else
 */
export function readGraph(value: unknown): Graph {
  const refuse = (words: string) => new PipelineFailure('invalid_input', words);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse(`This is no workflow of ComfyUI: it has to be a JSON object of nodes. ${HOW}`);
  const file = value as Record<string, unknown>;
  if (Array.isArray(file.nodes))
    throw refuse(`This is the format that ComfyUI's editor saves, which cannot be run without it. ${HOW}`);
  // As it is posted to a server, or found in a picture.
  const graph = (typeof file.prompt === 'object' && file.prompt !== null ? file.prompt : file) as Graph;
  const entries = Object.entries(graph);
  const wrong = entries.find(
    ([, node]) => typeof node?.class_type !== 'string' || typeof node.inputs !== 'object' || node.inputs === null,
  );
  if (entries.length === 0 || wrong)
    throw refuse(
      `This is no workflow in the API format${wrong ? `: "${wrong[0]}" is no node with class_type and inputs` : ': it is empty'}. ${HOW}`,
    );
  return graph;
}
