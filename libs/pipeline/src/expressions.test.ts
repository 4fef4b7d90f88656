import { ExpressionError, evaluate, fillValue, parseExpression, parseTemplate, referencesIn } from './expressions.js';

const values: Record<string, unknown> = { 'inputs.a': 3, 'inputs.b': 'text', 'inputs.empty': '', 'item.name': 'fox' };
const lookup = (path: string[]) => values[path.join('.')];

describe('an expression', () => {
  it.each([
    ['inputs.a', 3],
    ['inputs.a * 2 + 1', 7],
    ['1 + inputs.a * 2', 7],
    ['(1 + inputs.a) * 2', 8],
    ['inputs.a / 2', 1.5],
    ['inputs.none ?? "other"', 'other'],
    ["inputs.empty || 'filled'", 'filled'],
    ['inputs.empty ?? "kept"', ''],
    ['inputs.a == 3 && !(inputs.b == "no")', true],
    ['inputs.a >= 4', false],
    ['inputs.b + "!"', 'text!'],
    ['"10" < "9"', true],
    ['2 < 10', true],
    ['inputs["a"] + 1', 4],
    ["'it\\'s'", "it's"],
    ['null ?? true', true],
  ])('%s', (source, expected) => {
    expect(evaluate(parseExpression(source), lookup)).toEqual(expected);
  });

  it.each([
    ['', /empty/],
    ['inputs.', /a name is missing/],
    ['1 +', /ends too early/],
    ['(1', /"\)" is missing/],
    ['a b', /unexpected "b"/],
    ['a # b', /unexpected "#"/],
  ])('%s is refused with words', (source, message) => {
    expect(() => parseExpression(source)).toThrow(ExpressionError);
    expect(() => parseExpression(source)).toThrow(message);
  });
});

describe('a template', () => {
  it('keeps the type when it is one expression, and is text otherwise', () => {
    expect(fillValue('{{inputs.a}}', lookup)).toBe(3);
    expect(fillValue('{{inputs.a}} foxes', lookup)).toBe('3 foxes');
    expect(fillValue({ list: ['{{item.name}}', 1], text: 'no braces' }, lookup)).toEqual({
      list: ['fox', 1],
      text: 'no braces',
    });
    expect(fillValue('{{inputs.none}}!', lookup)).toBe('!');
  });

  it('tells what it reads, anywhere inside a value', () => {
    expect(referencesIn({ a: ['{{steps.x.image}}'], b: { c: '{{inputs.a}} and {{item.name ?? inputs.b}}' } })).toEqual([
      ['steps', 'x', 'image'],
      ['inputs', 'a'],
      ['item', 'name'],
      ['inputs', 'b'],
    ]);
  });

  it('is nothing when there are no braces, and wrong when they do not close', () => {
    expect(parseTemplate('plain')).toBeUndefined();
    expect(() => parseTemplate('{{open')).toThrow('"}}" is missing');
  });
});
