import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { ApiError } from '../problem.filter.js';
import { OPERATOR } from './caller.js';
import type { Caller } from './caller.js';

/** Closing code: the key opens nothing any more, or was changed. */
export const KEY_OVER = 4401;
const MOST_OF_A_KEY = 50;
/** Timers do not reach further. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The sockets that each key has open in this process: so many at most, and closed when the key is over. */
export class OpenSockets {
  readonly #byOwner = new Map<string, Set<Duplex>>();
  readonly #clients = new WeakMap<Duplex, WebSocket>();

  constructor(private readonly most = MOST_OF_A_KEY) {}

  /** Takes a place until the connection is closed. Returns what to call when it speaks WebSocket. Throws ApiError. */
  enter({ owner, expiresAt }: Caller, socket: Duplex): (client: WebSocket) => void {
    const open = this.#byOwner.get(owner) ?? new Set();
    if (owner !== OPERATOR.owner && open.size >= this.most)
      throw new ApiError(429, 'too_many_sockets', `This key has ${this.most} WebSockets open; close one first.`, {
        'Retry-After': '5',
      });
    this.#byOwner.set(owner, open.add(socket));
    let timer: NodeJS.Timeout | undefined;
    socket.once('close', () => {
      clearTimeout(timer);
      open.delete(socket);
      if (open.size === 0) this.#byOwner.delete(owner);
    });
    return (client) => {
      this.#clients.set(socket, client);
      if (expiresAt === undefined) return;
      const ms = Math.min(LONGEST_TIMER_MS, Math.max(0, expiresAt - Date.now()));
      timer = setTimeout(() => client.close(KEY_OVER, 'the key has expired'), ms).unref();
    };
  }

  /** The key was revoked or changed: whoever still may comes again. */
  close(owner: string): void {
    for (const socket of this.#byOwner.get(owner) ?? [])
      this.#clients.get(socket)?.close(KEY_OVER, 'the key was revoked or changed');
  }
}
