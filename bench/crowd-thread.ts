import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

/** Many clients that listen to one pipeline, on a thread of their own, and one that reads nothing. */
const { url, id, clients, slow } = workerData as { url: string; id: string; clients: number; slow: boolean };

export interface CrowdHeard {
  /** Events each client got. */
  events: number[];
  /** Not after the one before: late, or seen already. */
  outOfOrder: number;
  /** Clients that were cut off, the slow one aside. */
  cuts: number;
  /** When the first and the last client saw the end, milliseconds since 1970. */
  firstEnd: number;
  lastEnd: number;
  /** When the first client got an output, by its task. */
  outputs: Record<string, number>;
}

const heard: CrowdHeard = {
  ...{ events: Array<number>(clients).fill(0), outOfOrder: 0, cuts: 0, firstEnd: 0, lastEnd: 0, outputs: {} },
};
const address = `${url.replace('http', 'ws')}/pipelines/${id}/events`;
const now = () => performance.timeOrigin + performance.now();
let open = 0;
let over = 0;

/** The id stands first in a message. Reading each of a million as JSON would measure this thread. */
function placeOf(message: Buffer): number | undefined {
  const start = message.subarray(0, 48).toString('latin1');
  const match = /^\{"id":"(\d+)-(\d+)"/.exec(start);
  return match ? Number(match[1]) * 1_000 + Number(match[2]) : undefined;
}

function note(message: Buffer): void {
  const text = message.toString();
  if (!text.includes('"output_ready"')) return;
  const { data } = JSON.parse(text) as { data: { task_id: string } };
  heard.outputs[data.task_id] ??= now();
}

function listen(client: number): void {
  const socket = new WebSocket(address);
  let last = 0;
  let ended = false;
  socket.on('open', () => ++open === clients && parentPort!.postMessage('listening'));
  socket.on('message', (message: Buffer) => {
    const place = placeOf(message);
    if (place === undefined) return;
    heard.events[client]! += 1;
    if (place <= last) heard.outOfOrder += 1;
    last = place;
    if (client === 0) note(message);
    if (message.length > 200 || !message.includes('"status":"completed"') || !message.includes('pipeline_status'))
      return;
    ended = true;
    heard.firstEnd ||= now();
    heard.lastEnd = now();
    socket.close();
    if (++over === clients) parentPort!.postMessage(heard);
  });
  socket.on('close', () => {
    if (!ended) heard.cuts += 1;
  });
}

for (let client = 0; client < clients; client++) listen(client);
if (slow) {
  const socket = new WebSocket(address);
  socket.on('open', () => socket.pause());
  socket.on('error', () => {});
}
