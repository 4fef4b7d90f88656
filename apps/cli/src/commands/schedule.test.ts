import type { Schedule } from '../gateway/api.js';
import { nextLines, runLines, scheduleLines } from './schedule.js';

const daily: Schedule = {
  ...{
    id: 'sc_1',
    name: 'morning',
    cron: '30 7 * * *',
    timezone: 'Europe/Berlin',
    missed: 'run_once',
    overlap: 'skip',
  },
  ...{ owner: 'default', pipeline_name: 'story_panels', created_at: '2026-01-01T00:00:00Z', paused: false },
  next_runs: ['2026-03-28T06:30:00.000Z', '2026-03-29T05:30:00.000Z'],
};

test('times are those of the place', () => {
  expect(nextLines(daily)).toEqual([
    'It runs next:',
    '  2026-03-28 07:30 Europe/Berlin',
    '  2026-03-29 07:30 Europe/Berlin',
  ]);
  expect(nextLines({ ...daily, next_runs: [], paused: true, paused_because: 'by a person' })).toEqual([
    'It is paused: by a person',
  ]);
});

test('the list says what comes when', () => {
  expect(scheduleLines([daily])[1]).toBe('sc_1      30 7 * * *  2026-03-28 07:30 Europe/Berlin  story_panels  morning');
  expect(scheduleLines([{ ...daily, next_runs: [] }])[1]).toContain('paused');
  expect(scheduleLines([])).toHaveLength(1);
});

test('what ran is told with what came of it', () => {
  const runs = [
    { at: '2026-03-27T06:30:00Z', outcome: 'started', pipeline_id: 'p1' } as const,
    { at: '2026-03-26T06:30:00Z', outcome: 'skipped', note: 'p0 still runs' } as const,
  ];
  expect(runLines({ ...daily, pipeline: { inputs: {} }, runs })).toEqual([
    'It ran:',
    '  2026-03-27 07:30 Europe/Berlin  started  p1',
    '  2026-03-26 07:30 Europe/Berlin  skipped  p0 still runs',
  ]);
});
