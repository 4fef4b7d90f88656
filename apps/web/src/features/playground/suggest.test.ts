import { suggestionsFor } from './suggest';

const at = (words: string, earlier: string[] = []) => suggestionsFor(words, words.length, earlier);
const texts = (words: string, earlier: string[] = []) => at(words, earlier).map(({ text }) => text);

test('style words are offered for what is behind the last comma, and put there', () => {
  const [first] = at('a fox, gold');
  expect(first).toMatchObject({ text: 'golden hour', result: 'a fox, golden hour', cursor: 18, kind: 'style' });
  expect(at('a fox,gold')[0]!.result).toBe('a fox, golden hour');
  expect(texts('gold')).toEqual([]);
});

test('a comma alone brings a few to think of, none that is there already', () => {
  const offered = texts('a fox, macro, ');
  expect(offered.length).toBeGreaterThan(0);
  expect(offered).not.toContain('macro');
});

test('an earlier prompt is offered whole, for the prompt at the cursor', () => {
  const earlier = ['a harbour at dawn', 'a harbour at dawn', 'a forest'];
  expect(texts('a har', earlier)).toEqual(['a harbour at dawn']);
  expect(at('a fox\n---\na har', earlier)[0]!.result).toBe('a fox\n---\na harbour at dawn');
  expect(texts('a harbour at dawn', earlier)).toEqual([]);
});

test('nothing is offered in the middle of a text, in dashes, or for nothing', () => {
  expect(suggestionsFor('a fox, gold in the snow', 11, [])).toEqual([]);
  expect(texts('a fox\n--', ['---- no'])).toEqual([]);
  expect(texts('')).toEqual([]);
});
