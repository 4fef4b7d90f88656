import { openAsBlob } from 'node:fs';
import { LRUCache } from 'lru-cache';
import { hider } from '#net';
import { PipelineFailure } from '#pipeline';
import type { ServerNodes } from './catalogue.js';
import { unavailable } from './errors.js';
import type { PromptAnswer } from './errors.js';
import type { Graph } from './graph.js';

/** An answer in JSON is read no further than this. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;
const ANSWER_MS = 15_000;
const GREETING_MS = 5_000;
const UPLOAD_MS = 300_000;
/** `/object_info` is asked class by class: the whole of it is many megabytes where custom nodes are installed. */
const CLASSES_AT_ONCE = 8;
const MOST_NAMES = 2_000;

export interface SavedFile {
  filename: string;
  subfolder?: string;
  type?: string;
}

export interface HistoryEntry {
  outputs: Record<string, Record<string, unknown>>;
  status?: { status_str: string; completed: boolean; messages: [string, Record<string, unknown>][] } | null;
}

/** Where a prompt is: done, in the queue, or nowhere, as after a restart of the server. */
export type Whereabouts = { done: HistoryEntry } | 'running' | { ahead: number } | 'absent';

interface CallOptions {
  method?: 'GET' | 'POST';
  body?: unknown;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

/** One ComfyUI server: its HTTP interface, every answer bounded in size and time. */
export class ComfyServer {
  /** Without user and password: fit for a job, a log and a message. */
  readonly url: string;
  readonly headers: Record<string, string> = {};
  /** Takes the password out of what the server says. */
  readonly hide: (text: string) => string;
  /** The family of models that this process sent there last. */
  family: string | undefined;
  /** What the server calls the artifacts it has, by digest. */
  readonly names = new LRUCache<string, string>({ max: MOST_NAMES });

  constructor(address: string) {
    const parsed = new URL(address);
    const password = decodeURIComponent(parsed.password);
    const user = `${decodeURIComponent(parsed.username)}:${password}`;
    this.hide = hider(password === '' ? [] : [user, password]);
    if (parsed.username) {
      this.headers.authorization = `Basic ${Buffer.from(user).toString('base64')}`;
    }
    parsed.username = parsed.password = '';
    this.url = parsed.href.replace(/\/+$/, '');
  }

