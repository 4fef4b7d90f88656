import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

/** Listens to a pipeline's events as a client does, on a thread of its own, and counts those that come out of order. */
const { url, id } = workerData as Record<'url' | 'id', string>;

export interface Heard {
  events: number;
  /** Not after the one before: late, or seen already. */
  outOfOrder: number;
  /** Progress of a step below what was told before. */
  fell: number;
  /** The gateway cut the connection because this was too slow; it went on after the last event it had seen. */
  cuts: number;
  gaps: number;
}

interface Event {
  id?: string;
  type: string;
  data: Record<string, unknown>;
}

const heard: Heard = { events: 0, outOfOrder: 0, fell: 0, cuts: 0, gaps: 0 };
const progress = new Map<string, number>();
let last = '0-0';

function hear({ id: at, type, data }: Event): void {
  if (at === undefined) {
    heard.gaps += 1;
    return;
  }
  heard.events += 1;
  if (!isLater(at, last)) heard.outOfOrder += 1;
  last = at;
  if (type !== 'step_progress') return;
  const [step, percent] = [String(data.step_id), Number(data.progress_pct)];
  if (percent < (progress.get(step) ?? 0)) heard.fell += 1;
  progress.set(step, percent);
}

function isLater(at: string, than: string): boolean {
  const [[ms = 0, seq = 0], [thanMs = 0, thanSeq = 0]] = [at.split('-').map(Number), than.split('-').map(Number)];
  return ms > thanMs || (ms === thanMs && seq > thanSeq);
}

/** Goes on after the last event until the pipeline is completed. */
function listen(): void {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/pipelines/${id}/events?after=${last}`);
  let over = false;
  socket.once('open', () => parentPort!.postMessage('listening'));
  socket.on('message', (message: Buffer) => {
    const event = JSON.parse(message.toString()) as Event;
    hear(event);
    if (event.type !== 'pipeline_status' || event.data.status !== 'completed') return;
    over = true;
    socket.close();
    parentPort!.postMessage(heard);
  });
  socket.on('close', () => {
    if (over) return;
    heard.cuts += 1;
    listen();
  });
}
listen();
