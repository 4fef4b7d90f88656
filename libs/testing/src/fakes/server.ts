import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One execution the fake would be paid for. */
export interface Charge {
  id: string;
  model: string;
  microDollars: number;
  /** What it was asked for, where that tells one request from the other. */
  prompt?: string;
}

/** What a fake was asked. */
export interface Asked {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as it is where it is bytes or text, else as JSON. */
  body?: unknown;
}

/** What goes wrong on the way of an answer, whatever it says. */
export type Mishap =
  /** The work is done, and nobody is told. */
  | 'lost'
  /** Half of the body, under a content length that says so. */
  | 'truncated_json'
  /** All but the last bytes, then silence and a closed connection. */
  | 'stops_at_99'
  /** Claims to be 10 GB. */
  | 'ten_gigabytes'
  /** A byte now and then. */
  | 'slow_drip'
  /** A page of HTML, called what was asked for. */
  | 'html'
  /** A redirect to a private address. */
  | 'private_redirect';

interface Fault {
  /** Which requests, by the place the fake calls them. */
  at: string;
  /** Instead of an answer, or what happens to it. */
  reply?: Reply;
  mishap?: Mishap;
}

function faultOf(at: string, fault: Mishap | Reply | undefined): Fault | undefined {
  if (fault === undefined) return undefined;
  return typeof fault === 'string' ? { at, mishap: fault } : { at, reply: fault };
}

/** A real HTTP server on loopback that keeps a bill, and does wrong what it is told to do wrong, once for each. */
export abstract class FakeServer {
  readonly bill: Charge[] = [];
  readonly asked: Asked[] = [];
  /** What goes wrong by chance: asked for each request before it is answered. */
  fate: (place: string) => Mishap | Reply | undefined = () => undefined;
  readonly #faults: Fault[] = [];
  readonly #drips = new Set<NodeJS.Timeout>();
  #server: Server | undefined;
  url = '';

  /** Listens on a free port of 127.0.0.1, or on the one given. */
  async start(port = 0): Promise<this> {
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        response.statusCode = 500;
        response.end(String(error));
      });
    }).listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    for (const drip of this.#drips) clearInterval(drip);
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** The next request at that place goes wrong; told several times, so do the next ones, in that order. */
  fail(at: string, fault: Mishap | Reply): void {
    this.#faults.push(faultOf(at, fault)!);
  }

  /** What was asked at a path that contains this. */
  askedAt(part: string, method?: string): Asked[] {
    return this.asked.filter(({ path, method: by }) => path.includes(part) && (method ?? by) === by);
  }

  /** Name of the place, for `fail`. */
  protected abstract placeOf(asked: Asked): string;
  protected abstract answer(asked: Asked): Promise<Reply>;

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked: Asked = {
      method: request.method!,
      path: request.url!,
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks),
    };
    this.asked.push(asked);
    const place = this.placeOf(asked);
    const index = this.#faults.findIndex(({ at }) => at === place);
    const [told] = index < 0 ? [] : this.#faults.splice(index, 1);
    const fault = told ?? faultOf(place, this.fate(place));
    const reply = fault?.reply ?? (await this.answer(asked));
    this.#send(response, reply, fault?.mishap);
  }

  #send(response: ServerResponse, reply: Reply, mishap: Mishap | undefined): void {
    const { status = 200, headers = {}, body } = reply;
    const raw = Buffer.isBuffer(body) || typeof body === 'string';
    const bytes = Buffer.from(raw ? (body as Buffer) : JSON.stringify(body ?? {}));
    const type = { 'content-type': raw ? 'application/octet-stream' : 'application/json', ...headers };
    const whole = { ...type, 'content-length': String(bytes.length) };
    switch (mishap) {
      case undefined:
        response.writeHead(status, whole).end(bytes);
        break;
      case 'lost':
        response.destroy();
        break;
      case 'truncated_json':
        response.writeHead(status, type).end(bytes.subarray(0, bytes.length >> 1));
        break;
      case 'stops_at_99':
        response.writeHead(status, whole);
        response.write(bytes.subarray(0, Math.floor(bytes.length * 0.99)), () => response.destroy());
        break;
      case 'ten_gigabytes':
        response.writeHead(status, { ...type, 'content-length': '10000000000' });
        response.write(bytes);
        break;
      case 'slow_drip':
        response.writeHead(status, whole);
        this.#drip(response, bytes);
        break;
      case 'html':
        response.writeHead(200, type).end('<!doctype html><html><body>Sorry</body></html>');
        break;
      case 'private_redirect':
        response.writeHead(302, { location: 'http://127.0.0.1:9/secret' }).end();
        break;
    }
  }

  #drip(response: ServerResponse, bytes: Buffer): void {
    let at = 0;
    const drip = setInterval(() => {
      if (response.destroyed || at >= bytes.length) clearInterval(drip);
      else response.write(bytes.subarray(at, ++at));
    }, 20);
    this.#drips.add(drip);
    response.on('close', () => this.#drips.delete(drip) && clearInterval(drip));
  }
}
