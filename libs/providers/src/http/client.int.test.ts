import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { CANARY, failureOf, tempDir, testPicture } from '#testing';
import { HttpClient } from './client.js';

/** A server that says byte for byte what the test wants, whatever it is asked. */
type Script = (socket: Socket) => void;
let server: Server;
let script: Script;
const sockets = new Set<Socket>();
let url = '';
beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.once('data', () => script(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => sockets.forEach((socket) => socket.destroy()));
afterAll(() => new Promise((resolve) => server.close(resolve)));

const limits = {
  tries: 2,
  againMs: 1,
  answerMs: 500,
  idleMs: 300,
  downloadMs: 800,
  maxJsonBytes: 1e6,
  maxFileBytes: 2e6,
};
const client = (more: Partial<typeof limits> = {}) =>
  new HttpClient({
    ...{ name: 'shop', baseUrls: [url], secrets: [CANARY], credentials: { authorization: CANARY } },
    complaint: (body) => ({ message: JSON.stringify(body) ?? '' }),
    limits: { ...limits, ...more },
  });

const asking = () => ({ signal: new AbortController().signal, doing: 'asking' });
const json = (paid = false) => failureOf(client().json(`${url}/x`, { ...asking(), paid }));
const says = (text: string, then: (socket: Socket) => void = (socket) => socket.end()): Script => {
  return (socket) => socket.write(text.replaceAll('\n', '\r\n'), () => then(socket));
};
const head = (headers: string) => `HTTP/1.1 200 OK\n${headers}\n\n`;

/** What has no end is given up by its size, or by the time where the machine is slow. */
const oneOf = (codes: string) => expect.stringMatching(`^(${codes.replace(' or ', '|')})$`) as string;

/** Writes as long as the other side takes it. */
const forever = (piece: string | Buffer) => (socket: Socket) => {
  const go = () => {
    while (!socket.destroyed && socket.write(piece));
    socket.once('drain', go);
  };
  go();
};
const slowly = (piece: string) => (socket: Socket) => {
  const drip = setInterval(() => socket.write(piece), 20);
  socket.on('close', () => clearInterval(drip));
};

describe('a question that is answered badly fails in good time, whatever comes', () => {
  it.each<[string, Script, string]>([
    ['half of the JSON', says(head('content-type: application/json') + '{"a": [1, 2'), 'provider_unavailable'],
    ['less than was announced', says(head('content-length: 1000') + '{"a": 1}'), 'network'],
    ['a page', says(head('content-type: text/html') + '<!doctype html><html>Sorry</html>'), 'provider_unavailable'],
    ['nothing at all', (socket) => void socket.end(), 'network'],
    ['no HTTP', says('SSH-2.0-OpenSSH_9.6\n'), 'network'],
    ['headers without end', says('HTTP/1.1 200 OK\n', forever(`x-${'a'.repeat(60)}: b\r\n`)), 'network or timeout'],
    ['headers that drip', says('HTTP/1.1 200 OK\nx-a: ', slowly('b')), 'timeout'],
    ['silence', () => {}, 'timeout'],
    ['10 GB by its word', says(head('content-length: 10000000000'), forever('a'.repeat(65536))), 'bad_answer'],
    ['more and more', says(head('connection: close'), forever('a'.repeat(65536))), 'bad_answer or timeout'],
    ['a body that drips', says(head('connection: close') + '"', slowly('a')), 'timeout'],
    ['a body that stops', says(head('content-length: 100') + '{"a": 1', () => {}), 'timeout'],
  ])('%s', async (_what, bad, code) => {
    script = bad;
    expect(await json()).toMatchObject({ code: oneOf(code), message: expect.stringContaining('shop') as string });
    // Whoever has to pay for it must be told that nobody knows.
    expect(await json(true)).toMatchObject({ code: 'outcome_unknown' });
  });

  it('a refusal of any size and with any words keeps the key to itself', async () => {
    script = says(`HTTP/1.1 400 Bad Request\nconnection: close\n\n{"echo": "authorization: ${CANARY}"}`);
    expect(await json()).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('•••') as string });
    script = says('HTTP/1.1 400 Bad Request\nconnection: close\n\n', forever('a'.repeat(65536)));
    expect(await json()).toMatchObject({ code: 'invalid_input' });
  });

  it('it is not sent elsewhere', async () => {
    script = says(`HTTP/1.1 307 Temporary Redirect\nlocation: http://localhost:1/\nconnection: close\n\n`);
    expect(await json(true)).toMatchObject({ code: 'bad_answer' });
    expect(await failureOf(client().json('https://localhost/x', asking()))).toMatchObject({ code: 'bad_answer' });
  });
});

