import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemEnv } from '#config';
import { ApiProblem, dataOf } from '#contracts';
import { USUAL_MODELS, startFakeComfy, tempDir, until } from '#testing';
import type { FakeComfy } from '#testing';
import { ROOT, get, runToEnd, submit, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let fake: FakeComfy;
let stack: TestStack;
beforeAll(async () => {
  fake = await startFakeComfy();
  stack = await wholeStack({ comfyuiUrls: fake.url });
});

const sampler = {
  ...{ seed: 5, steps: 8, cfg: 7, sampler_name: 'euler', scheduler: 'normal', denoise: 0.6 },
  ...{ model: ['4', 0], positive: ['6', 0], negative: ['7', 0], latent_image: ['5', 0] },
};
const drawing = {
  '2': { class_type: 'LoadImage', inputs: { image: 'example.png' } },
  '3': { class_type: 'KSampler', inputs: sampler },
  '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'sd_xl_base_1.0.safetensors' } },
  '5': { class_type: 'VAEEncode', inputs: { pixels: ['2', 0], vae: ['4', 2] } },
  '6': { class_type: 'CLIPTextEncode', inputs: { text: 'a fox', clip: ['4', 1] } },
  '7': { class_type: 'CLIPTextEncode', inputs: { text: 'bad', clip: ['4', 1] } },
  '8': { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 2] } },
  '9': { class_type: 'SaveImage', inputs: { filename_prefix: 'ComfyUI', images: ['8', 0] } },
};

const add = async (name: string, workflow: Record<string, unknown>) =>
  dataOf(await stack.client.POST('/workflows/comfyui', { body: { name, workflow } }));

const request = (workflow: string, values: object) => ({
  definition: {
    name: 'own',
    inputs: { animal: { type: 'string' } },
    steps: [
      { id: 'picture', type: 't2i', provider: 'sketch', config: { prompt: 'a hill', quality: 'draft' } },
      { id: 'own', type: 'comfyui', config: { workflow, values }, dependsOn: ['picture'] },
      { id: 'large', type: 'upscale', provider: 'sketch', config: {}, dependsOn: ['own'] },
    ],
    outputs: ['own', 'large'],
  },
  inputs: { animal: 'wolf' },
  seed: 3,
});

it('is taken in with a proposed manifest, and is a step between others', async () => {
  const added = await add('drawing', drawing);
  expect(added.manifest).toMatchObject({
    inputs: { prompt: { type: 'text' }, steps: { min: 1 }, image: { required: true } },
    outputs: { image: '9' },
  });
  expect(added.problem).toBeUndefined();
  const done = await runToEnd(stack, request('drawing', { prompt: 'a {{inputs.animal}}', steps: 4 }));
  expect(done).toMatchObject({ status: 'completed' });
  expect(done.outputs.map((output) => output.step_id).sort()).toEqual(['large', 'own', 'picture']);
  const { prompt } = fake.executor.last!;
  expect(prompt['6']!.inputs.text).toBe('a wolf');
  expect(prompt['3']!.inputs.steps).toBe(4);
  expect(prompt['2']!.inputs.image).toMatch(/^reelwright\//);
  expect(prompt['9']!.inputs.filename_prefix).toMatch(/^reelwright\//);
});

it('is refused before anything runs for values, workflows and models that there are not', async () => {
  await add('drawing', drawing);
  const told = async (workflow: string, values: object) => {
    const refused = await submit(stack, request(workflow, values)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ApiProblem);
    return JSON.stringify((refused as ApiProblem).problem);
  };
  expect(await told('drawing', { promt: 'x' })).toContain('it has no value \\"promt\\"');
  expect(await told('painting', {})).toContain('it runs the workflow \\"drawing\\"');
  fake.setModels({ ...USUAL_MODELS, 'CheckpointLoaderSimple.ckpt_name': ['other.safetensors'] });
  const lacking = await add('lacking', drawing);
  expect(lacking.problem).toContain('"sd_xl_base_1.0.safetensors" is missing; there is: other.safetensors');
  expect(await told('lacking', {})).toContain('is missing; there is: other.safetensors');
  fake.setModels(USUAL_MODELS);
  dataOf(await stack.client.DELETE('/workflows/comfyui/{name}', { params: { path: { name: 'lacking' } } }));
  const all = dataOf(await stack.client.GET('/workflows/comfyui'));
  expect(all.map(({ name }) => name)).toEqual(['drawing']);
});

it('says how to export one, where it is in the format of the editor', async () => {
  const refused = await add('editor', { nodes: [], links: [] }).catch((error: unknown) => error);
  expect((refused as ApiProblem).problem).toMatchObject({ code: 'invalid_workflow', status: 400 });
  expect((refused as ApiProblem).problem.detail).toContain('Export (API)');
});

it('can be dropped into the folder', async () => {
  const { '2': _picture, ...plain } = drawing;
  const latent = { class_type: 'EmptyLatentImage', inputs: { width: 128, height: 64, batch_size: 1 } };
  writeFileSync(join(stack.home, 'workflows', 'dropped.json'), JSON.stringify({ ...plain, '5': latent }));
  const step = { id: 'own', type: 'comfyui', config: { workflow: 'dropped', values: { width: 96 } } };
  const body = { definition: { name: 'dropped', steps: [step], outputs: ['own'] }, inputs: {}, seed: 1 };
  // The gateway looks at its providers from time to time.
  let id = '';
  await until(async () => ((id = (await submit(stack, body)).id), true), 60_000);
  await until(async () => (await get(stack, id)).status === 'completed', 60_000);
  expect(fake.executor.last!.prompt['5']!.inputs).toMatchObject({ width: 96, height: 64 });
});

it('is taken in and listed at the terminal', async () => {
  const file = join(tempDir(), 'by-hand.json');
  writeFileSync(file, JSON.stringify(drawing));
  const run = async (...args: string[]) => {
    const main = join(ROOT, 'dist/apps/cli/src/main.js');
    const child = spawn(process.execPath, [main, '--url', stack.url, 'workflow', ...args], { env: systemEnv() });
    let text = '';
    for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, text };
  };
  expect(await run('add', file)).toMatchObject({
    code: 0,
    text: expect.stringContaining('takes prompt: text') as string,
  });
  expect((await run('list')).text).toContain('by-hand');
  expect((await run('show', 'by-hand')).text).toContain('"places"');
  expect(await run('remove', 'by-hand')).toMatchObject({ code: 0 });
  expect((await run('remove', 'by-hand')).text).toContain('There is no workflow "by-hand"');
  expect((await run('paint', 'x')).code).toBe(2);
});
