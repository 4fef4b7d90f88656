import { MOST, WHOLE, moved, zoomed } from './zoom';

test('what is under the pointer stays there', () => {
  const once = zoomed(WHOLE, 2, { x: 100, y: -50 });
  expect(once).toEqual({ scale: 2, x: -100, y: 50 });
  // The point 100 right of the middle was 100 from it, and is still there: -100 + 2 × 100.
  expect(once.x + 2 * 100).toBe(100);
  expect(zoomed(once, 1.5, { x: 100, y: -50 })).toEqual({ scale: 3, x: -200, y: 100 });
});

test('it is never smaller than whole, and never larger than is of use', () => {
  expect(zoomed({ scale: 2, x: 40, y: 0 }, 0.1, { x: 0, y: 0 })).toEqual(WHOLE);
  expect(zoomed(WHOLE, 100, { x: 0, y: 0 }).scale).toBe(MOST);
});

test('it cannot be moved out of sight', () => {
  const size = { width: 400, height: 200 };
  expect(moved({ scale: 2, x: 0, y: 0 }, { x: 900, y: -30 }, size)).toEqual({ scale: 2, x: 200, y: -30 });
  expect(moved(WHOLE, { x: 50, y: 50 }, size)).toEqual(WHOLE);
});
