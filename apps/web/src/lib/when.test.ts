import { distance, when } from './when';

const now = new Date(2026, 10, 21, 12, 0);
const at = (day: number, hour: number, minute = 0, year = 2026) => new Date(year, 10, day, hour, minute).toISOString();

test.each([
  [at(21, 14, 30), 'today 14:30'],
  [at(22, 7), 'tomorrow 07:00'],
  [at(20, 23, 59), 'yesterday 23:59'],
  [at(24, 7, 30), 'Tue 24 Nov 07:30'],
  [at(24, 7, 30, 2027), 'Wed 24 Nov 2027 07:30'],
])('%s is %s', (iso, words) => expect(when(iso, now, 'en-GB').replaceAll(',', '')).toBe(words));

test.each([
  [30, 'in less than a minute'],
  [360, 'in 6 min'],
  [7_200, 'in 2 h'],
  [-3 * 86_400, '3 days ago'],
])('%i s from now is %s', (seconds, words) =>
  expect(distance(new Date(now.getTime() + seconds * 1000).toISOString(), now.getTime())).toBe(words),
);
