import { has, lineOf, queryOf, replaced, toggled, tokensOf, widened } from './search';
import type { Facets } from './search';
import { completed, suggestions } from './suggest';

test.each([
  ['', {}],
  ['red  harbour', { q: 'red harbour' }],
  [
    'type:video model:wan tag:hero tag:final sea',
    { q: 'sea', kind: ['video'], model: ['wan'], tag: ['hero', 'final'] },
  ],
  ['is:favourite from:upload', { favourite: true, source: ['upload'] }],
  ['is:pinned is:fav step:i2v', { favourite: true, pinned: true, step_type: ['i2v'] }],
  ['model:"Wan 2.2" "red fox"', { q: 'red fox', model: ['Wan 2.2'] }],
  ['tag:hero tag:hero', { tag: ['hero'] }],
  ['after:2026-01-31 before:2026-02-01', { from: '2026-01-31', to: '2026-02-01' }],
  ['type:hologram https://a.example', { q: 'hologram https://a.example' }],
  ['after:soon model:', { q: 'soon' }],
  ['model:"unfinished li', { model: ['unfinished li'] }],
])('"%s" is understood', (line, query) => expect(queryOf(line)).toEqual(query));

test('a query is the line that means it', () => {
  const line = 'sea type:video model:"Wan 2.2" tag:hero is:favourite after:2026-01-31';
  expect(lineOf(queryOf(line))).toBe(line);
  expect(lineOf({ from: '2026-01-31T00:00:00.000Z' })).toBe('after:2026-01-31');
  expect(lineOf({})).toBe('');
});

test('words are put in and taken out, and the others stay', () => {
  expect(toggled('red fox', 'type', 'video')).toBe('red fox type:video');
  expect(toggled('red kind:video fox', 'type', 'video')).toBe('red fox');
  expect(toggled('', 'model', 'Wan 2.2')).toBe('model:"Wan 2.2"');
  expect(replaced('fox after:2026-01-01 sea', 'after', '2026-02-01')).toBe('fox sea after:2026-02-01');
  expect(replaced('fox after:2026-01-01', 'after')).toBe('fox');
  expect([has('tag:hero', 'tag', 'hero'), has('tag:heroes', 'tag', 'hero')]).toEqual([true, false]);
});

const known: Facets = {
  ...{ kind: { image: 9, video: 2 }, source: { output: 11 }, provider: { fal: 4 }, tag: { hero: 3, 'old one': 1 } },
  ...{ model: { 'wan-2.2-i2v': 2, 'Wan 2.1': 1, sketch: 8 }, step_type: { t2i: 9, i2v: 2 } },
};

test('a part of a name means all that have it', () => {
  expect(widened({ model: ['wan'] }, known).model).toEqual(['wan-2.2-i2v', 'Wan 2.1']);
  expect(widened({ model: ['sketch', 'gone'] }, known).model).toEqual(['sketch', 'gone']);
  expect(widened({ tag: ['her'] }, known)).toEqual({ tag: ['her'] });
  expect(widened({ model: ['wan'] }, undefined)).toEqual({ model: ['wan'] });
});

const texts = (line: string) => suggestions(line, known).map(({ text }) => text);
test('what could be meant is offered', () => {
  expect(texts('')[0]).toBe('type:');
  expect(texts('fox mo')).toEqual(['model:']);
  expect(texts('fox model:wa')).toEqual(['model:wan-2.2-i2v', 'model:"Wan 2.1"']);
  expect(texts('her')).toEqual(['tag:hero']);
  expect(texts('type:')).toEqual(['type:image', 'type:video', 'type:audio', 'type:text', 'type:json']);
  expect(texts('tag:hero')).toEqual([]);
  expect(texts('pipeline:')).toEqual([]);
  expect(suggestions('type:im', known)).toEqual([{ text: 'type:image', count: 9 }]);
  expect(completed('fox model:wa', { text: 'model:sketch' })).toBe('fox model:sketch ');
  expect(completed('fox mo', { text: 'model:' })).toBe('fox model:');
  expect(completed('fox ', { text: 'tag:hero' })).toBe('fox tag:hero ');
});

test('words know where they stand', () => {
  expect(tokensOf('fox  tag:hero').map(({ at, text }) => [at, text])).toEqual([
    [0, 'fox'],
    [5, 'tag:hero'],
  ]);
});
