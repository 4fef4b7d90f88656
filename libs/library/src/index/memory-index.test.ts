import fc from 'fast-check';
import type { Item } from '../item.js';
import { shortId } from '../item.js';
import { MemoryIndex } from './memory-index.js';
import type { LibraryOrder, LibraryQuery, Position } from './query.js';
import { wordsOf } from './words.js';

const digest = (number: number) => number.toString(16).padStart(24, '0').padEnd(64, 'f');
const item = (number: number, more: Partial<Item> = {}): Item => ({
  digest: digest(number),
  kind: 'image',
  mime: 'image/png',
  name: `picture ${number}.png`,
  bytes: 100,
  source: 'output',
  createdAt: number,
  favourite: false,
  pinned: false,
  tags: [],
  pipelines: ['p1'],
  ...more,
});
const newest: LibraryOrder = { sort: 'created', descending: true };
const numbers = (ids: string[]) => ids.map((id) => parseInt(id, 16));

function filled(...items: Item[]): MemoryIndex {
  const index = new MemoryIndex();
  for (const each of items) index.set(each);
  return index;
}

test('words are compared without case and accents, and characters of unspaced scripts one by one', () => {
  expect(wordsOf('A Café, déjà-vu! x2')).toEqual(['a', 'cafe', 'deja', 'vu', 'x2']);
  expect(wordsOf('夜の街 neon街')).toEqual(['夜', 'の', '街', 'neon']);
  expect(wordsOf('a b c d', 2)).toEqual(['a', 'b']);
});

test('each word of a search has to begin a word of prompt, name or tags', () => {
  const index = filled(
    item(1, { prompt: 'A red fox at dawn' }),
    item(2, { prompt: 'a red house', tags: ['foxhole'] }),
    item(3, { prompt: 'redness', name: 'Füchse.png' }),
  );
  const found = (text: string) => numbers(index.find({ text }, newest, 10).ids);
  expect(found('red')).toEqual([3, 2, 1]);
  expect(found('RED fox')).toEqual([2, 1]);
  expect(found('fuch')).toEqual([3]);
  expect(found('ed')).toEqual([]);
  expect(found('red blue')).toEqual([]);
});

test('what changes is found as it is now, what goes is not found', () => {
  const index = filled(item(1, { prompt: 'old' }), item(2, { prompt: 'old' }));
  index.set(item(1, { prompt: 'new', favourite: true }));
  index.delete(shortId(digest(2)));
  expect(index.find({ text: 'old' }, newest, 10).total).toBe(0);
  expect(numbers(index.find({ text: 'new', favourite: true }, newest, 10).ids)).toEqual([1]);
  expect(index.size).toBe(1);
});

test('the trash is apart', () => {
  const index = filled(item(1), item(2, { trashedAt: 5 }));
  expect(numbers(index.find({}, newest, 10).ids)).toEqual([1]);
  expect(numbers(index.find({ trashed: true }, newest, 10).ids)).toEqual([2]);
});

test('how many have each value is counted among the matches', () => {
  const index = filled(
    item(1, { kind: 'video', model: 'wan', tags: ['a', 'b'] }),
    item(2, { model: 'flux', tags: ['a'] }),
    item(3, { model: 'flux', trashedAt: 1 }),
  );
  expect(index.count({})).toMatchObject({
    kind: { video: 1, image: 1 },
    model: { wan: 1, flux: 1 },
    tag: { a: 2, b: 1 },
  });
  expect(index.count({ tag: ['b'] })).toMatchObject({ kind: { video: 1 }, model: { wan: 1 } });
});

test('what was made from something is found', () => {
  const index = filled(item(1), item(2, { inputs: [shortId(digest(1))] }), item(3, { inputs: [shortId(digest(1))] }));
  expect(numbers(index.madeFrom(shortId(digest(1)), 10))).toEqual([3, 2]);
  index.delete(shortId(digest(3)));
  expect(numbers(index.madeFrom(shortId(digest(1)), 10))).toEqual([2]);
});

const WORDS = ['red', 'redder', 'fox', 'house', 'dawn', 'night'];
const someItem = fc.record({
  number: fc.integer({ min: 0, max: 40 }),
  createdAt: fc.integer({ min: 0, max: 10 }),
  bytes: fc.integer({ min: 1, max: 5 }),
  kind: fc.constantFrom('image', 'video', 'audio'),
  model: fc.constantFrom('wan', 'flux', undefined),
  prompt: fc.subarray(WORDS).map((words) => words.join(' ')),
  tags: fc.subarray(['a', 'b']),
  favourite: fc.boolean(),
  gone: fc.boolean(),
});
const someQuery = fc.record(
  {
    text: fc.constantFrom('red', 're fox', 'night', 'h'),
    kind: fc.subarray(['image', 'video'] as const, { minLength: 1 }),
    model: fc.constantFrom(['wan'], ['wan', 'flux']),
    tag: fc.subarray(['a', 'b']),
    favourite: fc.boolean(),
    from: fc.integer({ min: 0, max: 5 }),
    to: fc.integer({ min: 3, max: 10 }),
  },
  { requiredKeys: [] },
);

/** The same by looking at each item. */
function plainly(items: Item[], query: LibraryQuery, { sort, descending }: LibraryOrder): string[] {
  const fits = (each: Item) =>
    (query.text ?? '').split(' ').every((word) => ` ${each.name} ${each.prompt}`.includes(` ${word}`)) &&
    (!query.kind || query.kind.includes(each.kind)) &&
    (!query.model || query.model.includes(each.model ?? '')) &&
    (query.tag ?? []).every((tag) => each.tags.includes(tag)) &&
    (query.favourite === undefined || each.favourite === query.favourite) &&
    each.createdAt >= (query.from ?? 0) &&
    each.createdAt <= (query.to ?? 99);
  const value = (each: Item) => (sort === 'bytes' ? each.bytes : each.createdAt) * (descending ? -1 : 1);
  const ordered = items.filter(fits).sort((a, b) => {
    if (value(a) !== value(b)) return value(a) - value(b);
    return a.digest < b.digest ? -1 : 1;
  });
  return ordered.map((each) => shortId(each.digest));
}

test('whatever is asked, page by page, is what looking at each item finds', () => {
  fc.assert(
    fc.property(
      fc.array(someItem, { maxLength: 60 }),
      someQuery,
      fc.constantFrom('created' as const, 'bytes' as const),
      fc.boolean(),
      fc.integer({ min: 1, max: 7 }),
      (changes, query, sort, descending, limit) => {
        const index = new MemoryIndex();
        const truth = new Map<number, Item>();
        for (const { number, gone, model, ...rest } of changes) {
          const each = item(number, { ...rest, ...(model && { model }) });
          if (gone) {
            index.delete(shortId(each.digest));
            truth.delete(number);
          } else {
            index.set(each);
            truth.set(number, each);
          }
        }
        const expected = plainly([...truth.values()], query, { sort, descending });
        const found: string[] = [];
        for (let after: Position | undefined, first = true; first || after; first = false) {
          const page = index.find(query, { sort, descending }, limit, after);
          expect(page.total).toBe(expected.length);
          found.push(...page.ids);
          after = page.next;
        }
        expect(found).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});
