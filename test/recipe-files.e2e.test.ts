import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { probe } from '#media';
import { tempDir, unzipped } from '#testing';
import type { components } from '#contracts';
import { digestOf, runToEnd, statusWith, wholeStack } from './support/stack.js';
import type { Pipeline, TestStack } from './support/stack.js';

type Uploads = components['schemas']['UploadsDto'];

const PROMPT = 'a <b>fox</b> & 100 % “snow”, javascript:alert(1)';
let stack: TestStack;
let made: Pipeline;
let [picture, film] = ['', ''];
beforeAll(async () => {
  stack = await wholeStack();
  const small = { quality: 'draft', resolution: '480p', duration: 2 };
  made = await runToEnd(stack, {
    seed: 5,
    inputs: { prompts: [PROMPT] },
    definition: {
      name: 'fox',
      inputs: { prompts: { type: 'list', items: 'string', required: true } },
      steps: [
        { id: 'image', type: 't2i', map: '{{inputs.prompts}}', config: { prompt: '{{item}}', width: 64, height: 36 } },
        { id: 'video', type: 'i2v', config: { ...small }, dependsOn: ['image'] },
      ],
      outputs: ['image', 'video'],
    },
  });
  [picture, film] = [digestOf(made, 'image'), digestOf(made, 'video')];
}, 120_000);

const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${stack.url}${path}`, { headers });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function brought(bytes: Buffer, name: string) {
  const form = new FormData();
  form.append('files', new Blob([new Uint8Array(bytes)]), name);
  const response = await fetch(`${stack.url}/uploads`, { method: 'POST', body: form });
  expect(response.status).toBe(201);
  return ((await response.json()) as Uploads).items[0]!;
}

test('a picture that is saved carries how it was made, and brought back it says so', async () => {
  const { bytes, headers } = await get(`/artifacts/${picture}?download=fox.png`);
  expect(headers.get('content-disposition')).toContain('fox.png');
  expect((await sharp(bytes).metadata()).width).toBe(64);
  const upload = await brought(bytes, 'fox.png');
  expect(upload.digest).not.toBe(picture);
  expect(upload.recipe).toMatchObject({
    ...{ digest: picture, seed: expect.any(Number) as number },
    ...{ step: { type: 't2i' }, config: { prompt: PROMPT } },
    pipeline: { id: made.id, name: 'fox', seed: 5, inputs: { prompts: [PROMPT] } },
  });
  const { data } = await stack.client.GET('/uploads/{digest}', { params: { path: { digest: upload.digest } } });
  expect(data?.recipe).toEqual(upload.recipe);
});

test('so does a film, and it plays', async () => {
  const { bytes } = await get(`/artifacts/${film}?recipe=embed`);
  const path = join(tempDir(), 'fox.mp4');
  await writeFile(path, bytes);
  expect((await probe(path, new AbortController().signal)).durationSec).toBeGreaterThan(1);
  const upload = await brought(bytes, 'fox.mp4');
  expect(upload.kind).toBe('video');
  expect(upload.recipe).toMatchObject({ digest: film, step: { type: 'i2v' } });
});

test('what is stored does not change, and neither do bytes that are asked for as they are', async () => {
  for (const path of [`/artifacts/${picture}`, `/artifacts/${picture}?download=a.png&recipe=none`]) {
    const { bytes, headers } = await get(path);
    expect(sha256(bytes)).toBe(picture);
    expect(headers.get('etag')).toBe(`"${picture}"`);
    expect(headers.get('cache-control')).toContain('immutable');
  }
  expect((await brought((await get(`/artifacts/${picture}`)).bytes, 'a.png')).recipe).toBeUndefined();
});

test('parts of it fit together, and an older one is not continued', async () => {
  const path = `/artifacts/${picture}?recipe=embed`;
  const { bytes, headers } = await get(path);
  const etag = headers.get('etag')!;
  expect(etag).not.toBe(`"${picture}"`);
  expect(headers.get('content-length')).toBe(String(bytes.length));
  const half = Math.floor(bytes.length / 2);
  const rest = await get(path, { range: `bytes=${half}-`, 'if-range': etag });
  expect([rest.status, rest.headers.get('content-range')]).toEqual([
    ...[206, `bytes ${half}-${bytes.length - 1}/${bytes.length}`],
  ]);
  expect(Buffer.concat([bytes.subarray(0, half), rest.bytes]).equals(bytes)).toBe(true);
  const other = await get(path, { range: `bytes=${half}-`, 'if-range': `"${picture}"` });
  expect([other.status, other.bytes.length]).toEqual([200, bytes.length]);
  expect(await statusWith(`${stack.url}${path}`, { 'if-none-match': etag })).toBe(304);
  expect((await get(path, { range: `bytes=${bytes.length}-` })).status).toBe(416);
  expect(await statusWith(`${stack.url}${path}`, {}, 'HEAD')).toBe(200);
  expect((await get(`/artifacts/${picture}?recipe=all`)).status).toBe(400);
});

test('archives have files that carry it, unless told otherwise', async () => {
  const inZip = async (query: string) => {
    const files = unzipped((await get(`/pipelines/${made.id}/outputs.zip${query}`)).bytes);
    return [...files].filter(([name]) => name !== 'manifest.json').map(([, bytes]) => bytes);
  };
  const [drawn, moving] = await inZip('');
  expect((await brought(drawn!, 'drawn.png')).recipe).toMatchObject({ digest: picture });
  expect((await brought(moving!, 'moving.mp4')).recipe).toMatchObject({ digest: film });
  expect((await inZip('?recipe=none')).map(sha256)).toEqual([picture, film]);
});
