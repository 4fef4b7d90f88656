import { compareTasks, groupOf, placeInWords, placeOf } from './tasks';

test('a task id tells its step and its place', () => {
  expect(placeOf('picture[2,0]')).toEqual({ step: 'picture', path: [2, 0] });
  expect(placeOf('story')).toEqual({ step: 'story', path: [] });
  expect([placeInWords('picture[2,0]'), placeInWords('story')]).toEqual(['3.1', '']);
});

test('takes of the same belong together', () => {
  expect(groupOf('picture[2,0]')).toBe(groupOf('picture[2,11]'));
  expect(groupOf('picture[2,0]')).not.toBe(groupOf('picture[1,0]'));
});

test('places are ordered as numbers', () => {
  const tasks = ['p[10,0]', 'p[2,1]', 'p[2,0]', 'p[2]'];
  expect(tasks.sort(compareTasks)).toEqual(['p[2]', 'p[2,0]', 'p[2,1]', 'p[10,0]']);
});
