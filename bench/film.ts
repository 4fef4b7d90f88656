import { WebSocket } from 'ws';
import { type ApiClient, type components, createClient, dataOf } from '#contracts';
import { footprint, processTree } from './processes.js';
import { quiet } from './quiet.js';
import { withStack } from '../test/support/running-stack.js';
import { round } from './stats.js';
import type { Figure, Suite } from './suite.js';

type Schemas = components['schemas'];

const SCENE = 'a majestic eagle soaring through clouds';
const FILM_SEC = 10;
const TARGET_SEC = { draft: 15, standard: 60 };
type Quality = keyof typeof TARGET_SEC;

export const film: Suite = {
  name: 'film',
  what: `a film of ${FILM_SEC} s from one sentence, through HTTP, as \`make\` orders it`,
  run: (log) =>
    withStack(async ({ url, pid, startSec }) => {
      const up = { key: 'stack_start_s', value: round(startSec, 2), unit: 's', what: 'from the command to healthy' };
      log('warming up');
      await makeFilm(url, 'draft', 1);
      const figures: Figure[] = [up];
      for (const quality of ['draft', 'standard'] as const) {
        log(`${quality} …`);
        figures.push(...filmFigures(quality, await makeFilm(url, quality, 2)));
      }
      return [...figures, ...(await memoryAfter(pid, log))];
    }),
};

interface Made {
  wallMs: number;
  steps: Schemas['StepDto'][];
  /** When each task ran, in milliseconds of the clock. */
  spans: [number, number][];
}

/** Another seed is other work, so that nothing is taken from an earlier film. */
async function makeFilm(url: string, quality: Quality, seed: number): Promise<Made> {
  const client = createClient(url);
  const inputs = { scene: SCENE, duration: FILM_SEC, quality };
  const begun = performance.now();
  const body = { template: 'complete_video_production', inputs, seed, run: true };
  const { id } = dataOf(await client.POST('/pipelines', { body }));
  await over(url, id);
  const wallMs = performance.now() - begun;
  const { status, error, steps } = dataOf(await client.GET('/pipelines/{id}', { params: { path: { id } } }));
  if (status !== 'completed') throw new Error(`the ${quality} film ended as ${status}: ${error?.message ?? ''}`);
  return { wallMs, steps, spans: (await Promise.all(steps.map((step) => spansOf(client, id, step.id)))).flat() };
}

/** Resolves with the last event of the pipeline. */
function over(url: string, id: string): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/pipelines/${id}/events?after=0`);
  return new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the gateway closed the connection')));
    socket.on('message', (message: Buffer) => {
      const { type, data } = JSON.parse(message.toString()) as Schemas['EventDto'];
      if (type === 'pipeline_status' && ['completed', 'failed', 'cancelled'].includes(String(data.status))) resolve();
    });
  }).finally(() => socket.terminate());
}

async function spansOf(client: ApiClient, id: string, step: string): Promise<[number, number][]> {
  const path = { id, step_id: step };
  const { items: tasks } = dataOf(await client.GET('/pipelines/{id}/steps/{step_id}', { params: { path } }));
  return tasks.flatMap(({ started_at, ended_at }) =>
    started_at !== undefined && ended_at !== undefined ? [[Date.parse(started_at), Date.parse(ended_at)]] : [],
  );
}

function filmFigures(quality: Quality, { wallMs, steps, spans }: Made): Figure[] {
  const target = TARGET_SEC[quality];
  const wall = round(wallMs / 1000, 2);
  const idleMs = Math.max(0, wallMs - covered(spans));
  return [
    {
      key: `${quality}_s`,
      value: wall,
      unit: 's',
      what: 'order to last event',
      target: `< ${target}`,
      ok: wall < target,
    },
    ...steps.map((step) => stepFigure(quality, step)),
    { key: `${quality}_overhead_ms`, value: round(idleMs, 0), unit: 'ms', what: 'of it no task was running' },
    {
      key: `${quality}_overhead_pct`,
      value: round((100 * idleMs) / wallMs, 2),
      unit: '%',
      what: 'the same as a share',
    },
  ];
}

function stepFigure(quality: Quality, { id, started_at = '', ended_at = '', work_ms }: Schemas['StepDto']): Figure {
  const seconds = (Date.parse(ended_at) - Date.parse(started_at)) / 1000;
  const what = `first task to last result, ${round(work_ms / 1000, 2)} s of work`;
  return { key: `${quality}_${id}_s`, value: round(seconds, 2), unit: 's', what };
}

/** Milliseconds that lie in at least one of the spans. */
function covered(spans: readonly [number, number][]): number {
  let total = 0;
  let until = -Infinity;
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    total += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return total;
}

/** What stays when the work is done, until it is needed again. */
async function memoryAfter(pid: number, log: (line: string) => void): Promise<Figure[]> {
  await quiet(pid);
  const all = processTree(pid).map(footprint);
  for (const { name, rssMb, pssMb } of all) log(`${name.padEnd(14)} RSS ${round(rssMb)}  PSS ${round(pssMb)}`);
  const [rss, pss] = (['rssMb', 'pssMb'] as const).map((measure) =>
    round(all.reduce((total, each) => total + each[measure], 0)),
  );
  return [
    { key: 'after_rss_mb', value: rss ?? 0, unit: 'MB', what: 'the stack when it is quiet again, resident' },
    { key: 'after_pss_mb', value: pss ?? 0, unit: 'MB', what: 'the same, each page counted once' },
  ];
}
