import { createHash } from 'node:crypto';
import type { Graph } from './graph.js';
import type { Workflow } from './manifest.js';
import { splitPlace } from './graph.js';
import type { OwnManifest } from './own/manifest.js';
import { isMedia } from './own/manifest.js';

/** The part of `/object_info` that is read here. */
export type ServerNodes = Record<
  string,
  { input?: { required?: Record<string, unknown[]>; optional?: Record<string, unknown[]> | null } } | undefined
>;

/** Whether a server can run a workflow: the model files to use by place, or what it lacks, in words. */
export type Fit =
  { models: Record<string, string> } | { lacks: string; code: 'model_not_found' | 'unsupported' | 'invalid_input' };

const MOST_NAMED = 12;

/** Looks what a server has of what a workflow needs: node classes, then model files. */
export function fitOf({ manifest, graph, own }: Workflow, nodes: ServerNodes): Fit {
  const classes = [...new Set(Object.values(graph).map((node) => node.class_type))];
  const missing = classes.filter((name) => !nodes[name]);
  if (missing.length > 0) {
    const pack = manifest.pack ? `; they come with the node pack ${manifest.pack.name}, ${manifest.pack.url}` : '';
    return { lacks: `the nodes ${missing.join(', ')} are not installed${pack}`, code: 'unsupported' };
  }
  const models: Record<string, string> = {};
  for (const [place, { file, like }] of Object.entries(manifest.models)) {
    const [id, input] = splitPlace(place);
    const there = filesIn(nodes, graph[id]!.class_type, input);
    const found = chooseFile(there, file, like);
    if (found === undefined)
      return {
        lacks: `the model file ${file} is missing; of this kind there is: ${named(there)}`,
        code: 'model_not_found',
      };
    models[place] = found;
  }
  const gone = own && missingChoice(graph, own, nodes);
  return gone ?? { models };
}

/** A choice in a workflow of the operator that this server does not offer, such as a model file. */
function missingChoice(graph: Graph, own: OwnManifest, nodes: ServerNodes): Fit | undefined {
  const given = new Set(Object.values(own.inputs).flatMap((input) => (isMedia(input) ? input.places : [])));
  for (const [id, node] of Object.entries(graph))
    for (const [input, value] of Object.entries(node.inputs)) {
      const there = filesIn(nodes, node.class_type, input);
      if (typeof value !== 'string' || there.length === 0 || there.includes(value) || given.has(`${id}.${input}`))
        continue;
      const told = `node ${id} (${node.class_type}): ${input} "${value}" is missing; there is: ${named(there)}`;
      return { lacks: told, code: /_name\d*$/.test(input) ? 'model_not_found' : 'invalid_input' };
    }
  return undefined;
}

/** The file by its usual name, in whatever folder, else the first that does as well. */
function chooseFile(there: string[], file: string, like: string): string | undefined {
  const pattern = new RegExp(like, 'i');
  return (
    there.find((name) => name === file) ??
    there.find((name) => name.split(/[/\\]/).at(-1) === file) ??
    there.find((name) => pattern.test(name))
  );
}

/** The options of a combo input, told as `[[…], {}]` or as `["COMBO", { options }]`. */
function filesIn(nodes: ServerNodes, type: string, input: string): string[] {
  const [first, second] = specOf(nodes, type, input) ?? [];
  const options = Array.isArray(first) ? first : (second as { options?: unknown } | undefined)?.options;
  return Array.isArray(options) ? options.filter((name) => typeof name === 'string') : [];
}

/** How a server describes an input of a node; undefined where it does not. */
export function specOf(nodes: ServerNodes, type: string, input: string): unknown[] | undefined {
  const inputs = nodes[type]?.input;
  return inputs?.required?.[input] ?? inputs?.optional?.[input];
}

function named(files: string[]): string {
  if (files.length === 0) return 'none';
  const more = files.length - MOST_NAMED;
  return files.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Changes when the workflow or the model files it would run with change. */
export function versionOf(workflow: Workflow, models: Record<string, string>): string {
  const parts = JSON.stringify([workflow.graph, workflow.manifest, models]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 16);
}
