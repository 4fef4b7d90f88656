import { eventAt, RUN } from '../live/fixture.js';
import { logLine } from './logs.js';

test('the log of a pipeline names choices, retries, lowered settings and the cache', () => {
  const why = { step_id: 'keyframe', provider: 'sketch', model: 'sketch', resource: 'gpu', why: 'the only one able' };
  const lowered = { width: [1280, 960] };
  const events = [
    eventAt(900, 'choice', why),
    ...RUN.slice(0, 7),
    eventAt(3_000, 'error', {
      task_id: 'animate',
      step_id: 'animate',
      error_code: 'out_of_memory',
      error_message: 'full',
      hint: '',
      retryable: true,
      lowered,
    }),
    eventAt(3_400, 'cost_update', { pipeline_id: 'p1', cost_actual: 410_000, step_id: 'animate', task_id: 'animate' }),
    eventAt(3_500, 'task_status', { step_id: 'animate', task_id: 'animate', status: 'done', how: 'cache', ms: 3 }),
  ];
  const entries = events.map(({ id, type, data }) => ({
    ...{ time: new Date(Number(id.split('-')[0])).toISOString(), event: type, data },
  }));
  expect(entries.map(logLine).filter((line) => line !== undefined)).toEqual([
    '1970-01-01T00:00:00.900Z keyframe: sketch/sketch on gpu: the only one able',
    '1970-01-01T00:00:01.000Z pipeline: running',
    '1970-01-01T00:00:01.100Z keyframe: started on w',
    '1970-01-01T00:00:01.900Z keyframe: image ready (123 kB) /artifacts/abc',
    '1970-01-01T00:00:02.000Z keyframe: step completed: 1 done, 0 failed, 0 skipped',
    '1970-01-01T00:00:02.100Z animate: started on w',
    '1970-01-01T00:00:02.500Z animate: tried again: [network] no answer It is tried again.',
    expect.stringContaining('animate: tried again with width 960 instead of 1280: [out_of_memory] full'),
    '1970-01-01T00:00:03.400Z animate: paid so far: $0.41',
    '1970-01-01T00:00:03.500Z animate: taken from the cache',
  ]);
});
