import { marked, patched } from './cache';
import type { Found, Item } from './cache';

const item = (digest: string): Item => ({
  ...{ digest, kind: 'image', mime: 'image/png', name: digest, bytes: 1, source: 'output', created_at: '' },
  ...{ pipeline_ids: [], tags: ['old'], favourite: false, pinned: false, url: '' },
});
const found: Found = {
  pages: [
    { items: [item('a'), item('b')], total: 3, next: 'x' },
    { items: [item('c')], total: 3 },
  ],
  pageParams: ['', 'x'],
};

test('some items change wherever they are, and the others are the same', () => {
  const after = patched(found, new Set(['b', 'c']), (one) => marked(one, { favourite: true, add_tags: ['hero'] }));
  expect(after.pages[1]!.items[0]).toMatchObject({ favourite: true, pinned: false, tags: ['hero', 'old'] });
  expect(after.pages[0]!.items[0]).toBe(found.pages[0]!.items[0]);
  expect(after.pages[0]!.total).toBe(3);
});

test('what goes is counted off on every page', () => {
  const after = patched(found, new Set(['a', 'nobody']), () => undefined);
  expect(after.pages.map(({ items, total }) => [items.length, total])).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

test('marks are put on and taken off', () => {
  const one = marked(marked(item('a'), { pinned: true, add_tags: ['b'] }), { remove_tags: ['old'] });
  expect(one).toMatchObject({ pinned: true, tags: ['b'] });
});
