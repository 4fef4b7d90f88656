import { z } from 'zod';
import { catalogue } from '#steps';
import type { Graph } from '../graph.js';
import { splitPlace } from '../graph.js';

export const OWN_STEP = 'comfyui';

const place = z.string().regex(/^[^.]+\../, { error: 'must be "<node id>.<input>"' });
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const inputSchema = z.strictObject({
  type: z.enum(['text', 'number', 'integer', 'boolean', 'choice', 'seed', 'image', 'video', 'audio']),
  places: z.array(place).min(1).describe('The inputs of nodes that it is written into'),
  description: z.string().optional(),
  required: z.boolean().optional().describe('A step has to give it'),
  default: scalar.optional().describe('What the workflow has'),
  min: z.number().optional(),
  max: z.number().optional(),
  options: z.array(z.string()).optional().describe('Of a choice'),
});

export const ownManifestSchema = z.strictObject({
  title: z.string().max(200),
  vramGb: z.number().positive().default(8).describe('What the card should have free, in GB'),
  inputs: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,60}$/), inputSchema),
  outputs: z.partialRecord(z.enum(['image', 'video', 'audio']), z.string()).describe('The node that saves each'),
});

/** What a workflow of the operator takes and gives, in words of the step type `comfyui`. */
export type OwnManifest = z.infer<typeof ownManifestSchema>;
export type OwnInput = z.infer<typeof inputSchema>;

export interface OwnWorkflow {
  name: string;
  graph: Graph;
  manifest: OwnManifest;
}

const MEDIA_TYPES = ['image', 'video', 'audio'] as const;
export const isMedia = ({ type }: OwnInput): boolean => (MEDIA_TYPES as readonly string[]).includes(type);

/** What is wrong with a manifest for a graph, in words; empty when it fits. */
export function manifestProblems({ graph, manifest }: Omit<OwnWorkflow, 'name'>): string[] {
  const ports = catalogue.get(OWN_STEP)!.inputs;
  const problems: string[] = [];
  for (const [name, input] of Object.entries(manifest.inputs)) {
    for (const spot of input.places) {
      const [id, field] = splitPlace(spot);
      if (!graph[id]) problems.push(`inputs.${name}: the workflow has no node "${id}"`);
      else if (!(field in graph[id].inputs)) problems.push(`inputs.${name}: node "${id}" has no input "${field}"`);
    }
    if (isMedia(input) && !ports[name]?.media.includes(input.type as 'image'))
      problems.push(`inputs.${name}: a ${input.type} is named ${portsFor(input.type).join(', ')}`);
  }
  for (const [port, id] of Object.entries(manifest.outputs))
    if (!graph[id]) problems.push(`outputs.${port}: the workflow has no node "${id}"`);
  if (Object.keys(manifest.outputs).length === 0) problems.push('outputs: it saves no picture, video or sound');
  return problems;
}

/** The ports of the step type for a kind of media, in order. */
export function portsFor(type: string): string[] {
  const { inputs } = catalogue.get(OWN_STEP)!;
  return Object.keys(inputs).filter((port) => inputs[port]!.media.includes(type as 'image'));
}
