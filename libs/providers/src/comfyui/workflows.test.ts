import { catalogue } from '#steps';
import { USUAL_MODELS, recordedObjectInfo, validatePrompt, wholeObjectInfo, withModels } from '#testing';
import { buildPrompt } from './build.js';
import { fitOf } from './catalogue.js';
import { splitPlace } from './graph.js';
import { shippedWorkflows } from './manifest.js';
import type { Workflow } from './manifest.js';
import { checkLength, valuesOf } from './values.js';

const workflows = shippedWorkflows();
const UPLOADED = 'a.png';

/** A server that has the usual model files. */
const info = withModels(wholeObjectInfo(), USUAL_MODELS);

/** Configs at both ends of what a step may ask for. */
function configsOf({ manifest }: Workflow): Record<string, unknown>[] {
  const type = catalogue.get(manifest.step)!;
  const given = { prompt: 'a lighthouse', image: 'x' };
  const extremes = [
    {},
    {
      quality: 'draft',
      aspect: '9:16',
      duration: 0.5,
      strength: 0,
      scale: manifest.step === 'hires' ? 1 : 2,
      low: 0,
      high: 0,
    },
    {
      quality: 'high',
      aspect: '21:9',
      strength: 1,
      scale: 4,
      tempo: 220,
      low: 255,
      high: 255,
      duration: manifest.limits.duration?.max ?? 300,
    },
    { width: 17, height: 4096, tempo: 40 },
  ];
  return extremes.map((extreme) => {
    const known = Object.entries({ ...given, ...extreme }).filter(([field]) => field in type.config.shape);
    const config = type.config.parse(Object.fromEntries(known));
    return { ...config, ...type.complete?.(config) };
  });
}

const VIDEO = ['v2v', 'sonic', 'interpolate', 'upscale_video'];

describe('the workflows', () => {
  it('cover what a card is for', () => {
    const pairs = workflows.map(({ manifest }) => `${manifest.step}/${manifest.model} ${manifest.when.join(' ')}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(new Set(workflows.map(({ manifest }) => manifest.step))).toEqual(
      new Set(['t2i', 'i2i', 'hires', 'upscale', 'controlnet', 'preprocess', 'i2v', 't2v', 'music', ...VIDEO]),
    );
  });

  describe.each(workflows.map((workflow) => [workflow.name, workflow] as const))('%s', (_name, workflow) => {
    const { manifest, graph } = workflow;

    it('is what a real server accepts, with any config of the step', () => {
      const fit = fitOf(workflow, info);
      if ('lacks' in fit) throw new Error(fit.lacks);
      const files = Object.fromEntries(Object.keys(manifest.files).map((place) => [place, UPLOADED]));
      for (const config of configsOf(workflow)) {
        const work = { step: manifest.step, model: manifest.model, config, inputs: {}, seed: 0xffff_ffff };
        const values = valuesOf(work, manifest, 'id', { width: 640, height: 360, durationSec: 4.2, fps: 24 });
        const prompt = buildPrompt(workflow, { values, models: fit.models, files });
        const verdict = validatePrompt(prompt, info, (name) => name === UPLOADED);
        expect(verdict).toEqual({ node_errors: {}, outputs: Object.values(manifest.outputs) });
      }
    });

    it('names only places, ports and classes that there are', () => {
      const type = catalogue.get(manifest.step)!;
      const places = [manifest.set, manifest.files, manifest.models].flatMap((part) => Object.keys(part));
      for (const place of places) {
        const [id, input] = splitPlace(place);
        expect(Object.keys(graph[id]?.inputs ?? {})).toContain(input);
      }
      expect(Object.keys(manifest.outputs)).toEqual(Object.keys(type.outputs));
      for (const port of Object.values(manifest.files)) expect(type.inputs).toHaveProperty(port);
      const required = Object.keys(type.inputs).filter((port) => type.inputs[port]!.required);
      expect(Object.values(manifest.files)).toEqual(expect.arrayContaining(required));
    });

    it('finds its own files by its patterns, and says what it lacks', () => {
      for (const { file, like } of Object.values(manifest.models)) expect(file).toMatch(new RegExp(like, 'i'));
      const [place] = Object.keys(manifest.models);
      if (place === undefined) return;
      const fit = fitOf(workflow, wholeObjectInfo());
      expect('lacks' in fit && fit.lacks).toMatch(/is missing; of this kind there is: (none|pixel_space)/);
    });
  });
});

describe('what is too long or missing', () => {
  const named = (name: string) => workflows.find((workflow) => workflow.name === name)!;

  it('names the node pack that a server lacks', () => {
    const fit = fitOf(named('rife-interpolate'), recordedObjectInfo());
    expect(fit).toEqual({
      code: 'unsupported',
      lacks: expect.stringMatching(/RIFE VFI are not installed; .*ComfyUI-Frame-Interpolation, https:/) as string,
    });
  });

  it.each([
    ['wan22-s2v-sonic', 'sonic', 12, 13],
    ['wan22-5b-v2v', 'v2v', 5, 5.3],
  ])('%s takes no more than the model can do', (name, step, fits, longer) => {
    const { manifest } = named(name);
    const work = { step, model: manifest.model, config: {}, inputs: {}, seed: 1 };
    const check = (durationSec: number) => () => checkLength(work, manifest, { durationSec, fps: 24 });
    expect(check(fits)).not.toThrow();
    expect(check(longer)).toThrow(/s at most/);
  });

  it('counts the frames of a video in whole steps of the model', () => {
    const { manifest } = named('wan22-5b-v2v');
    const work = { step: 'v2v', model: manifest.model, config: {}, inputs: {}, seed: 1 };
    const frames = (durationSec: number) => valuesOf(work, manifest, 'id', { durationSec, fps: 24 }).source_frames;
    expect([0.04, 1, 5, 5.04].map(frames)).toEqual([1, 21, 117, 121]);
  });
});

it('the judge of prompts finds what is wrong', () => {
  const workflow = workflows.find(({ name }) => name === 'sdxl-t2i')!;
  const judge = (change: (graph: Workflow['graph']) => void) => {
    const graph = structuredClone(workflow.graph);
    change(graph);
    const verdict = validatePrompt(graph, info, () => false);
    return verdict.error?.type === 'prompt_outputs_failed_validation'
      ? Object.values(verdict.node_errors).flatMap(({ errors }) => errors.map(({ type }) => type))
      : verdict.error?.type;
  };
  expect(judge(() => {})).toBeUndefined();
  expect(judge((graph) => (graph['1']!.class_type = 'Nonsense'))).toBe('missing_node_type');
  expect(judge((graph) => delete graph['10'])).toBe('prompt_no_outputs');
  expect(judge((graph) => (graph['1']!.inputs.ckpt_name = 'b'))).toEqual(['value_not_in_list']);
  expect(judge((graph) => delete graph['7']!.inputs.seed)).toEqual(['required_input_missing']);
  expect(judge((graph) => (graph['7']!.inputs.model = ['1', 1]))).toEqual(['return_type_mismatch']);
  expect(judge((graph) => (graph['7']!.inputs.model = ['99', 0]))).toEqual(['exception_during_validation']);
  expect(judge((graph) => (graph['7']!.inputs.steps = 0))).toEqual(['value_smaller_than_min']);
  expect(judge((graph) => (graph['7']!.inputs.steps = 'many'))).toEqual(['invalid_input_type']);
  expect(judge((graph) => (graph['5']!.inputs.width = 1e6))).toEqual(['value_bigger_than_max']);
});
