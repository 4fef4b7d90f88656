import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DiskStore } from '#artifacts';
import { dataOf } from '#contracts';
import type { components } from '#contracts';
import { afterFile, hostileFiles, makeZip, testFilm, testPicture, testSound, until } from '#testing';
import { inProcess } from './support/in-process.js';
import type { InProcess } from './support/in-process.js';
import { runToEnd } from './support/stack.js';

type Uploads = components['schemas']['UploadsDto'];
type Problem = components['schemas']['ProblemDto'];

let elsewhere: Server;
let stack: InProcess;
beforeAll(async () => {
  elsewhere = await fileServer();
  const { port } = elsewhere.address() as AddressInfo;
  stack = await inProcess(() => false, {
    uploadTrustedUrls: `http://127.0.0.1:${port}`,
    uploadIdleSec: 3,
    uploadMaxFiles: 100,
    uploadMaxMb: 200,
  });
});

/** Serves files by name, as somebody else's server does. */
async function fileServer(): Promise<Server> {
  const picture = await testPicture('from elsewhere');
  const server = createServer((request, response) => {
    if (request.url === '/away') return void response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    if (request.url !== '/cat%20one.png') return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/html' }).end(picture);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterFile(() => void server.close());
  return server;
}

function form(files: readonly { name: string; content: Buffer | string }[]): FormData {
  const data = new FormData();
  for (const { name, content } of files) data.append('files', new Blob([new Uint8Array(Buffer.from(content))]), name);
  return data;
}
async function post(files: readonly { name: string; content: Buffer | string }[]) {
  const response = await fetch(`${stack.url}/uploads`, { method: 'POST', body: form(files) });
  return { status: response.status, body: (await response.json()) as Uploads & Problem };
}

/** Files that are being received or looked into. */
const underWay = () => readdirSync(join(stack.home, 'tmp', 'uploads'));
afterEach(() => until(async () => underWay().length === 0));

describe('files that people bring', () => {
  it('come in one form, are known by what they hold, and can be read again', async () => {
    const film = await testFilm(1);
    const { status, body } = await post([
      { name: 'cat.exe', content: await testPicture('cat', 64, 48) },
      { name: 'film.mp4', content: film },
      { name: 'sound.wav', content: testSound(1) },
      { name: 'prompts.txt', content: 'a castle\n---\na storm\n' },
      { name: 'page.html', content: '<html><script>alert(1)</script></html>' },
    ]);
    expect(status).toBe(201);
    expect(body.items).toMatchObject([
      { name: 'cat.exe', kind: 'image', mime: 'image/png', width: 64, height: 48 },
      { name: 'film.mp4', kind: 'video', mime: 'video/mp4', duration_sec: 1, bytes: film.length },
      { name: 'sound.wav', kind: 'audio', mime: 'audio/wav', duration_sec: 1 },
      { name: 'prompts.txt', kind: 'text', mime: 'text/plain' },
    ]);
    expect(body.problems).toMatchObject([{ name: 'page.html', code: 'unsupported_type' }]);
    const [cat, second] = body.items;
    expect(cat!.ref).toMatchObject({ digest: cat!.digest, media: 'image', mime: 'image/png' });
    const bytes = await fetch(stack.url + second!.url);
    expect(Buffer.from(await bytes.arrayBuffer()).equals(film)).toBe(true);
    const params = { path: { digest: cat!.digest } };
    expect(dataOf(await stack.client.GET('/uploads/{digest}', { params }))).toEqual(cat);
    const listed = dataOf(await stack.client.GET('/library', { params: { query: { source: ['upload'] } } }));
    expect(listed.items.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['cat.exe', 'film.mp4', 'prompts.txt']),
    );
    expect((await stack.client.DELETE('/uploads/{digest}', { params })).response.status).toBe(204);
    expect((await stack.client.GET('/uploads/{digest}', { params })).response.status).toBe(404);
  });

  it('come in a ZIP, in its order, each by the same door', async () => {
    const entries = [
      { name: 'set/b.png', content: await testPicture('b') },
      { name: 'set/a.png', content: await testPicture('a') },
      { name: 'set/evil.svg', content: '<svg onload="alert(1)"/>' },
    ];
    const { status, body } = await post([{ name: 'set.zip', content: makeZip(entries) }]);
    expect(status).toBe(201);
    expect(body.items.map(({ name }) => name)).toEqual(['b.png', 'a.png']);
    expect(body.problems).toMatchObject([{ name: 'set/evil.svg', code: 'unsupported_type' }]);
  });

  it('may be called anything, and are called something plain', async () => {
    const content = await testPicture('named');
    const names: [string, string][] = [
      ['../../etc/passwd', 'passwd'],
      ['photo\u202Egnp.exe', 'photognp.exe'],
      ['CON', '_CON'],
      [`${'a'.repeat(10_000)}.png`, `${'a'.repeat(146)}.png`],
    ];
    for (const [given, plain] of names) {
      const { status, body } = await post([{ name: given, content }]);
      expect([status, body.items[0]!.name]).toEqual([201, plain]);
    }
    const zip = makeZip([{ name: 'a\u0007b.png', content }]);
    expect((await post([{ name: 'a.zip', content: zip }])).body.items[0]!.name).toBe('ab.png');
    const { status, body } = await post([{ name: 'a\u0007b.png', content }]);
    expect([status, body.code]).toEqual([400, 'bad_form']);
  });

  it('come from addresses, but not from private ones', async () => {
    const { port } = elsewhere.address() as AddressInfo;
    const good = `http://127.0.0.1:${port}/cat%20one.png`;
    const bad = {
      [`http://127.0.0.1:${port}/away`]: 'refused_address',
      [`http://127.0.0.1:${port}/nothing`]: 'fetch_failed',
      'http://169.254.169.254/latest/meta-data': 'refused_address',
      'https://127.0.0.1:1/x': 'refused_address',
      'https://[::ffff:10.0.0.1]/x': 'refused_address',
      'file:///etc/passwd': 'refused_address',
      'no address': 'refused_address',
    };
    const urls = [good, ...Object.keys(bad)];
    const { items, problems } = dataOf(await stack.client.POST('/uploads/url', { body: { urls } }));
    expect(items).toMatchObject([{ name: 'cat one.png', kind: 'image', mime: 'image/png' }]);
    expect(Object.fromEntries(problems.map(({ name, code }) => [name, code]))).toEqual(bad);
    const none = await stack.client.POST('/uploads/url', { body: { urls: ['file:///etc/passwd'] } });
    expect(none.response.status).toBe(422);
    expect(none.error).toMatchObject({ code: 'refused_address' });
  });
});

describe('stored files in the inputs of a pipeline', () => {
  const definition = {
    name: 'moving',
    inputs: { photo: 'image', more: { type: 'list', items: 'image', default: [] } },
    steps: [{ id: 'move', type: 'i2v', config: { image: '{{inputs.photo}}' } }],
    outputs: ['move'],
  };
  const problemsOf = async (inputs: Record<string, unknown>, more: object = {}) => {
    const body = { definition: { ...definition, ...more }, inputs };
    const refused = await stack.client.POST('/pipelines', { body });
    const judged = dataOf(await stack.client.POST('/pipelines/validate', { body }));
    expect([refused.response.status, judged.valid]).toEqual(judged.valid ? [201, true] : [422, false]);
    return judged.problems.map(({ path, code }) => `${code} ${path}`);
  };
  const put = async (content: Buffer | string) => {
    const bytes = Buffer.from(content);
    const digest = createHash('sha256').update(bytes).digest('hex');
    const { status } = await fetch(`${stack.url}/artifacts/${digest}`, { method: 'PUT', body: new Uint8Array(bytes) });
    expect(status).toBe(204);
    return { digest, media: 'image', mime: 'image/png', bytes: bytes.length };
  };

  it('are known by what they hold, whatever is said of them', async () => {
    const { items } = (
      await post([
        { name: 'a.png', content: await testPicture('an input', 64, 36) },
        { name: 'a.wav', content: testSound(1) },
      ])
    ).body;
    const [picture, sound] = items.map(({ ref }) => ref);
    expect(await problemsOf({ photo: picture })).toEqual([]);
    expect(await problemsOf({ photo: picture!.digest, more: [picture, picture!.digest] })).toEqual([]);
    const plan = await stack.client.POST('/pipelines/plan', {
      body: { definition, inputs: { photo: picture!.digest } },
    });
    expect(plan.response.status).toBe(200);
    expect(await problemsOf({ photo: sound!.digest })).toEqual(['bad_input inputs.photo']);
    expect(await problemsOf({ photo: { ...sound, media: 'image' } })).toContain('media_mismatch inputs.photo');
    expect(await problemsOf({ photo: picture, more: [picture, { ...sound, media: 'image' }] })).toContain(
      'media_mismatch inputs.more[1]',
    );
    expect(await problemsOf({ photo: { ...picture, digest: '0'.repeat(64) } })).toEqual([
      'unknown_artifact inputs.photo',
    ]);
  });

  it('are worked on', async () => {
    const { items } = (await post([{ name: 'a.png', content: await testPicture('to enlarge', 64, 36) }])).body;
    const steps = [{ id: 'large', type: 'upscale', config: { image: '{{item}}', scale: 2 }, map: '{{inputs.more}}' }];
    const larger = { ...definition, steps, outputs: ['large'] };
    const inputs = { photo: items[0]!.ref, more: [items[0]!.digest] };
    const { status, outputs } = await runToEnd(stack, { definition: larger, inputs });
    expect(status).toBe('completed');
    expect(outputs).toMatchObject([{ step_id: 'large', mime: 'image/png', facts: { width: 128, height: 72 } }]);
  });

  it('are looked into when they came by another door', async () => {
    expect(await problemsOf({ photo: await put(await testPicture('by another door')) })).toEqual([]);
    const bad = [
      await put('#EXTM3U\nfile:///etc/passwd'),
      await put('<html><script>alert(1)</script></html>'),
      await put('x'),
    ];
    expect(await problemsOf({ photo: bad[0] })).toEqual(['unusable_artifact inputs.photo']);
    expect(await problemsOf({ photo: bad[1] })).toEqual(['unusable_artifact inputs.photo']);
    expect(await problemsOf({ photo: bad[2] })).toEqual(['media_mismatch inputs.photo']);
    const preset = { photo: { type: 'image', default: bad[1] } };
    expect(await problemsOf({}, { inputs: preset })).toEqual(['unusable_artifact inputs.photo.default']);
    const pipeline = { definition, inputs: { photo: bad[1] } };
    const scheduled = await stack.client.POST('/schedules', { body: { name: 'daily', cron: '0 3 * * *', pipeline } });
    expect(scheduled.error).toMatchObject({ status: 422, problems: [{ code: 'unusable_artifact' }] });
    const steps = [{ id: 'move', type: 'i2v', config: { image: bad[1] } }];
    expect(await problemsOf({}, { inputs: {}, steps })).toContain('unusable_artifact steps[0].config.image');
  });

  it('are served so that nothing in them runs', async () => {
    const { digest } = await put('<html><script>alert(2)</script></html>');
    // As somebody who brings a checkpoint could claim.
    await new DiskStore(join(stack.home, 'artifacts')).putRecipe(digest, { media: 'text', mime: 'text/html' });
    const { headers } = await fetch(`${stack.url}/artifacts/${digest}`);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain('sandbox');
  });
});

describe('intake for bulk', () => {
  it('sorts files, addresses and texts into lists that a pipeline takes', async () => {
    const rows = '\ufeff{"prompt": "a castle", "seed": 1}\r\n{"prompt":\r\n"a storm"\r\n';
    const { items } = (
      await post([
        { name: 'a.png', content: await testPicture('first') },
        { name: 'b.png', content: await testPicture('second') },
        { name: 'c.wav', content: testSound(1) },
        { name: 'prompts.jsonl', content: rows },
      ])
    ).body;
    const { port } = elsewhere.address() as AddressInfo;
    const files = [...items.map(({ digest }) => digest), '0'.repeat(64)];
    const urls = [`http://127.0.0.1:${port}/cat%20one.png`, `http://127.0.0.1:${port}/nothing`];
    const text = 'a lighthouse\nat night\n---\na windmill';
    const sorted = dataOf(await stack.client.POST('/intake', { body: { files, urls, text } }));
    expect(sorted.counts).toEqual({ images: 3, videos: 0, audio: 1, prompts: 4, rows: 1, problems: 3 });
    expect(sorted.images.slice(0, 2)).toEqual(items.slice(0, 2).map(({ ref }) => ref));
    expect(sorted.prompts).toEqual(['a castle', 'a storm', 'a lighthouse\nat night', 'a windmill']);
    expect(sorted.problems).toMatchObject([
      { source: items[3]!.digest, code: 'bad_json', line: 2 },
      { source: '0'.repeat(64), code: 'unknown_artifact' },
      { source: urls[1], code: 'fetch_failed' },
    ]);
    const { images, prompts } = sorted;
    const body = { template: 'bulk_image_to_video', inputs: { images, prompts } };
    expect(dataOf(await stack.client.POST('/pipelines/validate', { body }))).toEqual({ valid: true, problems: [] });
  });
});

describe('what is hostile', () => {
  it('is refused with a problem document that says why', async () => {
    const answers: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const { what, name, content, code } of await hostileFiles()) {
      const { status, body } = await post([{ name, content }]);
      answers[what] = [status, body.code];
      expected[what] = [status, code];
      expect([413, 415, 422]).toContain(status);
    }
    expect(answers).toEqual(expected);
  });

  it('is a form of more parts than allowed', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ name: `${index}.txt`, content: 'x' }));
    const { status, body } = await post(many);
    expect([status, body.code]).toEqual([413, 'too_many_files']);
  });

  it('is no form, or one that is not whole', async () => {
    const nothing = await post([]);
    expect([nothing.status, nothing.body.code]).toEqual([422, 'empty_file']);
    const ask = async (type: string, body: string) => {
      const response = await fetch(`${stack.url}/uploads`, { method: 'POST', headers: { 'content-type': type }, body });
      return [response.status, ((await response.json()) as Problem).code];
    };
    expect(await ask('text/plain', 'x')).toEqual([415, 'not_a_form']);
    expect(await ask('multipart/form-data', 'x')).toEqual([415, 'not_a_form']);
    const part = '--b\r\ncontent-disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhalf of';
    expect(await ask('multipart/form-data; boundary=b', part)).toEqual([400, 'bad_form']);
  });

  it('is a body that drips, that stops, or that lies about its length', async () => {
    const head = (length: number) =>
      `POST /uploads HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=b\r\n` +
      `content-length: ${length}\r\n\r\n--b\r\ncontent-disposition: form-data; name="f"; filename="a.txt"\r\n\r\n`;
    expect(await said(head(1e6))).toMatch(/^HTTP\/1\.1 408[^]*upload_too_slow/);
    const drip = said(head(1e6), (write) => {
      const timer = setInterval(() => write('a'), 100);
      return () => clearInterval(timer);
    });
    expect(await drip).toMatch(/^HTTP\/1\.1 408[^]*upload_too_slow/);
    const put = `PUT /artifacts/${'0'.repeat(64)} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\nx`;
    expect(await said(put)).toMatch(/^HTTP\/1\.1 408[^]*upload_too_slow/);
    // Less is announced than comes: the rest is no request.
    expect(await said(head(80) + 'a'.repeat(500))).toMatch(/^HTTP\/1\.1 400/);
  });

  it('is a connection that ends in the middle', async () => {
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
    socket.on('error', () => {});
    const part = '--b\r\ncontent-disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhalf of it';
    socket.write(
      `POST /uploads HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=b\r\n` +
        `content-length: 100000\r\n\r\n${part}`,
    );
    await until(async () => underWay().length === 1);
    socket.destroy();
    await until(async () => underWay().length === 0);
  });

  /** All that is answered to what is written, until the other side ends. */
  async function said(text: string, more?: (write: (text: string) => void) => () => void): Promise<string> {
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('error', () => {});
    socket.write(text);
    const stop = more?.((piece) => socket.writable && socket.write(piece));
    await once(socket, 'close');
    stop?.();
    return answer;
  }
});
