import { unzipped } from '#testing';
import { dataOf } from '#contracts';
import { digestOf, runToEnd, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

const small = { width: 64, height: 36, quality: 'draft' };
const pictures = (count: number) => ({
  inputs: {},
  seed: 1,
  definition: {
    name: 'pictures',
    steps: [
      { id: 'draw', type: 't2i', config: { prompt: 'A castle, by the sea', ...small }, count },
      { id: 'large', type: 'upscale', config: {}, dependsOn: ['draw'] },
    ],
    outputs: ['large'],
  },
});

interface Manifest {
  files: { name: string; digest: string; recipe: { step: { type: string } } }[];
}

async function archiveOf(response: Response): Promise<Map<string, Buffer>> {
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/zip');
  return unzipped(Buffer.from(await response.arrayBuffer()));
}

const bytesOf = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

test('a pipeline’s outputs come as one archive, a folder for each step', async () => {
  const pipeline = await runToEnd(stack, pictures(3));
  const response = await fetch(`${stack.url}/pipelines/${pipeline.id}/outputs.zip`);
  expect(response.headers.get('content-disposition')).toContain(`${pipeline.id}.zip`);
  const files = await archiveOf(response);
  expect([...files.keys()]).toEqual([
    ...[1, 2, 3].map((number) => `draw/00${number}_a-castle-by-the-sea.png`),
    'large/001.png',
    'large/002.png',
    'large/003.png',
    'manifest.json',
  ]);
  const plain = await archiveOf(await fetch(`${stack.url}/pipelines/${pipeline.id}/outputs.zip?recipe=none`));
  for (const output of pipeline.outputs)
    expect([...plain.values()].some((bytes) => bytes.length === output.bytes)).toBe(true);
  const manifest = JSON.parse(files.get('manifest.json')!.toString()) as Manifest;
  expect(manifest.files.map(({ name, recipe }) => [name.split('/')[0], recipe.step.type])).toEqual([
    ...Array.from({ length: 3 }, () => ['draw', 't2i']),
    ...Array.from({ length: 3 }, () => ['large', 'upscale']),
  ]);
  const outputs = await archiveOf(await fetch(`${stack.url}/pipelines/${pipeline.id}/outputs.zip?which=outputs`));
  expect([...outputs.keys()].map((name) => name.split('/')[0])).toEqual(['large', 'large', 'large', 'manifest.json']);
});

test('so do artifacts of one’s choice, in the order they were asked for', async () => {
  const pipeline = await runToEnd(stack, pictures(1));
  const [small, large] = [digestOf(pipeline, 'draw'), digestOf(pipeline, 'large')];
  const body = JSON.stringify({ digests: [large, small, large], name: 'my choice', recipe: 'none' });
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'some-archive' };
  await archiveOf(await fetch(`${stack.url}/artifacts/zip`, { method: 'POST', headers, body }));
  const response = await fetch(`${stack.url}/artifacts/zip`, { method: 'POST', headers, body });
  expect(response.headers.get('content-disposition')).toContain('"my choice.zip"');
  const files = await archiveOf(response);
  expect([...files.keys()]).toEqual(['001.png', '002_a-castle-by-the-sea.png', '003.png', 'manifest.json']);
  expect(files.get('001.png')).toEqual(await bytesOf(`${stack.url}/artifacts/${large}`));
  expect(files.get('002_a-castle-by-the-sea.png')).toEqual(await bytesOf(`${stack.url}/artifacts/${small}`));
});

test('what is not there is refused before anything is sent', async () => {
  const unknown = await stack.client.POST('/artifacts/zip', { body: { digests: ['f'.repeat(64)] } });
  expect(unknown.response.status).toBe(404);
  for (const digests of [[], ['../secret'], 'all'] as unknown as string[][]) {
    const { response } = await stack.client.POST('/artifacts/zip', { body: { digests } });
    expect(response.status).toBe(400);
  }
  expect((await fetch(`${stack.url}/pipelines/nobody/outputs.zip`)).status).toBe(404);
  const { id } = dataOf(await stack.client.POST('/pipelines', { body: pictures(1) }));
  expect((await fetch(`${stack.url}/pipelines/${id}/outputs.zip?which=some`)).status).toBe(400);
  const empty = await archiveOf(await fetch(`${stack.url}/pipelines/${id}/outputs.zip`));
  expect([...empty.keys()]).toEqual(['manifest.json']);
});
