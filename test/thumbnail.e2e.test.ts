import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { digestOf, runToEnd, statusWith, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

const thumbnailOf = (digest: string, query = '') => fetch(`${stack.url}/artifacts/${digest}/thumbnail${query}`);

async function shapeOf(response: Response) {
  expect(response.status).toBe(200);
  const { format, width, height } = await sharp(await response.arrayBuffer()).metadata();
  return { type: response.headers.get('content-type'), format, width, height };
}

test('pictures, videos and sounds have thumbnails, made when they are asked for', async () => {
  const small = { width: 320, height: 180, quality: 'draft' };
  const film = await runToEnd(stack, {
    definition: {
      name: 'film',
      steps: [
        { id: 'draw', type: 't2i', config: { prompt: 'a fox', ...small } },
        { id: 'animate', type: 'i2v', config: { duration: 1, quality: 'draft' }, dependsOn: ['draw'] },
        { id: 'music', type: 'music', config: { style: 'ambient', duration: 2, quality: 'draft' } },
      ],
      inputs: {},
      outputs: ['animate', 'music'],
    },
    inputs: {},
    seed: 1,
  });
  const [picture, video, music] = ['draw', 'animate', 'music'].map((step) => digestOf(film, step));
  const webp = { type: 'image/webp', format: 'webp' };
  expect(await shapeOf(await thumbnailOf(picture!))).toEqual({ ...webp, width: 256, height: 144 });
  expect(await shapeOf(await thumbnailOf(video!, '?size=128'))).toEqual({ ...webp, width: 128, height: 72 });
  expect(await shapeOf(await thumbnailOf(music!, '?size=512&format=jpeg'))).toEqual({
    ...{ type: 'image/jpeg', format: 'jpeg' },
    ...{ width: 512, height: 256 },
  });

  const first = await thumbnailOf(picture!);
  const headers = { 'if-none-match': first.headers.get('etag')! };
  expect(await statusWith(first.url, headers)).toBe(304);
});

test('what there is no thumbnail of is told', async () => {
  expect((await thumbnailOf('f'.repeat(64))).status).toBe(404);
  expect((await thumbnailOf('nothing')).status).toBe(404);
  expect((await thumbnailOf('f'.repeat(64), '?size=10000')).status).toBe(400);
  const words = Buffer.from('just words');
  const real = createHash('sha256').update(words).digest('hex');
  expect((await fetch(`${stack.url}/artifacts/${real}`, { method: 'PUT', body: words })).status).toBe(204);
  const refused = await thumbnailOf(real);
  expect(refused.status).toBe(422);
  expect(((await refused.json()) as { code: string }).code).toBe('media_failed');
});