describe('a file that is fetched', () => {
  const fetching = async (from: string, more: Partial<typeof limits> = {}) => {
    const folder = tempDir();
    const into = { folder, name: 'output', media: 'video' as const, signal: new AbortController().signal };
    const failure = await failureOf(client(more).download(from, into));
    expect(readdirSync(folder)).toEqual([]);
    return failure;
  };

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:1/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://0x7f000001/x',
    'https://2130706433/x',
    'https://localhost/x',
    'file:///etc/passwd',
    'ftp://example.com/x',
    'data:video/mp4;base64,AAAA',
    'no address',
  ])('is not taken from %s, also not by a redirect', async (address) => {
    expect(await fetching(address)).toMatchObject({ code: 'bad_answer' });
    script = says(`HTTP/1.1 302 Found\nlocation: ${address.replace('no address', 'http://')}\nconnection: close\n\n`);
    expect(await fetching(`${url}/x`)).toMatchObject({ code: 'bad_answer' });
  });

  it('nor by redirects without end', async () => {
    script = says(`HTTP/1.1 302 Found\nlocation: /again\nconnection: close\n\n`);
    expect(await fetching(`${url}/x`)).toMatchObject({ code: 'bad_answer' });
  });

  it.each<[string, Script, string]>([
    ['a page that is called a video', says(head('content-type: video/mp4') + '<html>Sorry</html>'), 'bad_answer'],
    ['empty', says(head('content-type: video/mp4\ncontent-length: 0')), 'bad_answer'],
    ['10 GB by its word', says(head('content-length: 10000000000'), forever('a'.repeat(65536))), 'bad_answer'],
    ['more and more', says(head('connection: close'), forever('a'.repeat(65536))), 'bad_answer or timeout'],
    ['dripping', says(head('content-length: 100000'), slowly('a')), 'timeout'],
    ['cut off at 99 %', says(head('content-length: 100') + 'a'.repeat(99)), 'network'],
    [
      'under headers without end',
      says('HTTP/1.1 200 OK\n', forever(`x-${'a'.repeat(60)}: b\r\n`)),
      'network or timeout',
    ],
  ])('%s is not taken, and leaves nothing behind', async (_what, bad, code) => {
    script = bad;
    expect(await fetching(`${url}/x`)).toMatchObject({ code: oneOf(code) });
  });

  it('of another kind than asked for is not taken', async () => {
    const picture = await testPicture('x');
    script = says(head(`content-type: video/mp4\ncontent-length: ${picture.length}`), (socket) => socket.end(picture));
    expect((await fetching(`${url}/x`)).message).toContain('no video');
  });

  it('that is stopped leaves nothing behind', async () => {
    const folder = tempDir();
    const abort = new AbortController();
    script = says(head('content-length: 100000') + 'a'.repeat(1000), slowly('a'));
    const into = { folder, name: 'output', media: 'video' as const, signal: abort.signal };
    const fetched = client({ downloadMs: 60_000 }).download(`${url}/x`, into);
    setTimeout(() => abort.abort(new Error('stopped')), 50);
    await expect(fetched).rejects.toThrow('stopped');
    expect(existsSync(folder) && readdirSync(folder)).toEqual([]);
  });
});
