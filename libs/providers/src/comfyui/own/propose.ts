import type { ServerNodes } from '../catalogue.js';
import { specOf } from '../catalogue.js';
import type { Graph } from '../graph.js';
import type { OwnInput, OwnManifest } from './manifest.js';
import { portsFor } from './manifest.js';

type Node = Graph[string] & { _meta?: { title?: string } };

/** Where no server tells: the inputs of well-known nodes that name a file. */
const FILES: Record<string, 'image' | 'video' | 'audio'> = {
  'LoadImage.image': 'image',
  'LoadImageMask.image': 'image',
  'LoadVideo.file': 'video',
  'LoadAudio.audio': 'audio',
  'VHS_LoadVideo.video': 'video',
  'VHS_LoadAudioUpload.audio': 'audio',
};

const SAVES: [RegExp, 'image' | 'video' | 'audio'][] = [
  [/^(SaveVideo|SaveWEBM|VHS_VideoCombine)$/, 'video'],
  [/^SaveAudio|^PreviewAudio$/, 'audio'],
  [/^(SaveImage|SaveAnimatedWEBP|SaveAnimatedPNG|PreviewImage)$|^SaveImage/, 'image'],
];

/** Inputs that people want to set, by name; others can be added to the manifest by hand. */
const WORDS = /^(text|prompt|positive|negative|tags|lyrics|string|value|caption|instruction)$|_prompt$|^text_/;
const SEEDS = /^(noise_)?seed$/;
const NUMBERS =
  /^(steps|cfg|denoise|width|height|length|frames|num_frames|fps|frame_rate|batch_size|guidance|shift|strength(_\w+)?|seconds|duration|scale(_by)?|multiplier|megapixels)$/;
const CHOICES = /(_name\d*)$|^(sampler_name|scheduler)$/;

/**
 * A manifest for a workflow: its words, seeds, sizes, steps, files and what it saves. The types are those that the
 * server tells; without one, those of well-known nodes. Pure.
 */
export function proposeManifest(title: string, graph: Graph, nodes: ServerNodes = {}): OwnManifest {
  const names = new Names();
  const inputs: Record<string, OwnInput> = {};
  const ports: Record<string, string[]> = {
    image: portsFor('image'),
    video: portsFor('video'),
    audio: portsFor('audio'),
  };
  for (const [id, node] of Object.entries(graph) as [string, Node][]) {
    for (const [field, value] of Object.entries(node.inputs)) {
      if (typeof value === 'object' && value !== null) continue;
      const spec = specOf(nodes, node.class_type, field);
      const media = mediaOf(node.class_type, field, spec);
      const place = `${id}.${field}`;
      if (media) {
        const port = ports[media]!.shift();
        if (port !== undefined) inputs[port] = { type: media, places: [place], required: true };
        continue;
      }
      const input = inputOf(field, value, spec);
      if (!input) continue;
      const seed = input.type === 'seed' ? inputs.seed : undefined;
      if (seed) seed.places.push(place);
      else inputs[names.take(nameOf(graph, id, field))] = { ...input, places: [place] };
    }
  }
  return { title, vramGb: 8, inputs, outputs: outputsOf(graph) };
}

function mediaOf(type: string, field: string, [, settings]: unknown[] = []): 'image' | 'video' | 'audio' | undefined {
  const told = (settings ?? {}) as Record<string, unknown>;
  if (told.image_upload) return 'image';
  if (told.video_upload) return 'video';
  return told.audio_upload ? 'audio' : FILES[`${type}.${field}`];
}

function inputOf(field: string, value: unknown, spec?: unknown[]): Omit<OwnInput, 'places'> | undefined {
  if (SEEDS.test(field)) return { type: 'seed' };
  const told = (spec?.[1] ?? {}) as { min?: number; max?: number; options?: unknown };
  if (NUMBERS.test(field) && typeof value === 'number') {
    const whole = spec
      ? spec[0] === 'INT'
      : Number.isInteger(value) && !/cfg|denoise|strength|guidance|shift|scale/.test(field);
    const bounds = {
      ...(told.min !== undefined && { min: told.min }),
      ...(told.max !== undefined && { max: told.max }),
    };
    return { type: whole ? 'integer' : 'number', default: value, ...bounds };
  }
  if (CHOICES.test(field) && typeof value === 'string') {
    const options = Array.isArray(spec?.[0]) ? spec[0] : told.options;
    const texts = Array.isArray(options) ? options.filter((option) => typeof option === 'string') : [];
    return { type: texts.length > 0 ? 'choice' : 'text', default: value, ...(texts.length > 0 && { options: texts }) };
  }
  return WORDS.test(field) && typeof value === 'string' ? { type: 'text', default: value } : undefined;
}

/** Words are named by what they are for, numbers by their field. */
function nameOf(graph: Graph, id: string, field: string): string {
  if (SEEDS.test(field)) return 'seed';
  if (!WORDS.test(field)) return field;
  if (leadsTo(graph, id, 'negative')) return 'negative_prompt';
  if (leadsTo(graph, id, 'positive')) return 'prompt';
  return field === 'text' ? 'prompt' : field;
}

/** Whether a node's output arrives, perhaps through others, at an input of that name. */
function leadsTo(graph: Graph, from: string, wanted: string, seen = new Set<string>()): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  return Object.entries(graph).some(([id, node]) =>
    Object.entries(node.inputs).some(
      ([field, value]) =>
        Array.isArray(value) &&
        value[0] === from &&
        (field === wanted || (!/^(positive|negative)$/.test(field) && leadsTo(graph, id, wanted, seen))),
    ),
  );
}

class Names {
  readonly #taken = new Map<string, number>();

  /** The name, with a number where it is taken. */
  take(wanted: string): string {
    const name =
      wanted
        .toLowerCase()
        .replace(/[^a-z0-9_]+/g, '_')
        .replace(/^[^a-z]+/, '') || 'value';
    const count = (this.#taken.get(name) ?? 0) + 1;
    this.#taken.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  }
}

/** The node that saves each kind; what is saved goes before what is only shown. */
function outputsOf(graph: Graph): OwnManifest['outputs'] {
  const outputs: OwnManifest['outputs'] = {};
  const previews = (type: string) => (type.startsWith('Preview') ? 1 : 0);
  const nodes = Object.entries(graph).sort(([, a], [, b]) => previews(a.class_type) - previews(b.class_type));
  for (const [id, { class_type }] of nodes) {
    const media = SAVES.find(([pattern]) => pattern.test(class_type))?.[1];
    if (media) outputs[media] ??= id;
  }
  return outputs;
}
