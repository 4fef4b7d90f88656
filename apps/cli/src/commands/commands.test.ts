import pc from 'picocolors';
import { gatewayUrl } from '../gateway/connection.js';
import type { Output, Plan } from '../gateway/api.js';
import { pipelineOf, stepOf } from '../live/fixture.js';
import { planLines } from './plan.js';
import { queueLines } from './queue.js';
import { listLines, statusLines } from './status.js';
import { costText, endRows, madeJson, madeLines, piecesOf } from './summary.js';
import { templateLines } from './templates.js';
import { exitCodeOf, failureLines } from './watching.js';

const times = { started_at: new Date(1_000).toISOString(), ended_at: new Date(2_500).toISOString() };
const output = (step: string, type: Output['type']): Output => ({
  step_id: step,
  task_id: step,
  port: type,
  type,
  url: `/artifacts/${step}`,
  digest: step,
  mime: `${type}/x`,
  bytes: 2_000,
  facts: { width: 640, height: 360, durationSec: 5 },
});
const finished = pipelineOf({
  status: 'completed',
  steps: ['keyframe:t2i', 'animate:i2v', 'music:music', 'film:mux'].map((text, at) => {
    const [id = '', type = ''] = text.split(':');
    return stepOf(id, type, at, { status: 'completed', progress: 1, ...times });
  }),
  outputs: [output('keyframe', 'image'), output('animate', 'video'), output('music', 'audio'), output('film', 'video')],
  files: { keyframe: ['/p/keyframe.png'], animate: ['/p/animate.mp4'], music: ['/p/music.m4a'], film: ['/p/film.mp4'] },
});
const linkOf = (url: string) => `http://host${url}`;

describe('make', () => {
  const made = (exists: boolean) => ({
    pipeline: finished,
    film: { path: '/films/x.mp4', output: output('film', 'video') },
    overwrote: false,
    pieces: piecesOf(finished, { exists: () => exists, linkOf }),
    ms: 6_000,
  });

  test('says what was made, and where it is', () => {
    expect(madeLines(made(true), pc.createColors(false))).toEqual([
      '✓ /films/x.mp4',
      '  640×360 · 5.0 s · 2.0 kB · seed 7',
      '  keyframe      /p/keyframe.png',
      '  silent video  /p/animate.mp4',
      '  soundtrack    /p/music.m4a',
      '  steps         keyframe 1.5 s · animate 1.5 s · music 1.5 s · film 1.5 s',
      '  in all        6.0 s',
      '  pipeline      p1',
    ]);
  });

  test('gives addresses for what is not on this machine', () => {
    expect(madeLines(made(false), pc.createColors(false)).join('\n')).toContain(
      'soundtrack    http://host/artifacts/music',
    );
    expect(madeJson(made(false))).toMatchObject({ type: 'result', output: '/films/x.mp4', seed: 7, seconds: 6 });
  });
});

test('a panel of a comic is no keyframe', () => {
  const comic = pipelineOf({ steps: [stepOf('panel', 't2i', 0)], outputs: [output('panel', 'image')] });
  expect(piecesOf(comic, { exists: () => false, linkOf })).toEqual([
    { step: 'panel', what: 'image', places: ['http://host/artifacts/panel'] },
  ]);
});

test('a plan shows order, reasons, time, cost and connections', () => {
  const step = (id: string, group: number, depends_on: string[]): Plan['steps'][number] => ({
    id,
    step_type: 't2i',
    tasks: 1,
    cached: 0,
    provider: 'sketch',
    model: 'sketch',
    why: 'the only one able',
    resource: 'gpu',
    depends_on,
    start_seconds: group,
    end_seconds: group + 1,
    cost_micro_dollars: 0,
    config: {},
  });
  const { tasks: _, cost_micro_dollars: __, ...open } = step('c', 1, ['a', 'b']);
  const lines = planLines({
    name: 'film',
    seed: 7,
    steps: [open, step('a', 0, []), step('b', 0, [])],
    groups: [['a', 'b'], ['c']],
    critical_path: ['a', 'c'],
    seconds: 2,
    cost_micro_dollars: 0,
    unpriced: ['c'],
    uncounted: ['c'],
    bindings: [{ step: 'c', field: 'image', source: 'steps.a.image', how: 'media' }],
  });
  expect(lines.slice(2, 6).map((line) => line.trim().split(/ {2,}/).slice(0, 2))).toEqual([
    ['group', 'step'],
    ['1', 'a'],
    ['1', 'b'],
    ['2', 'c'],
  ]);
  const text = lines.join('\n');
  for (const part of ['a → c', 'Parallel  a + b', 'what c cost, which is not known', 'c.image  ← steps.a.image']) {
    expect(text).toContain(part);
  }
});

