/**
 * The small expression language inside `{{ }}`: paths (`inputs.prompt`, `steps.keyframe.image`, `item.name`),
 * literals, `??` (default), `||`, `&&`, `!`, comparisons, `+`, `*`, `/` and parentheses. No calls, no assignment, no loops.
 */
export type Expression =
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'path'; path: string[] }
  | { kind: 'not'; operand: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression };

/** Text with expressions in it; a template that is one expression and nothing else keeps the value's type. */
export type Template = (string | Expression)[];

export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_][\w-]*)|(\?\?|\|\||&&|==|!=|<=|>=|[.<>+*/!()]|\[|\]))/y;
const PRECEDENCE: Record<string, number> = {
  '??': 1,
  '||': 2,
  '&&': 3,
  '==': 4,
  '!=': 4,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '+': 6,
  '*': 7,
  '/': 7,
};
const KEYWORDS: Record<string, boolean | null> = { true: true, false: false, null: null };

type Token = { kind: 'number' | 'string' | 'name' | 'symbol'; text: string };

function tokenise(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    if (source.slice(at).trim() === '') break;
    const match = TOKEN.exec(source);
    if (!match) throw new ExpressionError(`unexpected "${source.slice(at).trim()[0]}" in "${source.trim()}"`);
    const [, number, string, name, symbol] = match;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1).replace(/\\(.)/g, '$1') });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'symbol', text: symbol! });
  }
  return tokens;
}

/** Parses the text between `{{` and `}}`; throws ExpressionError naming what is wrong. */
export function parseExpression(source: string): Expression {
  const tokens = tokenise(source);
  let at = 0;
  const isSymbol = (text: string) => tokens[at]?.kind === 'symbol' && tokens[at]?.text === text;
  const expect = (text: string) => {
    if (!isSymbol(text)) throw new ExpressionError(`"${text}" is missing in "${source.trim()}"`);
    at++;
  };

  function primary(): Expression {
    const token = tokens[at++];
    if (!token)
      throw new ExpressionError(source.trim() ? `"${source.trim()}" ends too early` : 'the expression is empty');
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.kind === 'string') return { kind: 'literal', value: token.text };
    if (token.kind === 'name')
      return token.text in KEYWORDS ? { kind: 'literal', value: KEYWORDS[token.text]! } : path(token.text);
    if (token.text === '!') return { kind: 'not', operand: primary() };
    if (token.text === '(') {
      const inner = binary(0);
      expect(')');
      return inner;
    }
    throw new ExpressionError(`unexpected "${token.text}" in "${source.trim()}"`);
  }

  function path(first: string): Expression {
    const parts = [first];
    while (isSymbol('.') || isSymbol('[')) {
      const bracket = isSymbol('[');
      at++;
      const token = tokens[at++];
      if (!token || token.kind === 'symbol') throw new ExpressionError(`a name is missing in "${source.trim()}"`);
      parts.push(token.text);
      if (bracket) expect(']');
    }
    return { kind: 'path', path: parts };
  }

  function binary(minimum: number): Expression {
    let left = primary();
    for (;;) {
      const operator = tokens[at];
      const precedence = operator?.kind === 'symbol' ? PRECEDENCE[operator.text] : undefined;
      if (!operator || precedence === undefined || precedence <= minimum) return left;
      at++;
      left = { kind: 'binary', operator: operator.text, left, right: binary(precedence) };
    }
  }

  const expression = binary(0);
  if (at < tokens.length) throw new ExpressionError(`unexpected "${tokens[at]!.text}" in "${source.trim()}"`);
  return expression;
}

/** Splits text into plain parts and expressions; undefined when there is no expression in it. */
export function parseTemplate(text: string): Template | undefined {
  if (!text.includes('{{')) return undefined;
  const parts: Template = [];
  let at = 0;
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', at)) {
    const close = text.indexOf('}}', open);
    if (close < 0) throw new ExpressionError('"}}" is missing');
    if (open > at) parts.push(text.slice(at, open));
    parts.push(parseExpression(text.slice(open + 2, close)));
    at = close + 2;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** Every path an expression reads. */
export function referencesOf(expression: Expression): string[][] {
  switch (expression.kind) {
    case 'literal':
      return [];
    case 'path':
      return [expression.path];
    case 'not':
      return referencesOf(expression.operand);
    case 'binary':
      return [...referencesOf(expression.left), ...referencesOf(expression.right)];
  }
}

/** Looks a path up; a missing value is undefined. */
export type Lookup = (path: string[]) => unknown;

export function evaluate(expression: Expression, lookup: Lookup): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'path':
      return lookup(expression.path);
    case 'not':
      return !evaluate(expression.operand, lookup);
    case 'binary':
      return operate(expression.operator, evaluate(expression.left, lookup), () => evaluate(expression.right, lookup));
  }
}

function operate(operator: string, left: unknown, right: () => unknown): unknown {
  switch (operator) {
    case '??':
      return left ?? right();
    case '||':
      return left || right();
    case '&&':
      return left && right();
    case '==':
      return left === right();
    case '!=':
      return left !== right();
    case '+': {
      const [a, b] = [left, right()];
      return typeof a === 'number' && typeof b === 'number' ? a + b : text(a) + text(b);
    }
    case '*':
      return Number(left) * Number(right());
    case '/':
      return Number(left) / Number(right());
    default:
      return compare(operator, left, right());
  }
}

function compare(operator: string, a: unknown, b: unknown): boolean {
  const [x, y] = typeof a === 'number' && typeof b === 'number' ? [a, b] : [text(a), text(b)];
  if (operator === '<') return x < y;
  if (operator === '<=') return x <= y;
  if (operator === '>') return x > y;
  return x >= y;
}

export function fillTemplate(template: Template, lookup: Lookup): unknown {
  if (template.length === 1 && typeof template[0] !== 'string') return evaluate(template[0]!, lookup);
  return template.map((part) => (typeof part === 'string' ? part : text(evaluate(part, lookup)))).join('');
}

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Walks a config value and replaces every template in it. */
export function fillValue(value: unknown, lookup: Lookup): unknown {
  if (typeof value === 'string') {
    const template = parseTemplate(value);
    return template ? fillTemplate(template, lookup) : value;
  }
  if (Array.isArray(value)) return value.map((item) => fillValue(item, lookup));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillValue(item, lookup)]));
  }
  return value;
}

/** Every path read anywhere inside a config value; throws ExpressionError on the first bad template. */
export function referencesIn(value: unknown): string[][] {
  if (typeof value === 'string') {
    return (parseTemplate(value) ?? []).flatMap((part) => (typeof part === 'string' ? [] : referencesOf(part)));
  }
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(referencesIn);
  return [];
}

/** Reads a path of keys inside a value. */
export function dig(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (current, key) =>
      typeof current === 'object' && current !== null && Object.hasOwn(current, key)
        ? (current as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}
