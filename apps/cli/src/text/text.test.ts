import { formatBytes, formatDuration, formatFacts, formatMoney, formatPercent, slug } from './format.js';
import { table } from './table.js';
import { displayWidth, fit, oneLine, truncate } from './width.js';

describe('width', () => {
  test('counts columns', () => {
    expect(['abc', '灯台', 'é', 'e\u0301', '👩‍👩‍👧', '…', ''].map(displayWidth)).toEqual([3, 4, 1, 1, 2, 1, 0]);
  });

  test('truncates between letters and keeps to the width', () => {
    expect(truncate('lighthouse', 5)).toBe('ligh…');
    expect(truncate('灯台守り', 4)).toBe('灯…');
    expect(truncate('short', 5)).toBe('short');
    expect(displayWidth(fit('灯台守り', 4))).toBe(4);
  });

  test('takes control characters out', () => {
    expect(oneLine('a\n\u001b[31mb\tc')).toBe('a [31mb c');
  });
});

describe('format', () => {
  test('durations', () => {
    expect([0, 849, 9_949, 9_950, 59_400, 59_600, 65_000, 3_600_000].map(formatDuration)).toEqual([
      '0.0 s',
      '0.8 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min 00 s',
      '1 min 05 s',
      '1 h 00 min',
    ]);
  });

  test('sizes, shares and money', () => {
    expect([0, 999, 1_000, 123_456, 999_999, 1_234_567].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '123 kB',
      '1.0 MB',
      '1.2 MB',
    ]);
    expect([0, 0.5, 0.999, 1].map(formatPercent)).toEqual(['0 %', '50 %', '99 %', '100 %']);
    expect([0, 1_500, 1_250_000].map(formatMoney)).toEqual(['$0.00', '$0.0015', '$1.25']);
    expect(formatFacts({ width: 640, height: 360, durationSec: 5, fps: 23.976 })).toBe('640×360 · 5.0 s · 23.98 fps');
  });

  test.each([
    ['a lighthouse in a storm, synthwave', 'a-lighthouse-in-a-storm-synthwave'],
    ['Create a video of a majestic eagle soaring through clouds', 'a-majestic-eagle-soaring-through-clouds'],
    ["the keeper's dog / ../etc", 'the-keepers-dog-etc'],
    ['嵐の中の灯台', '嵐の中の灯台'],
    ['!!!', 'film'],
    ['word '.repeat(40), 'word-word-word-word-word-word-word-word-word-word-word-word'],
  ])('%s is named %s', (words, name) => expect(slug(words)).toBe(name));
});

test('a table aligns by columns and ends where the terminal does', () => {
  expect(
    table(
      [
        ['a', 'bcd', 'e'],
        ['灯台', 'b', 'long text'],
      ],
      13,
    ),
  ).toEqual(['a     bcd  e', '灯台  b    l…']);
});
