import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { Engine, RedisUnavailableError, isRedisUnavailable } from '#engine';
import type { PipelineEvent } from '#engine';
import { GatewayLog } from '../log.js';
import { ApiError, ProblemFilter, notFound } from '../problem.filter.js';
import { Doorkeeper, demand } from '../security/access.js';
import type { Caller } from '../security/caller.js';
import { KEY_OVER, OpenSockets } from '../security/open-sockets.js';
import * as present from './presenter.js';

const PATH = /^\/pipelines\/([A-Za-z0-9]+)\/events$/;
const EVENT_ID = /^\d+(-\d+)?$/;
/** A reader this far behind is cut off; it comes back and replays. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;
const PING_MS = 20_000;
/** What a page offers beside its key, as `key.<key>`: browsers let it send no header. */
const PROTOCOL = 'reelwright';
/** Closing code: connect again and go on. */
const TRY_AGAIN = 1013;

/**
 * Live events of a pipeline at `/pipelines/<id>/events?after=<event id>`: first what was missed, then what happens,
 * in order and without a hole in between. Each message is one event as JSON.
 */
@Injectable()
export class EventSocket {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: 1024,
    // The other one that a page may name is its key, which is not said back.
    handleProtocols: (offered) => offered.has(PROTOCOL) && PROTOCOL,
  });
  readonly #sockets = new OpenSockets();
  readonly #ping = setInterval(() => this.#pingAll(), PING_MS).unref();

  constructor(
    private readonly engine: Engine,
    private readonly log: GatewayLog,
    private readonly doorkeeper: Doorkeeper,
    private readonly problems: ProblemFilter,
  ) {}

  attach(server: Server): void {
    // Events may be missing until Redis is back: whoever comes again and replays gets them all.
    this.engine.events.onLost(() => this.#closeAll(TRY_AGAIN, 'Redis is away'));
    this.engine.events.onRekey((owner) => this.#sockets.close(owner));
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      this.#enter(request, socket, head).catch((error: unknown) => this.#refuse(socket, error));
    });
  }

  async #enter(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const pid = PATH.exec(url.pathname)?.[1];
    const { caller } = await this.doorkeeper.admit(request);
    demand(caller, 'read');
    if (!pid) throw notFound('WebSocket', url.pathname);
    if (!this.engine.link.up) throw new RedisUnavailableError();
    const opened = this.#sockets.enter(caller, socket);
    const after = url.searchParams.get('after') ?? '0';
    this.#server.handleUpgrade(request, socket, head, (client) => {
      opened(client);
      const reader = { client, socket };
      void this.#serve(reader, caller, pid, EVENT_ID.test(after) ? after : '0').catch((error: unknown) => {
        if (isRedisUnavailable(error)) return client.close(TRY_AGAIN, 'Redis is away');
        this.log.error(error);
        client.close(1011, 'internal');
      });
    });
  }

  #refuse(socket: Duplex, error: unknown): void {
    const problem = this.problems.problemOf(error);
    if (problem.status >= 500 && !isRedisUnavailable(error)) this.log.error(error);
    const body = JSON.stringify(problem);
    const headers = {
      ...(error instanceof ApiError && error.headers),
      ...(problem.status === 503 && { 'Retry-After': '2' }),
      'Content-Type': 'application/problem+json',
      'Content-Length': Buffer.byteLength(body),
      Connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const { status } = problem;
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
  }

  async #serve(reader: Reader, caller: Caller, pid: string, after: string): Promise<void> {
    const { client } = reader;
    // What was taken back while it was being opened was told too early to be heard.
    if (!(await this.doorkeeper.stillIn(caller))) return client.close(KEY_OVER, 'the key was revoked');
    // Listen first and hold back, so that nothing falls between the replay and the live events.
    const held: PipelineEvent[] = [];
    let live = false;
    const stop = this.engine.events.listen(pid, (event) => (live ? send(reader, event) : void held.push(event)));
    client.on('close', stop);
    client.on('error', () => client.terminate());
    if (!(await this.engine.store.pipeline(pid))) return client.close(4404, 'no such pipeline');
    let last = after;
    for (;;) {
      const { events, gap } = await this.engine.events.replay(pid, last);
      if (gap) client.send(JSON.stringify({ type: 'gap', pipeline_id: pid, data: {} }));
      for (const event of events) send(reader, event);
      if (events.length === 0) break;
      last = events.at(-1)!.id;
    }
    for (const event of held) if (isLater(event.id, last)) send(reader, event);
    live = true;
  }

  #pingAll(): void {
    for (const client of this.#server.clients) client.ping();
  }

  close(): void {
    clearInterval(this.#ping);
    this.#closeAll(1001, 'the gateway is shutting down');
    this.#server.close();
  }

  #closeAll(code: number, reason: string): void {
    for (const client of this.#server.clients) client.close(code, reason);
  }
}

interface Reader {
  client: WebSocket;
  /** What it writes to. */
  socket: Duplex;
}

/** What arrives at once is sent at once: with many readers, writing is most of the work. */
function send({ client, socket }: Reader, event: PipelineEvent): void {
  if (client.readyState !== client.OPEN) return;
  if (client.bufferedAmount > MAX_BUFFERED_BYTES) return client.close(TRY_AGAIN, 'too slow');
  if (socket.writableCorked === 0) {
    socket.cork();
    setImmediate(() => socket.uncork());
  }
  client.send(messageOf(event), { binary: false });
}

/** An event as it is sent, made once for all who listen. */
function messageOf(event: PipelineEvent): Buffer {
  const made = messages.get(event) ?? Buffer.from(JSON.stringify(present.liveEvent(event)));
  messages.set(event, made);
  return made;
}

const messages = new WeakMap<PipelineEvent, Buffer>();

function isLater(id: string, than: string): boolean {
  const [ms = 0, sequence = 0] = id.split('-').map(Number);
  const [thanMs = 0, thanSequence = 0] = than.split('-').map(Number);
  return ms > thanMs || (ms === thanMs && sequence > thanSequence);
}
