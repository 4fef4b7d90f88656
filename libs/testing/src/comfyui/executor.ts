import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Clients } from './clients.js';
import { makeMedia, previewJpeg } from './media.js';
import type { Wanted } from './media.js';
import type { Prompt, PromptNode } from './validate.js';
import { isLink, reach } from './validate.js';

export interface StoredFile {
  bytes: Buffer;
  mime: string;
}

export interface QueueItem {
  number: number;
  id: string;
  client: string;
  prompt: Prompt;
  outputs: string[];
}

interface Entry {
  prompt: unknown[];
  outputs: Record<string, object>;
  status: { status_str: 'success' | 'error'; completed: boolean; messages: [string, object][] };
  meta: object;
}

/** An exception that the next sampler raises. */
export interface Raised {
  type: string;
  message: string;
}

const SAMPLER_STEPS = 4;
const isSampler = (node: PromptNode) => /Sampler(?!Select)/.test(node.class_type);
const KINDS: Record<string, Wanted['kind']> = { SaveImage: 'image', PreviewImage: 'image', SaveVideo: 'video' };
const kindOf = (node: PromptNode) =>
  KINDS[node.class_type] ?? (node.class_type.startsWith('SaveAudio') ? 'audio' : undefined);

class Interrupted extends Error {}
class Forgotten extends Error {}

/** The queue, the worker and the history of the fake, with events in the order of the real one. */
export class Executor {
  pending: QueueItem[] = [];
  running: QueueItem | undefined;
  /** The one that ran last, or runs. */
  last: QueueItem | undefined;
  readonly history = new Map<string, Entry>();
  /** How many times each prompt was run. */
  readonly bill = new Map<string, number>();
  readonly raise: Raised[] = [];
  readonly #cache = new Map<string, object | null>();
  #interrupted = false;
  #generation = 0;
  #gate: { passed: Promise<void>; open: () => void } | undefined;

  constructor(
    private readonly clients: Clients,
    private readonly files: Map<string, StoredFile>,
  ) {}

  get remaining(): number {
    return this.pending.length + (this.running ? 1 : 0);
  }

  add(item: QueueItem): void {
    this.pending.push(item);
    this.pending.sort((a, b) => a.number - b.number);
    this.#tellStatus();
    if (!this.running) void this.#work();
  }

  remove(ids: string[]): void {
    this.pending = this.pending.filter(({ id }) => !ids.includes(id));
  }

  interrupt(id?: string): void {
    if (!this.running || (id !== undefined && this.running.id !== id)) return;
    this.#interrupted = true;
    this.#gate?.open();
  }

  /** From now on samplers stop after a step, until `release`, `step` or an interrupt. */
  hold(): void {
    let open = () => {};
    const passed = new Promise<void>((resolve) => (open = resolve));
    this.#gate = { passed, open };
  }

  release(): void {
    this.#gate?.open();
    this.#gate = undefined;
  }

  /** Lets the sampler that is held take one more step. */
  step(): void {
    this.release();
    this.hold();
  }

  /** Queue and history are gone, and what runs ends without a trace, as after a restart. */
  forget(): void {
    this.#generation += 1;
    this.pending = [];
    this.running = undefined;
    this.history.clear();
    this.#cache.clear();
    this.release();
  }

  async #work(): Promise<void> {
    const generation = this.#generation;
    for (let item = this.pending.shift(); item; item = this.pending.shift()) {
      this.running = this.last = item;
      this.#interrupted = false;
      await new Run(item, this, generation).go().catch((error: unknown) => {
        if (!(error instanceof Forgotten)) throw error;
      });
      if (generation !== this.#generation) return;
    }
  }

  /** A point where a node can be stopped. */
  async tick(generation: number, mayHold = false): Promise<void> {
    await setImmediate();
    if (mayHold) await this.#gate?.passed;
    if (generation !== this.#generation) throw new Forgotten();
    if (this.#interrupted) throw new Interrupted();
  }

  finish(item: QueueItem, entry: Entry): void {
    this.running = undefined;
    this.history.set(item.id, entry);
    this.#tellStatus();
    this.clients.tell(item.client, 'executing', { node: null, prompt_id: item.id });
  }

  cached(signature: string): object | null | undefined {
    return this.#cache.get(signature);
  }

  remember(signature: string, output: object | null): void {
    this.#cache.set(signature, output);
  }

  save(path: string, file: StoredFile): void {
    this.files.set(path, file);
  }

  #tellStatus(): void {
    this.clients.tellAll('status', { status: { exec_info: { queue_remaining: this.remaining } } });
  }

  send(item: QueueItem, type: string, data: object): void {
    this.clients.tell(item.client, type, { ...data, prompt_id: item.id });
  }

  async preview(item: QueueItem, node: string): Promise<void> {
    this.clients.show(item.client, await previewJpeg(), { node_id: node, prompt_id: item.id });
  }
}

/** One prompt on its way through its nodes. */
class Run {
  readonly #states: Record<string, { value: number; max: number; state: string }> = {};
  readonly #outputs: Record<string, object> = {};
  readonly #messages: [string, object][] = [];
  #node = '';

  constructor(
    private readonly item: QueueItem,
    private readonly executor: Executor,
    private readonly generation: number,
  ) {}

