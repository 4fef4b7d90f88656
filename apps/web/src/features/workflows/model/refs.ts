import type { Definition, Step } from './types';

const PATH = /^\s*\{\{\s*([A-Za-z_][\w-]*(?:\.[\w-]+|\[\d+\])*)\s*\}\}\s*$/;
const BRACES = /\{\{(.*?)\}\}/gs;
/** Names in an expression, and text in quotes so that nothing in it is taken for a name. */
const NAMES = /'[^']*'|"[^"]*"|(?<![\w.-])(steps|inputs|item)(?:\.([\w-]+))?(?:\.([\w-]+))?/g;

/** What an expression reads: `steps.<first>.<second>`, `inputs.<first>`, `item.<first>`. */
export interface Ref {
  root: 'steps' | 'inputs' | 'item';
  first?: string;
  second?: string;
}

/** The path of a value that is one expression and nothing else. */
export function pathOf(value: unknown): string[] | undefined {
  const path = typeof value === 'string' ? PATH.exec(value)?.[1] : undefined;
  return path?.split(/[.[\]]+/).filter(Boolean);
}

export const hasExpression = (value: unknown): boolean => typeof value === 'string' && /\{\{.*?\}\}/s.test(value);

/** Everything that expressions in a value read, however deep. */
export function refsIn(value: unknown): Ref[] {
  if (typeof value === 'string') return [...value.matchAll(BRACES)].flatMap(([, inner = '']) => namesIn(inner));
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(refsIn);
}

function namesIn(expression: string): Ref[] {
  return [...expression.matchAll(NAMES)].flatMap(([, root, first, second]) =>
    root === undefined
      ? []
      : [{ root: root as Ref['root'], ...(first !== undefined && { first }), ...(second !== undefined && { second }) }],
  );
}

/** What decides how often a step runs, and with what. */
const readable = ({ map, zip, cross, combine, count, config }: Step) => [map, zip, cross, combine, count, config];

const dependencies = new WeakMap<Step, ReadonlySet<string>>();

/** The steps that one waits for. */
export function dependenciesOf(step: Step): ReadonlySet<string> {
  const known = dependencies.get(step);
  if (known) return known;
  const read = readable(step).flatMap(refsIn);
  const named = read.flatMap(({ root, first }) => (root === 'steps' && first !== undefined ? [first] : []));
  const found = new Set([...(step.dependsOn ?? []), ...named]);
  dependencies.set(step, found);
  return found;
}

const indexes = new WeakMap<Definition, ReadonlyMap<string, Step>>();

/** A step by its id; nothing is searched for in a large graph. */
export function stepOf(definition: Definition, id: string): Step | undefined {
  const known = indexes.get(definition) ?? new Map(definition.steps.map((step) => [step.id, step]));
  indexes.set(definition, known);
  return known.get(id);
}

const followers = new WeakMap<Definition, Map<string, ReadonlySet<string>>>();

/** A step and all that need it, by however many steps between. */
function followersOf(definition: Definition, id: string): ReadonlySet<string> {
  const all = followers.get(definition) ?? new Map<string, ReadonlySet<string>>();
  followers.set(definition, all);
  const known = all.get(id);
  if (known) return known;
  const next = new Map<string, string[]>();
  for (const step of definition.steps)
    for (const before of dependenciesOf(step)) next.set(before, [...(next.get(before) ?? []), step.id]);
  const found = new Set<string>([id]);
  for (const one of found) for (const follower of next.get(one) ?? []) found.add(follower);
  all.set(id, found);
  return found;
}

/** Whether `id` needs `other`, by however many steps between, or is it. */
export const reaches = (definition: Definition, id: string, other: string): boolean =>
  followersOf(definition, other).has(id);

/** A value with the names in its expressions changed; text outside of them and in quotes stays. */
export function rewritten<Value>(value: Value, change: (ref: Ref) => Ref): Value {
  if (typeof value === 'string') {
    const text = value.replace(BRACES, (_all, inner: string) => `{{${renamed(inner, change)}}}`);
    return (text === value ? value : text) as Value;
  }
  if (Array.isArray(value)) return mapped(value, change);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => [name, rewritten(one as unknown, change)] as const);
  const same = entries.every(([name, one]) => one === (value as Record<string, unknown>)[name]);
  return same ? value : (Object.fromEntries(entries) as Value);
}

function mapped<Value>(value: Value & unknown[], change: (ref: Ref) => Ref): Value {
  const after = value.map((one) => rewritten(one, change));
  return after.every((one, at) => one === value[at]) ? value : (after as Value & unknown[]);
}

const renamed = (expression: string, change: (ref: Ref) => Ref): string =>
  expression.replace(NAMES, (all, root?: Ref['root'], first?: string, second?: string) => {
    if (root === undefined) return all;
    const after = change({ root, ...(first !== undefined && { first }), ...(second !== undefined && { second }) });
    return [after.root, after.first, after.second].filter((name) => name !== undefined).join('.');
  });

/** A step with the names in its expressions changed. */
export function rewrittenStep(step: Step, change: (ref: Ref) => Ref): Step {
  const after: Step = { ...step };
  for (const name of ['map', 'zip', 'cross', 'combine', 'count', 'config'] as const)
    if (step[name] !== undefined) Object.assign(after, { [name]: rewritten(step[name] as unknown, change) });
  return after;
}
