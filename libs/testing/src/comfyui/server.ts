import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { afterFile } from '../hooks.js';
import { Clients } from './clients.js';
import { wholeObjectInfo } from './custom-nodes.js';
import { Executor } from './executor.js';
import type { StoredFile } from './executor.js';
import { USUAL_MODELS } from './models.js';
import type { ModelFiles, ObjectInfo } from './object-info.js';
import { withModels } from './object-info.js';
import type { Prompt } from './validate.js';
import { validatePrompt } from './validate.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** How the next answer with a file goes wrong. */
export type ViewFault = 'html' | 'huge' | 'truncated' | 'drip' | 'gone';

/**
 * A ComfyUI server with the interface and the ways of a real one (release 0.33), over real HTTP and WebSocket. It makes
 * small real files instead of running models, and counts what it ran in `bill`. Its quirks can be switched on.
 */
export class FakeComfy {
  readonly clients = new Clients();
  readonly #files = new Map<string, StoredFile>();
  readonly executor = new Executor(this.clients, this.#files);
  #info: ObjectInfo = {};
  #server: Server | undefined;
  #port = 0;
  #number = 0;

  /** Answers of `/history/{id}` that still say `{}` after a prompt has ended. */
  lateHistory = 0;
  /** The next prompt is taken, and its answer lost. */
  loseAnswer = false;
  /** How the next answers of `/view` go wrong, one after the other. */
  readonly viewFaults: ViewFault[] = [];
  /** Free memory of the card in bytes, as `/system_stats` tells it. */
  vramFree = 24e9;
  /** Calls of `/free`, uploads and interrupts. */
  readonly calls = { free: 0, upload: 0, interrupt: 0 };

  constructor(models: ModelFiles = USUAL_MODELS) {
    this.setModels(models);
  }

  setModels(models: ModelFiles): void {
    this.#info = withModels(wholeObjectInfo(), models);
  }

  /** Class names that this server does not know. */
  removeNodes(...names: string[]): void {
    for (const name of names) delete this.#info[name];
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get bill(): Map<string, number> {
    return this.executor.bill;
  }

  /** Listens on a port of 127.0.0.1; without one on the port it had, or a free one. */
  async start(port = this.#port): Promise<this> {
    const server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
      });
    });
    this.clients.attach(server, () => ({ status: { exec_info: { queue_remaining: this.executor.remaining } } }));
    this.#server = server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as { port: number }).port;
    return this;
  }

  /** Ends as a process does: lines cut, queue and history gone. Files stay. */
  async stop(): Promise<void> {
    this.executor.forget();
    this.clients.cut();
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  forgetUploads(): void {
    for (const name of this.#files.keys()) if (name.startsWith('input/')) this.#files.delete(name);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const path = url.pathname.replace(/^\/api(?=\/)/, '');
    const body = request.method === 'POST' ? await buffer(request) : Buffer.alloc(0);
    const json = (status: number, value: unknown) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const parsed = () => JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    const [, root = '', rest] = path.split('/');
    switch (`${request.method} /${root}`) {
      case 'POST /prompt':
        return this.#prompt(parsed(), response, json);
      case 'GET /prompt':
        return json(200, { exec_info: { queue_remaining: this.executor.remaining } });
      case 'GET /queue':
        return json(200, this.#queue());
      case 'POST /queue':
        this.executor.remove((parsed().delete ?? []) as string[]);
        return void response.end();
      case 'POST /interrupt':
        this.calls.interrupt += 1;
        this.executor.interrupt(body.length > 0 ? (parsed().prompt_id as string) : undefined);
        return void response.end();
      case 'POST /free':
        this.calls.free += 1;
        parsed();
        return void response.end();
      case 'GET /history':
        return json(200, this.#history(rest ?? ''));
      case 'GET /object_info': {
        const name = decodeURIComponent(rest ?? '');
        return json(200, rest === undefined ? this.#info : this.#info[name] ? { [name]: this.#info[name] } : {});
      }
      case 'GET /system_stats':
        return json(200, this.#stats());
      case 'POST /upload':
        return json(200, await this.#upload(body, request.headers['content-type'] ?? ''));
      case 'GET /view':
        return this.#view(url.searchParams, response);
      default:
        return void response.writeHead(404).end();
    }
  }

  #prompt(
    body: Record<string, unknown>,
    response: ServerResponse,
    json: (status: number, value: unknown) => void,
  ): void {
    const refuse = (type: string, message: string, details = '') =>
      json(400, { error: { type, message, details, extra_info: {} }, node_errors: {} });
    const number = typeof body.number === 'number' ? body.number : body.front ? -this.#number : this.#number;
    this.#number += 1;
    if (!body.prompt) return refuse('no_prompt', 'No prompt provided', 'No prompt provided');
    const id = (body.prompt_id as string | undefined) ?? randomUUID();
    if (!UUID.test(id)) return refuse('invalid_prompt_id', 'prompt_id must be a canonical UUID');
    const prompt = body.prompt as Prompt;
    const verdict = validatePrompt(prompt, this.#info, (name) => this.#has(name));
    if (verdict.error) return json(400, { error: verdict.error, node_errors: verdict.node_errors });
    this.executor.add({ number, id, client: (body.client_id as string) ?? '', prompt, outputs: verdict.outputs });
    if (this.loseAnswer) {
      this.loseAnswer = false;
      response.destroy();
      return;
    }
    json(200, { prompt_id: id, number, node_errors: verdict.node_errors });
  }

  /** Names may say where: `a.png [output]`; without that it is among the inputs. */
  #has(name: string): boolean {
    const [, path = '', type = 'input'] = /^(.*?)(?: \[(\w+)\])?$/.exec(name) ?? [];
    return this.#files.has(path.includes('/') ? `${type}/${path}` : `${type}//${path}`);
  }

  #queue() {
    const row = (item: NonNullable<Executor['running']>) => [item.number, item.id, item.prompt, {}, item.outputs];
    // Until its history is written a prompt is still among the running ones.
    const busy = this.lateHistory > 0 ? this.executor.last : this.executor.running;
    return {
      queue_running: busy ? [row(busy)] : [],
      queue_pending: this.executor.pending.map(row),
    };
  }

  #history(id: string): object {
    const entry = this.executor.history.get(id);
    if (!entry || (this.lateHistory > 0 && this.lateHistory--)) return {};
    return { [id]: entry };
  }

  #stats() {
    const card = { name: 'fake', type: 'cuda', index: 0, vram_total: 24e9, vram_free: this.vramFree };
    return { system: { os: 'posix', comfyui_version: '0.33.0' }, devices: [card] };
  }

  async #upload(body: Buffer, type: string): Promise<object> {
    this.calls.upload += 1;
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    const file = form.get('image') as File;
    const text = (name: string, fallback: string) => (form.get(name) as string | null) ?? fallback;
    const [folder, subfolder] = [text('type', 'input'), text('subfolder', '')];
    const bytes = Buffer.from(await file.arrayBuffer());
    const dot = file.name.lastIndexOf('.');
    let name = file.name;
    // The same bytes keep their name; others get a number.
    for (let count = 1; ; count += 1) {
      const there = this.#files.get(`${folder}/${subfolder}/${name}`);
      if (!there || there.bytes.equals(bytes)) break;
      name = `${file.name.slice(0, dot)} (${count})${file.name.slice(dot)}`;
    }
    this.#files.set(`${folder}/${subfolder}/${name}`, { bytes, mime: file.type });
    return { name, subfolder, type: folder };
  }

  async #view(query: URLSearchParams, response: ServerResponse): Promise<void> {
    const path = `${query.get('type') ?? 'output'}/${query.get('subfolder') ?? ''}/${query.get('filename')}`;
    const file = this.#files.get(path);
    const fault = this.viewFaults.shift();
    if (!file || fault === 'gone') return void response.writeHead(404).end();
    const { bytes, mime } = file;
    const length = { 'content-length': String(fault === 'huge' ? 10e9 : bytes.length) };
    if (fault === 'html') {
      response.writeHead(200, { 'content-type': mime }).end('<html><body>Please log in</body></html>');
      return;
    }
    response.writeHead(200, { 'content-type': mime, ...length });
    if (fault === 'huge') return void response.write(bytes);
    if (fault === 'truncated') {
      response.write(bytes.subarray(0, Math.floor(bytes.length * 0.99)), () => response.destroy());
      return;
    }
    if (fault !== 'drip') return void response.end(bytes);
    for (const byte of bytes) {
      if (response.destroyed) return;
      response.write(Buffer.from([byte]));
      await setTimeout(50);
    }
    response.end();
  }
}

/** Starts a fake server on a free port; it is stopped when the test file is done. */
export async function startFakeComfy(models?: ModelFiles): Promise<FakeComfy> {
  const fake = new FakeComfy(models);
  await fake.start();
  afterFile(() => fake.stop());
  return fake;
}
