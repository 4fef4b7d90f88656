import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { components } from '#contracts';
import { testFilm, until } from '#testing';
import { inProcess } from './support/in-process.js';
import type { InProcess } from './support/in-process.js';

type Problem = components['schemas']['ProblemDto'];
type Uploads = components['schemas']['UploadsDto'];

let stack: InProcess;
let film: Buffer;
beforeAll(async () => {
  stack = await inProcess(() => false, { uploadMaxMb: 1 });
  film = await testFilm(2);
});

const VERSION = { 'tus-resumable': '1.0.0' };
const named = (name: string) => ({ 'upload-metadata': `filename ${btoa(name)},filetype ${btoa('video/mp4')},empty` });

async function create(length: number, headers: Record<string, string> = {}) {
  const response = await fetch(`${stack.url}/uploads/tus`, {
    method: 'POST',
    headers: { ...VERSION, 'upload-length': String(length), ...named('film.mp4'), ...headers },
  });
  return { response, url: `${stack.url}${response.headers.get('location')}` };
}
const patch = (url: string, offset: number, bytes: Buffer, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'PATCH',
    headers: {
      ...{ ...VERSION, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
      ...headers,
    },
    body: new Uint8Array(bytes),
  });
const offsetOf = async (url: string) =>
  Number((await fetch(url, { method: 'HEAD', headers: VERSION })).headers.get('upload-offset'));
const codeOf = async (response: Response) => [response.status, ((await response.json()) as Problem).code];
const kept = () => readdirSync(join(stack.home, 'tmp', 'tus'));

it('a large file comes in pieces, goes on where the connection broke, and is looked into when it is whole', async () => {
  const { response, url } = await create(film.length);
  expect(response.status).toBe(201);
  expect(response.headers.get('tus-resumable')).toBe('1.0.0');
  expect(Date.parse(response.headers.get('upload-expires')!)).toBeGreaterThan(Date.now());
  expect((await patch(url, 0, film.subarray(0, 1_000))).status).toBe(204);
  expect(await codeOf(await fetch(url))).toEqual([409, 'upload_unfinished']);

  // More is announced than comes: what came is kept.
  const { port, pathname } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
  socket.write(
    `PATCH ${pathname} HTTP/1.1\r\nhost: localhost\r\ntus-resumable: 1.0.0\r\nupload-offset: 1000\r\n` +
      `content-type: application/offset+octet-stream\r\ncontent-length: ${film.length - 1_000}\r\n\r\n`,
  );
  socket.write(film.subarray(1_000, 3_000));
  await until(async () => (await offsetOf(url)) === 3_000);
  expect(await codeOf(await patch(url, 3_000, film.subarray(3_000)))).toEqual([423, 'upload_busy']);
  socket.destroy();

  let last: Response | undefined;
  await until(async () => (last = await patch(url, 3_000, film.subarray(3_000))).status !== 423);
  expect([last!.status, last!.headers.get('upload-offset')]).toEqual([204, String(film.length)]);
  expect(await offsetOf(url)).toBe(film.length);
  const { items } = (await (await fetch(url)).json()) as Uploads;
  expect(items).toMatchObject([{ name: 'film.mp4', kind: 'video', duration_sec: 2, bytes: film.length }]);
  const bytes = await fetch(stack.url + items[0]!.url);
  expect(Buffer.from(await bytes.arrayBuffer()).equals(film)).toBe(true);
  expect((await fetch(url, { method: 'DELETE', headers: VERSION })).status).toBe(204);
  expect((await fetch(url, { method: 'HEAD', headers: VERSION })).status).toBe(404);
});

it('what is spoken is told, and what is not is refused', async () => {
  const options = await fetch(`${stack.url}/uploads/tus`, { method: 'OPTIONS' });
  expect(options.status).toBe(204);
  expect(Object.fromEntries(options.headers)).toMatchObject({
    ...{ 'tus-version': '1.0.0', 'tus-max-size': '1000000', 'tus-extension': 'creation,termination,expiration' },
  });
  expect(await codeOf((await create(10, { 'tus-resumable': '0.2.2' })).response)).toEqual([412, 'bad_tus_version']);
  expect(await codeOf((await create(10, { 'upload-length': 'many' })).response)).toEqual([400, 'bad_header']);
  expect(await codeOf((await create(10, { 'upload-metadata': 'name %%%' })).response)).toEqual([400, 'bad_header']);
  expect(await codeOf((await create(2e6)).response)).toEqual([413, 'too_large']);
  expect(await codeOf((await create(0)).response)).toEqual([422, 'empty_file']);
  const { url } = await create(10);
  expect(await codeOf(await patch(url, 5, Buffer.from('x')))).toEqual([409, 'wrong_offset']);
  expect(await codeOf(await patch(url, 0, Buffer.from('x'), { 'content-type': 'video/mp4' }))).toEqual([
    415,
    'not_a_piece',
  ]);
  expect(await codeOf(await patch(url, 0, Buffer.from('more than ten')))).toEqual([413, 'too_large']);
  expect(await codeOf(await patch(`${stack.url}/uploads/tus/..%2f..%2fx`, 0, Buffer.from('x')))).toEqual([
    404,
    'not_found',
  ]);
  await fetch(url, { method: 'DELETE', headers: VERSION });
});

it('what is refused leaves nothing behind', async () => {
  const page = Buffer.from('<!doctype html><script>alert(1)</script>');
  const { url } = await create(page.length);
  expect(await codeOf(await patch(url, 0, page))).toEqual([415, 'unsupported_type']);
  expect((await fetch(url, { method: 'HEAD', headers: VERSION })).status).toBe(404);
  expect(kept()).toEqual([]);
});