  /** @throws PipelineFailure `provider_unavailable` when no answer comes; the signal's reason after an abort */
  async call(
    path: string,
    { method = 'GET', body, signal, timeoutMs = ANSWER_MS }: CallOptions = {},
  ): Promise<Response> {
    const isForm = body instanceof FormData;
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      return await fetch(this.url + path, {
        method,
        headers: { ...this.headers, ...(body !== undefined && !isForm && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
        redirect: 'error',
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw unavailable(this.url, error);
    }
  }

  async json<T>(path: string, options: CallOptions = {}): Promise<T> {
    const response = await this.call(path, options);
    const text = await this.#text(response, options.signal);
    if (!response.ok) throw unavailable(this.url, `${path.split('?')[0]} answered ${response.status}`);
    return this.#parse<T>(path, text);
  }

  /** Queues a prompt under an id of ours. The answer tells what was wrong with it, if anything. */
  async prompt(prompt: Graph, id: string, signal?: AbortSignal): Promise<PromptAnswer> {
    const body = { prompt, prompt_id: id, client_id: id };
    const response = await this.call('/prompt', { method: 'POST', body, signal });
    const text = await this.#text(response, signal);
    if (response.ok || response.status === 400) return this.#parse<PromptAnswer>('/prompt', text);
    if (response.status < 500) throw unavailable(this.url, `/prompt answered ${response.status}`);
    throw new PipelineFailure(
      'provider_unavailable',
      `ComfyUI at ${this.url} could not read the prompt (${response.status}): ${this.hide(text).slice(0, 500)}`,
    );
  }

  async whereIs(id: string, signal?: AbortSignal): Promise<Whereabouts> {
    const done = await this.#history(id, signal);
    if (done) return { done };
    const queue = await this.json<{ queue_running: unknown[][]; queue_pending: unknown[][] }>('/queue', { signal });
    if (queue.queue_running.some((item) => item[1] === id)) return 'running';
    const position = [...queue.queue_pending]
      .sort((a, b) => Number(a[0]) - Number(b[0]))
      .findIndex((item) => item[1] === id);
    if (position >= 0) return { ahead: position + queue.queue_running.length };
    // It may have ended between the two looks.
    const late = await this.#history(id, signal);
    return late ? { done: late } : 'absent';
  }

  async #history(id: string, signal?: AbortSignal): Promise<HistoryEntry | undefined> {
    return (await this.json<Record<string, HistoryEntry>>(`/history/${id}`, { signal }))[id];
  }

  /** Prompts that run or wait. */
  async load(signal?: AbortSignal): Promise<number> {
    const { exec_info } = await this.json<{ exec_info?: { queue_remaining?: number } }>('/prompt', { signal });
    return exec_info?.queue_remaining ?? 0;
  }

  async nodes(classes: readonly string[], signal?: AbortSignal): Promise<ServerNodes> {
    const left = [...classes];
    const nodes: ServerNodes = {};
    const ask = async () => {
      for (let name = left.pop(); name !== undefined; name = left.pop())
        Object.assign(nodes, await this.json<ServerNodes>(`/object_info/${encodeURIComponent(name)}`, { signal }));
    };
    await Promise.all(Array.from({ length: CLASSES_AT_ONCE }, ask));
    return nodes;
  }

  /** Free memory of the card in bytes; undefined where there is none, or it is not told. */
  async freeVram(signal?: AbortSignal): Promise<number | undefined> {
    return (await this.card(signal))?.vram_free;
  }

  /** Undefined where it works on the CPU. */
  async card(signal?: AbortSignal): Promise<Device | undefined> {
    const [device] = (await this.stats(signal)).devices ?? [];
    return device && device.type !== 'cpu' ? device : undefined;
  }

  stats(signal?: AbortSignal): Promise<SystemStats> {
    return this.json<SystemStats>('/system_stats', { signal });
  }

  /** As `stats`, for one look: says where it is the password that is wrong. */
  async greet(signal: AbortSignal): Promise<SystemStats> {
    const response = await this.call('/system_stats', { signal, timeoutMs: GREETING_MS });
    const text = await this.#text(response, signal);
    if (response.ok) return this.#parse<SystemStats>('/system_stats', text);
    if (response.status !== 401 && response.status !== 403)
      throw unavailable(this.url, `/system_stats answered ${response.status}`);
    throw new PipelineFailure('unauthorised', `ComfyUI at ${this.url} does not let us in (${response.status})`);
  }

  /** Unloads the models; the server does it after the prompt that runs. */
  async free(signal?: AbortSignal): Promise<void> {
    await this.#post('/free', { unload_models: true, free_memory: true }, signal);
  }

  /** Takes a prompt out of the queue, or stops it where it runs; never another one. */
  async stop(id: string): Promise<void> {
    await this.#post('/queue', { delete: [id] });
    // Only after a look: older servers stop whatever runs.
    if ((await this.whereIs(id)) === 'running') await this.#post('/interrupt', { prompt_id: id });
  }

  /** @returns the name under which a node finds the file */
  async upload(path: string, name: string, mime: string, signal?: AbortSignal): Promise<string> {
    const form = new FormData();
    form.set('image', await openAsBlob(path, { type: mime }), name);
    form.set('subfolder', 'reelwright');
    form.set('type', 'input');
    const response = await this.call('/upload/image', { method: 'POST', body: form, signal, timeoutMs: UPLOAD_MS });
    const text = await this.#text(response, signal);
    if (response.status === 413)
      throw new PipelineFailure('invalid_input', `ComfyUI at ${this.url} takes no file as large as ${name}`);
    if (!response.ok) throw unavailable(this.url, `the upload of ${name} was answered with ${response.status}`);
    const saved = this.#parse<{ name: string; subfolder?: string }>('/upload/image', text);
    return saved.subfolder ? `${saved.subfolder}/${saved.name}` : saved.name;
  }

  async #post(path: string, body: unknown, signal?: AbortSignal): Promise<void> {
    const response = await this.call(path, { method: 'POST', body, signal, timeoutMs: 5_000 });
    await response.body?.cancel();
    if (!response.ok) throw unavailable(this.url, `${path} answered ${response.status}`);
  }

  async #text(response: Response, signal?: AbortSignal): Promise<string> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    try {
      for await (const chunk of response.body ?? []) {
        bytes += (chunk as Uint8Array).length;
        if (bytes > MAX_JSON_BYTES) throw new Error(`an answer is larger than ${MAX_JSON_BYTES} bytes`);
        chunks.push(chunk as Uint8Array);
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw unavailable(this.url, error);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  #parse<T>(path: string, text: string): T {
    try {
      return JSON.parse(text) as T;
    } catch {
      throw unavailable(this.url, `${path} answered something that is not JSON: ${this.hide(text).slice(0, 80)}`);
    }
  }
}

export interface SystemStats {
  system?: { comfyui_version?: string };
  devices?: Device[];
}

interface Device {
  name: string;
  type: string;
  /** Bytes. */
  vram_total: number;
  vram_free: number;
}

/** The servers of a comma-separated list. */
export function serversOf(urls: string): ComfyServer[] {
  return urls
    .split(',')
    .map((url) => url.trim())
    .filter((url) => url !== '')
    .map((url) => new ComfyServer(url));
}
