import { ordinal, clock, dollars, duration, plural, sentence, size } from './format';

test.each([
  [0, '$0.00'],
  [0.0004, '< $0.001'],
  [0.028, '$0.028'],
  [0.05, '$0.05'],
  [10.5, '$10.50'],
])('%f dollars are %s', (amount, text) => expect(dollars(amount)).toBe(text));

test.each([
  [0.4, 'a moment'],
  [9, '9 s'],
  [360, '6 min'],
  [7_200, '2 h'],
])('%f seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));

test('clips, counts and names', () => {
  expect([clock(5), clock(65)]).toEqual(['0:05', '1:05']);
  expect([plural(1, 'image'), plural(30, 'image')]).toEqual(['1 image', '30 images']);
  expect([sentence('story_panels'), sentence('i2v')]).toEqual(['Story panels', 'I2V']);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_400_000, '1.4 MB'],
  [2_000_000_000, '2 GB'],
  [312_000, '312 kB'],
])('%d bytes are %s', (bytes, text) => expect(size(bytes)).toBe(text));

test('places in a queue', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 112].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '112th',
  ]);
});
