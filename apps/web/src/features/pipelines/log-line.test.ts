import { lineOf } from './log-line';

test.each([
  ['choice', { step_id: 'a', provider: 'fal', model: 'kling', why: 'cheapest' }, 'a: fal kling (cheapest)'],
  ['task_status', { task_id: 'a[1]', status: 'done', how: 'cache', ms: 12 }, 'a[1] done (cache) in 12 ms'],
  ['error', { task_id: 'a', error_code: 'timeout', error_message: 'Too slow.' }, 'a timeout Too slow.'],
  ['gate', { task_id: 'a', waited: 3 }, 'gate task_id a waited 3'],
])('%s reads as a line', (event, data, line) => expect(lineOf({ event, data })).toBe(line));