test('status shows steps and failures; the list is newest first', () => {
  const error = { code: 'disk_full', message: 'no room', hint: 'Free some.' };
  const failed = pipelineOf({ status: 'failed', failed_step: 'animate', error });
  expect(statusLines(failed, [], 61_000)).toEqual([
    'film · p1',
    'failed, 0 % · seed 7 · made 1 min ago',
    '',
    '  keyframe  t2i  pending  0 %      sketch/sketch',
    '  animate   i2v  pending  0 %      sketch/sketch',
    '',
    'Pipeline p1 failed in step animate: no room',
    'Free some.',
  ]);
  expect(listLines([finished], 3, 61_000)).toEqual([
    'id  status     time  made       name',
    'p1  completed        1 min ago  film',
    '… and 2 older ones',
  ]);
});

test('status shows what was paid beside the estimate', () => {
  const costs = { cost_estimate: 400_000, cost_actual: 410_000, cost_untold: 0 };
  const steps = [stepOf('keyframe', 't2i', 0, { ...costs, provider: 'fal', model: 'x' }), stepOf('animate', 'i2v', 1)];
  const lines = statusLines(pipelineOf({ ...costs, cost_untold: 2, steps }), [], 61_000);
  expect(lines).toContain('cost: $0.41 paid, $0.40 estimated, 2 of a cost that nobody told');
  expect(lines).toContain('  keyframe  t2i  pending  0 %      fal/x          $0.41 paid, $0.40 estimated');
  expect(costText({ cost_actual: 5_000, cost_untold: 0 })).toBe('$0.0050 paid, no estimate');
  expect(endRows(pipelineOf(costs), 1_000)).toContainEqual(['cost', '$0.41 paid, $0.40 estimated']);
});

test('the exit code tells the work from the machine', () => {
  const failed = (code: string) => exitCodeOf({ status: 'failed', error: { code, message: '', hint: '' } });
  expect([failed('moderated'), failed('disk_full'), exitCodeOf(finished)]).toEqual([1, 3, 0]);
  expect(exitCodeOf({ status: 'cancelled' })).toBe(1);
  expect(failureLines(pipelineOf({ status: 'cancelled' }))).toEqual(['Pipeline p1 was cancelled.']);
});

test('a template shows what it takes and how it is run', () => {
  const lines = templateLines({
    name: 'film',
    description: 'A film.',
    definition: {},
    inputs: [
      { name: 'scene', type: 'string', required: true, description: 'What is seen.' },
      { name: 'duration', type: 'number', required: false, default: 5, min: 1, max: 30 },
    ],
  });
  expect(lines.join('\n')).toContain('  scene     needed  What is seen.');
  expect(lines.join('\n')).toContain('duration  5       A number from 1 to 30.');
  expect(lines.at(-1)).toBe('  reelwright run film --input scene="a lighthouse in a storm" -o out/');
});

test('a gateway’s address is completed, and refused when it can’t be one', () => {
  expect(['host:4100', 'https://host/reel/'].map(gatewayUrl)).toEqual(['http://host:4100', 'https://host/reel']);
  for (const text of ['', 'ftp://host', 'http://']) expect(() => gatewayUrl(text)).toThrow('is not the address');
});

describe('queue', () => {
  const cpu = {
    name: 'cpu',
    pool: 'cpu' as const,
    paused: false,
    workers: 1,
    slots: 2,
    running: 2,
    in_flight: 8,
    waiting: 90,
    retrying: 1,
  } as const;

  test('tells the queues, and who is served when', () => {
    const waits = { name: 'panels', owner: 'default', running: 2 };
    const pipelines = [
      { ...waits, id: 'p1', lane: 'interactive', ready: 0 } as const,
      { ...waits, id: 'p2', lane: 'background', place: 'first', ready: 80, position: 1 } as const,
      { ...waits, id: 'p3', lane: 'background', ready: 10, position: 2 } as const,
    ];
    expect(queueLines({ queues: [cpu, { ...cpu, name: 'gpu', paused: true }], pipelines, total: 5 })).toEqual([
      'queue  state   workers  slots  running  in flight  waiting  later',
      'cpu    open    1        2      2        8          90       1',
      'gpu    paused  1        2      2        8          90       1',
      '',
      'turn  pipeline  lane         owner    running  ready  name',
      '      p1        interactive  default  2        0      panels',
      '1     p2        first        default  2        80     panels',
      '2     p3        background   default  2        10     panels',
      '… and 2 more',
    ]);
  });

  test('says when there is nothing', () => {
    expect(queueLines({ queues: [{ ...cpu, workers: 0 }], pipelines: [], total: 0 }).slice(1)).toEqual([
      'cpu    no worker  0        2      2        8          90       1',
      '',
      'No pipeline runs.',
    ]);
  });
});
