import { NOTHING, chosen, kept } from './selection';

const order = ['a', 'b', 'c', 'd', 'e'];

test('one by one, and a range with shift, in either direction', () => {
  const two = chosen(NOTHING, 'b', order, false);
  expect(kept(chosen(two, 'd', order, true), order)).toEqual(['b', 'c', 'd']);
  expect(kept(chosen(two, 'a', order, true), order)).toEqual(['a', 'b']);
  expect(kept(chosen(two, 'b', order, false), order)).toEqual([]);
  expect(kept(chosen(NOTHING, 'c', order, true), order)).toEqual(['c']);
});

test('what is not there any more is not chosen', () => {
  const all = chosen(chosen(NOTHING, 'a', order, false), 'e', order, true);
  expect(kept(all, ['b', 'd'])).toEqual(['b', 'd']);
});
