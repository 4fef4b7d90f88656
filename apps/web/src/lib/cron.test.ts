import { cronOf, cronWords, planOf } from './cron';

test.each([
  ['0 * * * *', 'Every hour'],
  ['15 * * * *', 'Every hour, 15 min past'],
  ['30 7 * * *', 'Every day at 07:30'],
  ['@daily', 'Every day at 00:00'],
  ['30 7 * * MON-FRI', 'Every weekday at 07:30'],
  ['30 7 * * 1,3', 'Every Monday and Wednesday at 07:30'],
  ['0 9 * * sat,7', 'Every weekend day at 09:00'],
  ['0 9 * * FRI-MON', 'Every Sunday, Monday, Friday and Saturday at 09:00'],
  ['0 9 1 * *', 'On day 1 of every month at 09:00'],
  ['*/10 * * * *', 'Every 10 min'],
  ['0 9 1 1 *', '0 9 1 1 *'],
  ['0 9 1 * MON', '0 9 1 * MON'],
  ['0 9,12 * * *', '0 9,12 * * *'],
  ['nonsense', 'nonsense'],
  ['', ''],
])('"%s" is %s', (cron, words) => expect(cronWords(cron)).toBe(words));

test.each(['15 * * * *', '30 7 * * *', '30 7 * * MON-FRI', '0 9 * * SUN,SAT', '0 9 31 * *', '0 0 1 1 *'])(
  '%s is the same after a form has shown it',
  (cron) => expect(cronOf(planOf(cron))).toBe(cron),
);

test('no day is every day, while one is being chosen', () =>
  expect(cronOf({ kind: 'weekly', days: [], hour: 9, minute: 0 })).toBe('0 9 * * *'));
