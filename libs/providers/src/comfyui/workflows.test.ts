import { catalogue } from '#steps';
import { USUAL_MODELS, recordedObjectInfo, validatePrompt, withModels } from '#testing';
import { buildPrompt } from './build.js';
import { fitOf } from './catalogue.js';
import { shippedWorkflows, splitPlace } from './manifest.js';
import type { Workflow } from './manifest.js';
import { valuesOf } from './values.js';

const workflows = shippedWorkflows();
const UPLOADED = 'a.png';

/** A server that has the usual model files. */
const info = withModels(recordedObjectInfo(), USUAL_MODELS);

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

describe('the workflows', () => {
  it('cover what a card is for', () => {
    const pairs = workflows.map(({ manifest }) => `${manifest.step}/${manifest.model}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(new Set(workflows.map(({ manifest }) => manifest.step))).toEqual(
      new Set(['t2i', 'i2i', 'hires', 'upscale', 'controlnet', 'preprocess', 'i2v', 't2v', 'music']),
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
        const values = valuesOf(work, manifest, 'id', { width: 640, height: 360 });
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
      const fit = fitOf(workflow, recordedObjectInfo());
      expect('lacks' in fit && fit.lacks).toMatch(/is missing; of this kind there is: (none|pixel_space)/);
    });
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
