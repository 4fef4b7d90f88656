import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Graph } from './graph.js';
import type { OwnManifest } from './own/manifest.js';
import { VALUE_NAMES } from './value-names.js';

const place = z.string().regex(/^[^.]+\../, { error: 'must be "<node id>.<input>"' });

const manifestSchema = z.strictObject({
  step: z.string().describe('The step type that it runs'),
  model: z.string().describe('The name under which a step chooses it; also the family of models that a card loads'),
  title: z.string(),
  vramGb: z.number().positive().describe('What the card should have free, in GB'),
  pack: z
    .object({ name: z.string(), url: z.url() })
    .optional()
    .describe('Custom nodes that it needs, to be named where a server lacks them'),
  when: z
    .array(z.string())
    .default([])
    .describe('Optional ports: it is taken where a step fills all of these, instead of the one without'),
  models: z
    .record(place, z.object({ file: z.string(), like: z.string() }))
    .describe('Files it needs: the usual name, and a pattern for others that do as well'),
  set: z.record(place, z.enum(VALUE_NAMES)).describe('Values written into inputs of nodes'),
  files: z.record(place, z.string()).describe('Ports whose artifact is uploaded and named in an input'),
  outputs: z.record(z.string(), z.string()).describe('By output port, the node that saves it'),
  size: z
    .object({ multiple: z.number().int(), least: z.number().optional(), most: z.number().optional() })
    .optional()
    .describe('What the model can draw: sides in steps of `multiple` pixels, the area within these bounds'),
  frames: z
    .object({ fps: z.number(), every: z.number().int(), most: z.number().int() })
    .optional()
    .describe('Frames a second of the model; their number is a multiple of `every` and one more'),
  steps: z
    .object({ draft: z.number().int(), standard: z.number().int(), high: z.number().int() })
    .optional()
    .describe('Sampling steps by quality'),
  limits: z
    .record(z.string(), z.object({ oneOf: z.array(z.string()).optional(), max: z.number().optional() }))
    .default({})
    .describe('What the step may ask for, by field of its config'),
});

export type Manifest = z.infer<typeof manifestSchema>;

export interface Workflow {
  /** The name of its file, for messages. */
  name: string;
  manifest: Manifest;
  graph: Graph;
  /** Of one that the operator has brought. */
  own?: OwnManifest;
}

const FOLDER = join(import.meta.dirname, 'workflows');

/** Where several models can do a step and none was asked for, the earlier one is taken. */
const PREFERRED = [
  ...['flux', 'wan2.2-14b', 'wan2.2-5b', 'ltx', 'sdxl', 'wan2.2-s2v', 'sonic', 'ace-step-1.5', 'ace-step'],
  ...['canny', 'depth-anything-v2', 'lineart', 'dwpose'],
];

/** The workflows that come with Reelwright, best first. */
export function shippedWorkflows(): Workflow[] {
  const rank = ({ manifest }: Workflow) => PREFERRED.indexOf(manifest.model) + 1 || Infinity;
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.manifest.json'))
    .map((file) => readWorkflow(basename(file, '.manifest.json')))
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

function readWorkflow(name: string): Workflow {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  const manifest = manifestSchema.parse(read(`${name}.manifest.json`));
  const { frames } = manifest;
  if (frames) manifest.limits.duration = { max: (frames.most - 1) / frames.fps };
  return { name, manifest, graph: read(`${name}.json`) as Graph };
}
