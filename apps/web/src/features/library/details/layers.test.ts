import { layersOf } from './layers';

const edge = (from: string, to: string) => ({ from, to, port: 'image' });
const rows = (focus: string, edges: ReturnType<typeof edge>[]) =>
  layersOf(focus, edges).map(({ depth, digests, more }) => [depth, digests.join(''), more]);

test('before it is above it, after it below, as far as the longest way', () => {
  const edges = [edge('a', 'b'), edge('b', 'c'), edge('a', 'c'), edge('c', 'd'), edge('c', 'e')];
  expect(rows('c', edges)).toEqual([
    [-2, 'a', 0],
    [-1, 'b', 0],
    [0, 'c', 0],
    [1, 'de', 0],
  ]);
  expect(rows('x', [])).toEqual([[0, 'x', 0]]);
});

test('a wide row says how many more there are', () => {
  expect(
    rows(
      'a',
      [...'bcdefg'].map((to) => edge('a', to)),
    ),
  ).toEqual([
    [0, 'a', 0],
    [1, 'bcde', 2],
  ]);
});

test('a circle ends', () => {
  expect(rows('a', [edge('a', 'b'), edge('b', 'a')]).length).toBeLessThan(4);
});