  async go(): Promise<void> {
    const { item, executor } = this;
    executor.bill.set(item.id, (executor.bill.get(item.id) ?? 0) + 1);
    this.#message('execution_start', {});
    const order = [...new Set(item.outputs.flatMap((output) => [...reach(item.prompt, output)]))];
    const cached = order.filter((id) => executor.cached(signature(item.prompt, id)) !== undefined);
    this.#message('execution_cached', { nodes: cached });
    for (const id of cached) {
      const output = executor.cached(signature(item.prompt, id));
      if (output) this.#executed(id, output);
    }
    try {
      for (const id of order.filter((candidate) => !cached.includes(candidate))) await this.#run(id);
      this.#end('execution_success', {});
    } catch (error) {
      if (error instanceof Forgotten) throw error;
      const about = { node_id: this.#node, node_type: item.prompt[this.#node]?.class_type, executed: [] };
      if (error instanceof Interrupted) return this.#end('execution_interrupted', about);
      const { name: exception_type, message: exception_message } = error as Error;
      this.#end('execution_error', { ...about, exception_type, exception_message, traceback: [], current_inputs: {} });
    }
  }

  async #run(id: string): Promise<void> {
    const { item, executor } = this;
    const node = item.prompt[id]!;
    this.#node = id;
    this.#state(id, 0, 1, 'running');
    executor.send(item, 'executing', { node: id, display_node: id });
    await executor.tick(this.generation);
    if (isSampler(node)) await this.#sample(id);
    const output = await this.#output(id, node);
    if (output) this.#executed(id, output);
    executor.remember(signature(item.prompt, id), output);
    this.#state(id, 1, 1, 'finished');
  }

  async #sample(id: string): Promise<void> {
    for (let step = 1; step <= SAMPLER_STEPS; step += 1) {
      this.#state(id, step, SAMPLER_STEPS, 'running');
      this.executor.send(this.item, 'progress', { value: step, max: SAMPLER_STEPS, node: id });
      await this.executor.preview(this.item, id);
      await this.executor.tick(this.generation, true);
      const raised = this.executor.raise.shift();
      if (raised) throw Object.assign(new Error(raised.message), { name: raised.type });
    }
  }

  async #output(id: string, node: PromptNode): Promise<object | null> {
    const kind = kindOf(node);
    if (!kind) return null;
    const { bytes, mime, extension } = await makeMedia(wantedOf(this.item.prompt, id, kind));
    await this.executor.tick(this.generation);
    const parts = ((node.inputs.filename_prefix as string | undefined) ?? 'ComfyUI').split('/');
    const subfolder = parts.slice(0, -1).join('/');
    const filename = `${parts.at(-1)}_00001${kind === 'audio' ? '' : '_'}.${extension}`;
    this.executor.save(`output/${subfolder}/${filename}`, { bytes, mime });
    const file = { filename, subfolder, type: 'output' };
    // Videos are under `images` too.
    return kind === 'audio' ? { audio: [file] } : { images: [file], ...(kind === 'video' && { animated: [true] }) };
  }

  #state(id: string, value: number, max: number, state: string): void {
    this.#states[id] = { value, max, state };
    const nodes = Object.entries(this.#states).map(([node, known]) => [node, { ...known, node_id: node }]);
    this.executor.send(this.item, 'progress_state', { nodes: Object.fromEntries(nodes) as object });
  }

  #executed(id: string, output: object): void {
    this.#outputs[id] = output;
    this.executor.send(this.item, 'executed', { node: id, display_node: id, output });
  }

  #message(type: string, data: object): void {
    const told = { ...data, prompt_id: this.item.id, timestamp: Date.now() };
    this.#messages.push([type, told]);
    this.executor.send(this.item, type, told);
  }

  #end(type: string, data: object): void {
    const success = type === 'execution_success';
    // Before the history is written, as in the real one.
    this.#message(type, data);
    const { number, id, prompt, client, outputs } = this.item;
    this.executor.finish(this.item, {
      prompt: [number, id, prompt, { client_id: client }, outputs],
      outputs: this.#outputs,
      status: { status_str: success ? 'success' : 'error', completed: success, messages: this.#messages },
      meta: {},
    });
  }
}

/** Equal for nodes that would give the same: class and inputs, links replaced by what they lead to. */
function signature(prompt: Prompt, id: string): string {
  const node = prompt[id]!;
  const inputs = Object.entries(node.inputs).map(([name, value]) => [
    name,
    isLink(value) ? [signature(prompt, value[0]), value[1]] : value,
  ]);
  return createHash('sha1')
    .update(JSON.stringify([node.class_type, inputs]))
    .digest('hex');
}

/** Size, length and seed of what a graph makes, read from its nodes. */
function wantedOf(prompt: Prompt, output: string, kind: Wanted['kind']): Wanted {
  const nodes = [...reach(prompt, output)].map((id) => prompt[id]!.inputs);
  const last = (name: string, fallback: number) =>
    Number(
      nodes
        .map((inputs) => inputs[name])
        .filter((value) => typeof value === 'number')
        .at(-1) ?? fallback,
    );
  const fps = last('fps', 24);
  const seconds = kind === 'video' ? last('length', 25) / fps : last('duration', 1);
  const seed = last('seed', last('noise_seed', 0));
  return { kind, width: last('width', 64), height: last('height', 64), fps, seconds, seed };
}
