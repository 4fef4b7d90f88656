import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { eventAt, pipelineOf, RUN } from '../live/fixture.js';
import type { LiveEvent } from '../live/state.js';
import { Api, type Pipeline } from './api.js';
import type { Connection } from './connection.js';
import { follow } from './follow.js';

/** What a client asked for, and how each of its event connections goes: messages, and then whether it is cut. */
interface Script {
  answers: { messages: object[]; cut: boolean }[];
  asked: string[];
  looks: number;
}

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function gateway(
  script: Script,
  status: Pipeline['status'] = 'running',
): Promise<Connection & { recovered: number }> {
  const server: Server = createServer((_, response) => {
    script.looks += 1;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(pipelineOf({ status })));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    script.asked.push(new URL(request.url ?? '', 'http://x').searchParams.get('after') ?? '');
    const answer = script.answers.shift();
    for (const message of answer?.messages ?? []) socket.send(JSON.stringify(message));
    if (answer?.cut === true) setTimeout(() => socket.terminate(), 50);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
  });
  const api = await Api.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, undefined);
  const connection = {
    api,
    local: true,
    owned: false,
    broken: new AbortController().signal,
    recovered: 0,
    recover: async () => void (connection.recovered += 1),
    close: async () => undefined,
  };
  return connection;
}

function watcher(): {
  events: LiveEvent[];
  notes: string[];
  event: (e: LiveEvent) => void;
  snapshot: () => void;
  note: (l: string) => void;
} {
  const [events, notes]: [LiveEvent[], string[]] = [[], []];
  return {
    events,
    notes,
    event: (event) => void events.push(event),
    snapshot: () => undefined,
    note: (line) => void notes.push(line),
  };
}

const never = new AbortController().signal;

test('goes on behind the last event when the connection is lost', async () => {
  const script: Script = {
    answers: [
      { messages: [...RUN.slice(0, 4)], cut: true },
      { messages: [], cut: true },
      { messages: [...RUN.slice(4)], cut: false },
    ],
    asked: [],
    looks: 0,
  };
  const connection = await gateway(script);
  const seen = watcher();
  await follow(connection, 'p1', seen, never);
  expect(script.asked).toEqual(['0', RUN[3]!.id, RUN[3]!.id]);
  expect(seen.events).toEqual(RUN);
  expect(connection.recovered).toBe(2);
  expect(seen.notes).toHaveLength(1);
});

test('what is told only to those who listen is no event of the run', async () => {
  const told = { type: 'task_progress', pipeline_id: 'p1', data: { step_id: 'keyframe', progress: 0.5 } };
  const end = eventAt(4_000, 'pipeline_status', { id: 'p1', status: 'completed' });
  const script: Script = { answers: [{ messages: [told, end], cut: false }], asked: [], looks: 0 };
  const seen = watcher();
  await follow(await gateway(script), 'p1', seen, never);
  expect(seen.events).toEqual([end]);
});

test('looks at the pipeline again where events are missing', async () => {
  const gap = { type: 'gap', pipeline_id: 'p1', data: {} };
  const end = eventAt(9_000, 'pipeline_status', { id: 'p1', status: 'completed' });
  const script: Script = { answers: [{ messages: [gap, end], cut: false }], asked: [], looks: 0 };
  const seen = watcher();
  await follow(await gateway(script), 'p1', seen, never);
  expect(seen.events).toEqual([end]);
  expect(script.looks).toBeGreaterThanOrEqual(3);
});

test('ends with a pipeline that is over though no event says so', async () => {
  const script: Script = { answers: [{ messages: [], cut: false }], asked: [], looks: 0 };
  await expect(follow(await gateway(script, 'completed'), 'p1', watcher(), never)).resolves.toMatchObject({
    status: 'completed',
  });
});

test('stops at once when it is interrupted, also before it began', async () => {
  const script: Script = { answers: [], asked: [], looks: 0 };
  const connection = await gateway(script);
  const late = AbortSignal.timeout(100);
  await expect(follow(connection, 'p1', watcher(), late)).rejects.toThrow('timeout');
  await expect(follow(connection, 'p1', watcher(), late)).rejects.toThrow('timeout');
});
