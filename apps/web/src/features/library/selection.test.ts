import { NONE, choose, extend, toggle, without } from './selection';

const order = ['a', 'b', 'c', 'd', 'e'];
const chosen = ({ chosen: set }: { chosen: ReadonlySet<string> }) => [...set].sort();

test('one by one, and from one to another', () => {
  const two = toggle(toggle(NONE, 'a'), 'c');
  expect(chosen(two)).toEqual(['a', 'c']);
  expect(chosen(toggle(two, 'a'))).toEqual(['c']);
  expect(chosen(extend(two, order, 'e'))).toEqual(['a', 'c', 'd', 'e']);
  expect(chosen(extend(extend(two, order, 'e'), order, 'b'))).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(chosen(extend(NONE, order, 'b'))).toEqual(['b']);
});

test('a range from what is no longer shown is that one alone', () => {
  expect(chosen(extend(toggle(NONE, 'z'), order, 'b'))).toEqual(['b', 'z']);
});

test('all, and less what is gone', () => {
  expect(chosen(without(choose(order), new Set(['b', 'x'])))).toEqual(['a', 'c', 'd', 'e']);
});
