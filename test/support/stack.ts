import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { loadConfig, systemEnv } from '#config';
import { createClient, dataOf } from '#contracts';
import type { ApiClient, components } from '#contracts';
import { afterFile, tempDir } from '#testing';
import { startStack } from '../../apps/cli/src/stack/index.js';
import type { ServiceSpec, Stack } from '../../apps/cli/src/stack/index.js';

export const ROOT = join(import.meta.dirname, '../..');
const main = (app: string) => join(ROOT, 'dist/apps', app, 'src/main.js');

/** The real services, from the build. */
const SERVICES: ServiceSpec[] = [
  { name: 'gateway', role: 'gateway', script: main('gateway'), maxHeapMb: 256 },
  { name: 'mux-worker', role: 'worker', script: main('mux-worker'), maxHeapMb: 384 },
  { name: 'gpu-worker', role: 'worker', script: main('gpu-worker'), maxHeapMb: 512 },
];

export type Pipeline = components['schemas']['PipelineDto'];
export type Event = components['schemas']['EventDto'];

export interface TestStack {
  url: string;
  home: string;
  client: ApiClient;
  stack: Stack;
}

/** What is needed to talk to one. */
export type Reached = Pick<TestStack, 'url' | 'client'>;

/** The whole product with a home of its own on a free port; stopped when the test file is done. */
export async function wholeStack(settings: Record<string, string | number> = {}, apiKey?: string): Promise<TestStack> {
  const home = tempDir();
  const config = loadConfig({
    env: systemEnv(),
    file: false,
    overrides: { home, port: 0, logLevel: 'warn', ...settings },
  });
  const running = await startStack(config, { services: SERVICES });
  // Before its home goes.
  afterFile(() => running.stop());
  const client = createClient(running.url, apiKey === undefined ? {} : { apiKey });
  return { url: running.url, home, client, stack: running };
}

/** Creates and starts a pipeline. Throws ApiProblem when it is refused. */
export async function submit({ client }: Reached, body: components['schemas']['CreatePipelineDto']): Promise<Pipeline> {
  return dataOf(await client.POST('/pipelines', { body: { ...body, run: true } }));
}

/** Every event of a pipeline from the beginning until it is over, as a WebSocket client gets them. */
export async function eventsUntilOver({ url }: Reached, id: string, after = '0'): Promise<Event[]> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/pipelines/${id}/events?after=${after}`);
  const events: Event[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (message: Buffer) => {
      const event = JSON.parse(message.toString()) as Event;
      events.push(event);
      if (event.type === 'pipeline_status' && ['completed', 'failed', 'cancelled'].includes(String(event.data.status)))
        resolve();
    });
  });
  socket.close();
  return events;
}

/** Live events of one kind, gathered from now on until the test file is done. */
export function listen({ url }: Reached, id: string, type: string): Event[] {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/pipelines/${id}/events`);
  const events: Event[] = [];
  socket.on('error', () => {}); // then nothing is gathered
  socket.on('message', (message: Buffer) => {
    const event = JSON.parse(message.toString()) as Event;
    if (event.type === type) events.push(event);
  });
  afterFile(() => socket.terminate());
  return events;
}

export async function runToEnd(stack: Reached, body: components['schemas']['CreatePipelineDto']): Promise<Pipeline> {
  const { id } = await submit(stack, body);
  await eventsUntilOver(stack, id);
  return get(stack, id);
}

export async function get({ client }: Reached, id: string): Promise<Pipeline> {
  return dataOf(await client.GET('/pipelines/{id}', { params: { path: { id } } }));
}

/** The digest of a step's only output. */
export function digestOf(pipeline: Pipeline, step: string): string {
  const outputs = pipeline.outputs.filter((output) => output.step_id === step);
  expect(outputs).toHaveLength(1);
  return outputs[0]!.digest;
}

/** Status of a request with headers that fetch does not let one set. */
export function statusWith(url: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on('error', reject)
      .end();
  });
}
