import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import type { ComfyServer } from './server.js';

export type SocketEvent =
  | { type: 'message'; name: string; data: Record<string, unknown> }
  | { type: 'preview'; bytes: Uint8Array; mime: string; promptId?: string };

const CONNECT_MS = 5_000;
const RECONNECT_MS = [250, 1_000, 5_000];
const MAX_FRAME_BYTES = 16 * 1024 * 1024;
/** Progress that nobody has taken yet; the oldest is dropped. */
const MOST_WAITING = 500;
const FEATURES = JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } });

/**
 * Listens to what a server tells one client, and connects again when the line is lost. Nothing is repeated by the server
 * and a line can fall silent, so what is heard here only hastens a look at the history; it never decides.
 */
export class EventLine {
  readonly #waiting: SocketEvent[] = [];
  #wake: () => void = () => {};
  #socket: WebSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #failures = 0;
  /** When something was heard last, as `performance.now()`. */
  heardAt = performance.now();

  constructor(
    private readonly server: ComfyServer,
    private readonly clientId: string,
  ) {
    this.#connect();
  }

  #connect(): void {
    const url = `${this.server.url.replace(/^http/, 'ws')}/ws?clientId=${this.clientId}`;
    const { headers } = this.server;
    const socket = new WebSocket(url, { headers, handshakeTimeout: CONNECT_MS, maxPayload: MAX_FRAME_BYTES });
    this.#socket = socket;
    socket.on('open', () => {
      this.#failures = 0;
      socket.send(FEATURES);
    });
    socket.on('message', (raw: RawData, binary: boolean) => this.#hear(raw as Buffer, binary));
    socket.on('error', () => {}); // followed by `close`
    // The old line is closed before there is a new one: the other way round the server forgets the client.
    socket.on('close', () => {
      if (this.#closed) return;
      const delay = RECONNECT_MS[Math.min(this.#failures++, RECONNECT_MS.length - 1)]!;
      this.#timer = setTimeout(() => this.#connect(), delay);
    });
  }

  #hear(raw: Buffer, binary: boolean): void {
    this.heardAt = performance.now();
    const event = binary ? readFrame(raw) : readMessage(raw);
    if (!event) return;
    if (this.#waiting.push(event) > MOST_WAITING) this.#waiting.shift();
    this.#wake();
  }

  /** The next event; undefined when none came within `timeoutMs`, or the signal was aborted. */
  async next(timeoutMs: number, signal: AbortSignal): Promise<SocketEvent | undefined> {
    if (this.#waiting.length === 0 && !signal.aborted && timeoutMs > 0) {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, timeoutMs);
        signal.addEventListener('abort', done, { once: true });
        this.#wake = done;
      });
    }
    return this.#waiting.shift();
  }

  /** Connects anew, for a line on which nothing is heard any more. */
  renew(): void {
    this.heardAt = performance.now();
    this.#socket?.terminate();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.terminate();
  }
}

function readMessage(raw: Buffer): SocketEvent | undefined {
  try {
    const { type, data } = JSON.parse(raw.toString('utf8')) as { type?: string; data?: Record<string, unknown> };
    return typeof type === 'string' && data ? { type: 'message', name: type, data } : undefined;
  } catch {
    return undefined;
  }
}

const PREVIEW = 1;
const PREVIEW_WITH_METADATA = 4;

/** Binary frames begin with their kind as a 32-bit number; all but previews are passed over. */
function readFrame(raw: Buffer): SocketEvent | undefined {
  if (raw.length < 8) return undefined;
  const [kind, second] = [raw.readUInt32BE(0), raw.readUInt32BE(4)];
  if (kind === PREVIEW)
    return { type: 'preview', bytes: raw.subarray(8), mime: second === 2 ? 'image/png' : 'image/jpeg' };
  if (kind !== PREVIEW_WITH_METADATA || raw.length < 8 + second) return undefined;
  try {
    const about = JSON.parse(raw.subarray(8, 8 + second).toString('utf8')) as {
      image_type?: string;
      prompt_id?: string;
    };
    return {
      type: 'preview',
      bytes: raw.subarray(8 + second),
      mime: about.image_type ?? 'image/jpeg',
      ...(about.prompt_id !== undefined && { promptId: about.prompt_id }),
    };
  } catch {
    return undefined;
  }
}
