import { itemsOf, nextOpen } from './items';
import type { Task } from './items';

const task = (id: string, type = 'image') => ({ id, outputs: [{ type, digest: id }] }) as unknown as Task;
const steps = [
  { id: 'picture', step_type: 't2i' },
  { id: 'pick', step_type: 'select' },
] as Parameters<typeof itemsOf>[0]['steps'];

test('what waits is ordered by step and place, and knows the takes beside it', () => {
  const tasks = [task('pick[0]'), task('picture[10,0]'), task('picture[2,1]', 'text'), task('picture[2,0]')];
  const items = itemsOf({ steps }, tasks, new Map());
  expect(items.map(({ id }) => id)).toEqual(['picture[2,0]', 'picture[2,1]', 'picture[10,0]', 'pick[0]']);
  expect(items[1]).toMatchObject({ title: 'Picture 3.2', kind: 'text', takes: { at: 1, of: 2 }, choice: false });
  expect(items[3]).toMatchObject({ title: 'Pick 1', choice: true });
});

test('what is made anew keeps its place', () => {
  const items = itemsOf(
    { steps },
    [task('picture[0]'), task('picture[2]')],
    new Map([['picture[1]', task('picture[1]')]]),
  );
  expect(items.map(({ redoing }) => redoing)).toEqual([false, true, false]);
  expect(nextOpen(items, 'picture[0]', (item) => !item.redoing)).toBe('picture[2]');
  expect(nextOpen(items, 'picture[2]', () => false)).toBeUndefined();
});
