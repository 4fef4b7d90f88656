import { WebSocket } from 'ws';
import { dataOf } from '#contracts';
import { afterFile } from '#testing';
import { wholeStack } from './support/stack.js';
import type { Event, TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

const CLIENTS = 40;

/** A client that loses its connection after some events and comes back, until the pipeline is over. */
function client(id: string, breakEvery = Infinity): { opened: Promise<void>; events: Promise<Event[]> } {
  const [opened, over] = [Promise.withResolvers<void>(), Promise.withResolvers<Event[]>()];
  const events: Event[] = [];
  const connect = () => {
    const after = events.at(-1)?.id ?? '0';
    const socket = new WebSocket(`${stack.url.replace('http', 'ws')}/pipelines/${id}/events?after=${after}`);
    afterFile(() => socket.terminate());
    let seen = 0;
    socket.on('open', () => opened.resolve());
    socket.on('error', over.reject);
    socket.on('message', (message: Buffer) => {
      const event = JSON.parse(message.toString()) as Event;
      if (event.id === undefined || seen >= breakEvery) return;
      events.push(event);
      if (event.type === 'pipeline_status' && event.data.status === 'completed') return over.resolve(events);
      if (++seen < breakEvery) return;
      socket.terminate();
      connect();
    });
  };
  connect();
  return { opened: opened.promise, events: over.promise };
}

test('every client gets every event once and in order, also those that come back again and again', async () => {
  const definition = {
    name: 'watched',
    inputs: {},
    steps: [
      { id: 'sky', type: 't2i', config: { prompt: 'a sky', width: 64, height: 36 }, count: 25 },
      { id: 'film', type: 'i2v', dependsOn: ['sky'], config: { duration: 1, width: 64, height: 36, fps: 8 } },
    ],
    outputs: ['film'],
  };
  const { id } = dataOf(await stack.client.POST('/pipelines', { body: { definition, seed: 1 } }));
  const clients = Array.from({ length: CLIENTS }, (_, index) => client(id, index % 2 === 0 ? Infinity : 3 + index));
  await Promise.all(clients.map(({ opened }) => opened));
  dataOf(await stack.client.POST('/pipelines/{id}/run', { params: { path: { id } } }));
  const heard = await Promise.all(clients.map(({ events }) => events));
  const query = { after: '0' };
  const { items } = dataOf(await stack.client.GET('/pipelines/{id}/events', { params: { path: { id }, query } }));
  expect(items.filter(({ type }) => type === 'output_ready')).toHaveLength(50);
  for (const events of heard) expect(events).toEqual(items);
});
