import { firstWords } from './words';

test.each([
  [{ quality: 'draft', panels: ['a hill at dawn', 'a lake'] }, 'a hill at dawn'],
  [{ prompt: 'a fox in the snow' }, 'a fox in the snow'],
  [{ quality: 'draft', count: 3, images: [{ digest: 'a b' }] }, undefined],
  [{}, undefined],
])('%j is about %s', (inputs, words) => expect(firstWords(inputs)).toBe(words));
