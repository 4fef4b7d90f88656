import type { Output, Pipeline } from './client';

interface PipelineEvent {
  id?: string;
  type: string;
  pipeline_id: string;
  data: Record<string, unknown>;
}

/** What is under way of one task. */
export interface LiveTask {
  /** 0 to 1, never falling. */
  progress: number;
  /** How far it was when it was first heard of, and when that was, in milliseconds since the epoch. */
  first: { progress: number; at: number };
  note?: string;
  previewUrl?: string;
}

export interface Live {
  connected: boolean;
  /** Outputs in the order they were made, by task and port. */
  outputs: ReadonlyMap<string, Output>;
  /** Tasks that run, by id. */
  running: ReadonlyMap<string, LiveTask>;
}

interface Sinks {
  /** Reads the pipeline again. */
  reread: () => void;
  /** Changes what was read of it. */
  change: (change: (pipeline: Pipeline) => Pipeline) => void;
}

export const NOTHING: Live = { connected: false, outputs: new Map(), running: new Map() };
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const REREAD_MS = 400;
const NO_SUCH_PIPELINE = 4404;

/** Follows one pipeline's events until it is closed, over as many connections as that takes. */
export class Follower {
  live: Live = NOTHING;
  readonly #id: string;
  readonly #sinks: Sinks;
  readonly #listeners = new Set<() => void>();
  readonly #outputs = new Map<string, Output>();
  readonly #running = new Map<string, LiveTask>();
  readonly #closed = new AbortController();
  #connected = false;
  #last = '0';
  #wait = FIRST_WAIT_MS;
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #frame: number | undefined;
  #rereading: ReturnType<typeof setTimeout> | undefined;

  constructor(id: string, sinks: Sinks) {
    this.#id = id;
    this.#sinks = sinks;
    // Who comes back to the page, or into the network, does not wait for the next try.
    const { signal } = this.#closed;
    window.addEventListener('online', () => this.#now(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden || this.#now(), { signal });
    this.#connect();
  }

  subscribe(tell: () => void): () => void {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  }

  close(): void {
    this.#closed.abort();
    clearTimeout(this.#retry);
    clearTimeout(this.#rereading);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#socket?.close();
  }

  #connect(): void {
    const address = new URL(`/pipelines/${this.#id}/events?after=${this.#last}`, window.location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onopen = () => {
      [this.#wait, this.#connected] = [FIRST_WAIT_MS, true];
      this.#reread();
      this.#paint();
    };
    socket.onmessage = ({ data }) => this.#take(JSON.parse(data as string) as PipelineEvent);
    socket.onclose = ({ code }) => {
      this.#connected = false;
      this.#paint();
      if (this.#closed.signal.aborted || code === NO_SUCH_PIPELINE) return;
      this.#retry = setTimeout(() => this.#connect(), this.#wait);
      this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
    };
  }

  #now(): void {
    if (this.#socket?.readyState !== WebSocket.CLOSED || this.#closed.signal.aborted) return;
    clearTimeout(this.#retry);
    this.#wait = FIRST_WAIT_MS;
    this.#connect();
  }

  #take(event: PipelineEvent): void {
    const { type, data } = event;
    if (event.id !== undefined) this.#last = event.id;
    const task = data.task_id as string;
    if (type === 'output_ready') {
      this.#outputs.set(`${task} ${String(data.port)}`, outputOf(event));
      this.#running.delete(task);
    } else if (type === 'preview') {
      this.#running.set(task, { ...(this.#running.get(task) ?? begun(0)), previewUrl: String(data.preview_url) });
    } else if (type === 'task_progress') {
      noteTask(this.#running, task, { ...data, status: 'running' });
    } else if (type === 'task_status') {
      noteTask(this.#running, task, data);
    } else if (type === 'step_progress') {
      this.#sinks.change((pipeline) => withProgress(pipeline, data));
    } else {
      this.#reread();
    }
    this.#paint();
  }

  /** Many events at once are read once, and one picture. */
  #reread(): void {
    this.#rereading ??= setTimeout(() => {
      this.#rereading = undefined;
      this.#sinks.reread();
    }, REREAD_MS);
  }

  #paint(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.live = {
        connected: this.#connected,
        outputs: new Map(this.#outputs),
        running: new Map(this.#running),
      };
      for (const tell of this.#listeners) tell();
    });
  }
}

function outputOf({ data }: PipelineEvent): Output {
  const { output_url, output_type, ...rest } = data as unknown as Output & { output_url: string; output_type: string };
  return { ...rest, url: output_url, type: output_type as Output['type'] };
}

function noteTask(running: Map<string, LiveTask>, task: string, data: Record<string, unknown>): void {
  if (data.status !== 'running') return void running.delete(task);
  const before = running.get(task);
  const progress = Math.max(before?.progress ?? 0, Number(data.progress ?? 0));
  running.set(task, {
    ...(before ?? begun(progress)),
    progress,
    ...(typeof data.note === 'string' && { note: data.note }),
  });
}

const begun = (progress: number): LiveTask => ({ progress, first: { progress, at: Date.now() } });

/** Progress arrives faster than it could be read again. */
function withProgress(pipeline: Pipeline, data: Record<string, unknown>): Pipeline {
  const steps = pipeline.steps.map((step) =>
    step.id === data.step_id
      ? {
          ...step,
          status: step.status === 'pending' ? ('running' as const) : step.status,
          progress: Math.max(step.progress, Number(data.progress_pct) / 100),
          tasks_done: Math.max(step.tasks_done, Number(data.outputs_so_far)),
          tasks: Math.max(step.tasks, Number(data.total ?? 0)),
        }
      : step,
  );
  return { ...pipeline, steps };
}
