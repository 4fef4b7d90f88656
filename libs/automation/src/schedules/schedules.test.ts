import { cronProblem, nextAfter, nextTimes } from './cron.js';
import { ticksOf } from './ticks.js';

const at = (text: string) => Date.parse(text);
const shown = (times: readonly number[]) => times.map((time) => new Date(time).toISOString().slice(0, 16));
const BERLIN = 'Europe/Berlin';

describe('times', () => {
  test.each(['*/5 * * * *', '0 9 * * MON-FRI', '30 4 1,15 * *', '@daily', '0 0 29 2 *'])('%s', (cron) => {
    expect(cronProblem(cron, 'UTC')).toBeUndefined();
  });

  test.each(['', '* * * *', '* * * * * *', '61 * * * *', 'soon', '@reboot', 'H * * * *', '0 0 31 2 *', '0 25 * * *'])(
    '%j is none',
    (cron) => expect(cronProblem(cron, 'UTC')).toContain(`"${cron}"`),
  );

  test('are those of a place that there is', () => {
    expect(cronProblem('@daily', BERLIN)).toBeUndefined();
    for (const wrong of ['Mars/Olympus', '', '+02:00']) expect(cronProblem('@daily', wrong)).toContain('no time zone');
    expect(shown(nextTimes('0 9 * * *', 'Asia/Kolkata', at('2026-05-01T00:00:00Z'), 2))).toEqual([
      '2026-05-01T03:30',
      '2026-05-02T03:30',
    ]);
  });

  test('that the clocks skip in spring come once, as much later', () => {
    expect(shown(nextTimes('30 2 * * *', BERLIN, at('2026-03-28T00:00:00Z'), 3))).toEqual([
      '2026-03-28T01:30',
      '2026-03-29T01:30', // 3:30 there
      '2026-03-30T00:30',
    ]);
    expect(shown(nextTimes('30 2 * * *', 'America/New_York', at('2026-03-07T12:00:00Z'), 2))).toEqual([
      '2026-03-08T07:30',
      '2026-03-09T06:30',
    ]);
  });

  test('that the clocks show twice in autumn come once', () => {
    expect(shown(nextTimes('30 2 * * *', BERLIN, at('2026-10-24T12:00:00Z'), 2))).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
    expect(shown(nextTimes('30 1 * * *', 'America/New_York', at('2026-10-31T12:00:00Z'), 2))).toEqual([
      '2026-11-01T05:30',
      '2026-11-02T06:30',
    ]);
  });

  test('of every hour come every hour, whatever the clocks do', () => {
    for (const night of ['2026-03-28T20:30:00Z', '2026-10-24T20:30:00Z']) {
      const times = nextTimes('0 * * * *', BERLIN, at(night), 12);
      expect(times.map((time, index) => time - times[0]! - index * 3_600_000)).toEqual(Array(12).fill(0));
    }
  });

  test('one after the other are the same as all at once, over the changes of a year', () => {
    const all = nextTimes('15 2 * * *', BERLIN, at('2026-01-01T00:00:00Z'), 365);
    let time = at('2026-01-01T00:00:00Z');
    for (const expected of all) expect((time = nextAfter('15 2 * * *', BERLIN, time))).toBe(expected);
  });
});

describe('a schedule that is due', () => {
  const hourly = (due: string, now: string, missed: 'skip' | 'run_once' | 'run_all') => {
    const { run, skipped, next } = ticksOf('0 * * * *', 'UTC', at(due), at(now), missed);
    return { run: shown(run), skipped, next: shown([next])[0] };
  };

  test.each(['skip', 'run_once', 'run_all'] as const)('on time runs once (%s)', (missed) => {
    expect(hourly('2026-05-01T10:00:00Z', '2026-05-01T10:00:01Z', missed)).toEqual({
      ...{ run: ['2026-05-01T10:00'], skipped: 0, next: '2026-05-01T11:00' },
    });
  });

  test('and was missed is passed over, made up for once, or made up for each time', () => {
    const late = ['2026-05-01T10:00:00Z', '2026-05-01T12:30:00Z'] as const;
    expect(hourly(...late, 'skip')).toEqual({ run: [], skipped: 3, next: '2026-05-01T13:00' });
    expect(hourly(...late, 'run_once')).toEqual({ run: ['2026-05-01T12:00'], skipped: 2, next: '2026-05-01T13:00' });
    expect(hourly(...late, 'run_all')).toEqual({
      run: ['2026-05-01T10:00', '2026-05-01T11:00', '2026-05-01T12:00'],
      ...{ skipped: 0, next: '2026-05-01T13:00' },
    });
  });

  test('on time after others that were missed runs for its own time', () => {
    expect(hourly('2026-05-01T10:00:00Z', '2026-05-01T12:00:05Z', 'skip')).toEqual({
      ...{ run: ['2026-05-01T12:00'], skipped: 2, next: '2026-05-01T13:00' },
    });
  });

  test('and was missed for years is made up for within bounds, and quickly', () => {
    const [due, now] = [at('2020-01-01T00:00:00Z'), at('2026-05-01T12:30:30Z')];
    const begun = process.cpuUsage().user;
    const { run, skipped, next } = ticksOf('* * * * *', BERLIN, due, now, 'run_all');
    expect((process.cpuUsage().user - begun) / 1e6).toBeLessThan(5);
    expect(run).toHaveLength(24);
    expect(shown([run[0]!, run.at(-1)!, next])).toEqual(['2026-05-01T12:07', '2026-05-01T12:30', '2026-05-01T12:31']);
    expect(skipped).toBeGreaterThan(900);
  });

  test('is not due twice for the same time', () => {
    const { next } = ticksOf('0 * * * *', 'UTC', at('2026-05-01T10:00:00Z'), at('2026-05-01T10:00:00Z'), 'run_all');
    expect(shown([next])).toEqual(['2026-05-01T11:00']);
  });
});
