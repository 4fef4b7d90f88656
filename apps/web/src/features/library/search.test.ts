import { queryOf } from './search';

test.each([
  ['', {}],
  ['red  harbour', { q: 'red harbour' }],
  [
    'type:video model:wan tag:hero tag:final sea',
    { q: 'sea', kind: ['video'], model: ['wan'], tag: ['hero', 'final'] },
  ],
  ['is:favourite from:upload', { favourite: true, source: ['upload'] }],
  ['type:hologram https://a.example', { q: 'type:hologram https://a.example' }],
])('"%s" is understood', (line, query) => expect(queryOf(line)).toEqual(query));
