import fc from 'fast-check';
import { parseList } from './lists.js';

const prompts = (text: string, ...rest: [] | ['lines' | 'dashes' | 'jsonl' | 'whole']) =>
  parseList(text, ...rest).prompts;

describe('a list of prompts', () => {
  it.each<[what: string, text: string, expected: string[]]>([
    ['a line each', 'a castle\na storm\n', ['a castle', 'a storm']],
    ['line ends of Windows and of old Macs', 'a\r\nb\rc', ['a', 'b', 'c']],
    ['a byte order mark, blank lines and spaces', '\ufeff\n  a castle \n\n\t\na storm', ['a castle', 'a storm']],
    [
      'parted by dashes, over several lines',
      'a castle\nin the rain\n---\na storm\n',
      ['a castle\nin the rain', 'a storm'],
    ],
    ['dashes with spaces, at the ends, and twice', '---\r\na\r\n ----- \r\n\r\n---\r\nb\r\n---\r\n', ['a', 'b']],
    ['dashes within a line', 'a --- b\nc', ['a --- b', 'c']],
    ['a list in JSON', '["a", {"prompt": "b"}]', ['a', 'b']],
    ['rows in JSON', '{"prompt": "a", "seed": 1}\n\n"b"\n', ['a', 'b']],
    ['something in brackets', '[close-up] a castle\n[wide] a storm', ['[close-up] a castle', '[wide] a storm']],
    ['what is not to be seen', 'a\u0000 cas\u0007tle', ['a castle']],
    ['nothing', ' \n\n ', []],
    ['only dashes', '---\n---', []],
  ])('%s', (_what, text, expected) => expect(prompts(text)).toEqual(expected));

  it('is read as it is told', () => {
    expect(prompts('a\n---\nb', 'lines')).toEqual(['a', '---', 'b']);
    expect(prompts('a\nb', 'dashes')).toEqual(['a\nb']);
    expect(prompts('a\n---\nb', 'whole')).toEqual(['a\n---\nb']);
    expect(prompts('["a", "b"]', 'lines')).toEqual(['["a", "b"]']);
  });

  it('gives rows with all their values', () => {
    const { rows, format } = parseList('{"prompt": "a", "seed": 1}\n{"line": "b"}');
    expect(rows).toEqual([{ prompt: 'a', seed: 1 }, { line: 'b' }]);
    expect(format).toBe('jsonl');
  });

  it('tells bad lines by their number, and takes the others', () => {
    const list = parseList('{"prompt": "a"}\n\n{"prompt": \n7\n{"prompt": "b"}');
    expect(list.prompts).toEqual(['a', 'b']);
    expect(list.problems).toMatchObject([
      { code: 'bad_json', line: 3 },
      { code: 'bad_row', line: 4 },
    ]);
  });

  it('is no more than allowed', () => {
    const limits = { maxItems: 2, maxChars: 5 };
    expect(parseList('a\nb\nc\nd', 'auto', limits)).toMatchObject({
      prompts: ['a', 'b'],
      problems: [{ code: 'too_many', line: 3 }],
    });
    expect(parseList('a\nlonger', 'auto', limits)).toMatchObject({
      prompts: ['a'],
      problems: [{ code: 'too_long', line: 2 }],
    });
    const bad = parseList('{'.concat('\n{'.repeat(5_000)));
    expect(bad.problems).toHaveLength(100);
    expect(prompts('x'.repeat(19_999))).toHaveLength(1);
    expect(parseList('x'.repeat(10_000_000)).problems).toMatchObject([{ code: 'too_long', line: 1 }]);
  });

  const word = fc.stringMatching(/^[a-z{][a-z ,.]{0,30}[a-z.]$/).filter((text) => !text.startsWith('{'));
  const breaks = fc.constantFrom('\n', '\r\n', '\r');

  it('comes back from whatever way it is written in', () =>
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), breaks, (words, end) => {
        expect(prompts(words.join(end))).toEqual(words);
        expect(prompts(words.join(`${end}---${end}`), 'dashes')).toEqual(words);
        expect(prompts(words.map((prompt) => JSON.stringify({ prompt })).join(end))).toEqual(words);
        expect(prompts(JSON.stringify(words))).toEqual(words);
      }),
    ));

  it('never throws, and never gives a prompt that is empty or has space around it', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom('auto', 'lines', 'dashes', 'jsonl', 'whole'),
        (text, format) => {
          const list = parseList(text, format);
          for (const prompt of list.prompts) expect(prompt).toBe(prompt.trim() || 'not empty');
        },
      ),
    ));
});
