import { WebSocket, WebSocketServer } from 'ws';
import type { Server } from 'node:http';

/** The listeners of the fake by client id, with the real server's way of losing them. */
export class Clients {
  readonly #sockets = new Map<string, WebSocket>();
  readonly #all = new Set<WebSocket>();
  /** Sockets that were opened, ever. */
  opened = 0;

  attach(server: Server, greeting: () => object): void {
    const sockets = new WebSocketServer({ server, path: '/ws' });
    sockets.on('connection', (socket, request) => {
      const id = new URL(request.url ?? '', 'http://x').searchParams.get('clientId') ?? String(this.opened);
      this.opened += 1;
      this.#sockets.set(id, socket);
      this.#all.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#all.delete(socket);
        // As the real one: the id goes with whichever socket of it closes, and a newer one then hears nothing more.
        this.#sockets.delete(id);
      });
      this.#send(socket, 'status', { ...greeting(), sid: id });
    });
  }

  tell(id: string, type: string, data: object): void {
    this.#send(this.#sockets.get(id), type, data);
  }

  tellAll(type: string, data: object): void {
    for (const id of this.#sockets.keys()) this.tell(id, type, data);
  }

  /** A preview with metadata, as clients get it that said they understand them. */
  show(id: string, jpeg: Buffer, about: object): void {
    const metadata = Buffer.from(JSON.stringify({ ...about, image_type: 'image/jpeg' }));
    const head = Buffer.alloc(8);
    head.writeUInt32BE(4, 0);
    head.writeUInt32BE(metadata.length, 4);
    this.#sockets.get(id)?.send(Buffer.concat([head, metadata, jpeg]));
  }

  /** Cuts every line; prompts go on. */
  cut(): void {
    for (const socket of this.#all) socket.terminate();
  }

  /** From now on the clients that are there hear nothing, though their lines stay open. */
  silence(): void {
    this.#sockets.clear();
  }

  #send(socket: WebSocket | undefined, type: string, data: object): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type, data }));
  }
}
