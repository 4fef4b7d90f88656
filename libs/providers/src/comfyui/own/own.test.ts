import { recordedObjectInfo } from '#testing';
import type { Graph } from '../graph.js';
import { manifestProblems } from './manifest.js';
import type { OwnManifest } from './manifest.js';
import { proposeManifest } from './propose.js';
import { readGraph } from './read.js';
import { ownValues, valueProblem } from './values.js';

const nodes = recordedObjectInfo();

const graph: Graph = {
  '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'a.safetensors' } },
  '2': { class_type: 'CLIPTextEncode', inputs: { text: 'a fox', clip: ['1', 1] } },
  '3': { class_type: 'CLIPTextEncode', inputs: { text: 'blurry', clip: ['1', 1] } },
  '4': { class_type: 'LoadImage', inputs: { image: 'example.png' } },
  '5': { class_type: 'VAEEncode', inputs: { pixels: ['4', 0], vae: ['1', 2] } },
  '6': {
    class_type: 'KSampler',
    inputs: {
      ...{ seed: 1, steps: 20, cfg: 7.5, sampler_name: 'euler', scheduler: 'normal', denoise: 0.5 },
      ...{ model: ['1', 0], positive: ['2', 0], negative: ['3', 0], latent_image: ['5', 0] },
    },
  },
  '7': { class_type: 'VAEDecode', inputs: { samples: ['6', 0], vae: ['1', 2] } },
  '8': { class_type: 'PreviewImage', inputs: { images: ['7', 0] } },
  '9': { class_type: 'SaveImage', inputs: { images: ['7', 0], filename_prefix: 'x' } },
};

describe('a proposed manifest', () => {
  it('finds words, seeds, numbers, files and what is saved, with the types that the server tells', () => {
    const { inputs, outputs } = proposeManifest('mine', graph, nodes);
    expect(inputs.prompt).toEqual({ type: 'text', default: 'a fox', places: ['2.text'] });
    expect(inputs.negative_prompt).toMatchObject({ places: ['3.text'] });
    expect(inputs.seed).toEqual({ type: 'seed', places: ['6.seed'] });
    expect(inputs.steps).toEqual({ type: 'integer', default: 20, min: 1, max: 10_000, places: ['6.steps'] });
    expect(inputs.cfg).toMatchObject({ type: 'number', default: 7.5 });
    expect(inputs.sampler_name!.options).toContain('euler');
    expect(inputs.image).toEqual({ type: 'image', places: ['4.image'], required: true });
    expect(outputs).toEqual({ image: '9' });
    expect(manifestProblems({ graph, manifest: proposeManifest('mine', graph, nodes) })).toEqual([]);
  });

  it('does without a server, and knows the usual nodes of packs', () => {
    const alone = proposeManifest('mine', {
      '1': { class_type: 'VHS_LoadVideo', inputs: { video: 'a.mp4', force_rate: 0 } },
      '2': { class_type: 'Some_Node', inputs: { noise_seed: 4, prompt: 'x', images: ['1', 0] } },
      '3': { class_type: 'Some_Node', inputs: { noise_seed: 5, prompt: 'y', images: ['1', 0] } },
      '4': { class_type: 'VHS_VideoCombine', inputs: { images: ['3', 0], frame_rate: 24 } },
    });
    expect(Object.keys(alone.inputs).sort()).toEqual(['frame_rate', 'prompt', 'prompt_2', 'seed', 'video']);
    expect(alone.inputs.seed!.places).toEqual(['2.noise_seed', '3.noise_seed']);
    expect(alone.outputs).toEqual({ video: '4' });
  });

  it('is judged against its workflow', () => {
    const manifest = proposeManifest('mine', graph, nodes);
    const judge = (change: (manifest: OwnManifest) => void) => {
      const copy = structuredClone(manifest);
      change(copy);
      return manifestProblems({ graph, manifest: copy }).join('; ');
    };
    expect(judge((copy) => (copy.inputs.prompt!.places = ['77.text']))).toMatch(/no node "77"/);
    expect(judge((copy) => (copy.inputs.prompt!.places = ['2.words']))).toMatch(/no input "words"/);
    expect(judge((copy) => (copy.inputs.portrait = copy.inputs.image!))).toMatch(/a image is named image, image_2/);
    expect(judge((copy) => (copy.outputs = {}))).toMatch(/saves no picture/);
  });
});

describe('a file that is no workflow', () => {
  it.each([
    [{ nodes: [], links: [], version: 0.4 }, /editor saves.*Export \(API\)/],
    [[], /has to be a JSON object/],
    [{}, /it is empty/],
    [{ '1': { class_type: 'A' } }, /"1" is no node/],
  ])('%j is refused with how to export one', (value, words) => {
    expect(() => readGraph(value)).toThrow(words);
  });

  it('but what is posted to a server is one', () => {
    expect(readGraph({ prompt: graph, client_id: 'x' })).toBe(graph);
  });
});

describe('the values of a step', () => {
  const manifest = proposeManifest('mine', graph, nodes);
  const work = { step: 'comfyui', model: 'mine', inputs: {}, seed: 9 };

  it.each<[Record<string, unknown>, RegExp]>([
    [{ promt: 'x' }, /no value "promt"; there is: .*prompt/],
    [{ steps: 2.5 }, /"steps" has to be a whole number/],
    [{ steps: 0 }, /"steps" has to be 1 at least/],
    [{ prompt: 4 }, /"prompt" has to be text/],
    [{ sampler_name: 'best' }, /"sampler_name" can be euler/],
  ])('%j is refused', (values, words) => {
    expect(valueProblem(manifest, values)).toMatch(words);
  });

  it('are written into their places, and the seed follows the task', () => {
    const inputs = { image: { digest: 'a', media: 'image' as const, mime: 'image/png', bytes: 1 } };
    const values = (given: object) => ownValues(manifest, { ...work, inputs, config: { values: given } });
    expect(values({ prompt: 'a cat', steps: 4 })).toEqual({ '2.text': 'a cat', '6.steps': 4, '6.seed': 9 });
    expect(values({ seed: 3 })).toEqual({ '6.seed': 3 });
    expect(() => ownValues(manifest, { ...work, config: {} })).toThrow(/the input "image" is needed/);
  });
});
