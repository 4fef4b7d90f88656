import type { PipelineStep } from './definition.js';
import { ExpressionError, dig, fillValue, referencesIn } from './expressions.js';
import type { CompileContext } from './context.js';
import type { Axis, AxisSource, ValueSource } from './plan.js';

/** The dimensions a step iterates over because it says so (map, zip, cross, count), and what `item` reads. */
export interface Iteration {
  axes: string[];
  items: Record<string, ValueSource>;
  /** Whether further axes may be joined to these without asking. */
  open: boolean;
}

interface Collection {
  /** Axes of the step that holds the collection, then the collection's own. */
  axes: string[];
  value: ValueSource;
}

export function iterationOf(context: CompileContext, step: PipelineStep, at: string): Iteration {
  const iteration: Iteration = { axes: [], items: {}, open: true };
  if (step.map !== undefined) {
    const found = collectionOf(context, step, '', step.map, `${at}.map`);
    if (found) Object.assign(iteration, { axes: found.axes, items: { '': found.value }, open: false });
  } else if (step.cross) {
    if (isPaired(context, step, at)) iterateZip(context, step, step.cross, `${at}.cross`, iteration);
    else iterateCross(context, step, at, iteration);
  } else if (step.zip) {
    iterateZip(context, step, step.zip, `${at}.zip`, iteration);
  }
  const count = countOf(context, step, at);
  if (count !== undefined) {
    const id = addAxis(context, { id: `${step.id}.count`, sources: [{ kind: 'count', length: count }] });
    iteration.axes = [...iteration.axes, id];
  }
  return iteration;
}

/** Whether the collections of `cross` go in pairs. */
function isPaired(context: CompileContext, step: PipelineStep, at: string): boolean {
  if (step.combine === undefined) return false;
  const path = context.path(step.combine);
  const value = path?.[0] === 'inputs' ? dig(context.inputs, path.slice(1)) : step.combine;
  if (value !== undefined && value !== 'all' && value !== 'one_to_one') {
    context.problem(
      'bad_config',
      `${at}.combine`,
      `combine is ${JSON.stringify(value)}`,
      'Give all (every combination) or one_to_one (pairs), or {{inputs.<name>}} of one of them.',
    );
  }
  return value === 'one_to_one';
}

function iterateCross(context: CompileContext, step: PipelineStep, at: string, iteration: Iteration): void {
  for (const [name, value] of Object.entries(step.cross!)) {
    const found = collectionOf(context, step, name, value, `${at}.cross.${name}`);
    if (!found) continue;
    iteration.axes = union(context.axes, iteration.axes, found.axes);
    iteration.items[name] = found.value;
  }
}

function iterateZip(
  context: CompileContext,
  step: PipelineStep,
  collections: Record<string, string | unknown[]>,
  at: string,
  iteration: Iteration,
): void {
  const members: { name: string; found: Collection }[] = [];
  for (const [name, value] of Object.entries(collections)) {
    const found = collectionOf(context, step, name, value, `${at}.${name}`);
    if (found) members.push({ name, found });
  }
  iteration.open = false;
  for (const { name, found } of members) iteration.items[name] = found.value;
  const [first] = members;
  if (!first) return;
  const outer = first.found.axes.slice(0, -1);
  const own = [...new Set(members.map(({ found }) => found.axes.at(-1)!))];
  if (members.some(({ found }) => found.axes.slice(0, -1).join() !== outer.join())) {
    context.problem(
      'ambiguous_combination',
      at,
      'the collections lie at different depths',
      'Zip collections of the same kind: both from inputs, or both from steps with the same items.',
    );
    return;
  }
  if (own.length === 1) {
    iteration.axes = [...outer, own[0]!];
    return;
  }
  const lengths = own.map((axis) => axisLength(context.axes, axis));
  const known = lengths.filter((length) => length !== undefined);
  if (new Set(known).size > 1) {
    context.problem(
      'zip_length',
      at,
      `the collections have ${known.join(' and ')} items`,
      'Give them the same number of items, or combine all of them: cross.',
    );
  }
  const sources = own.map((axis): AxisSource => ({ kind: 'axis', axis }));
  iteration.axes = [...outer, addAxis(context, { id: `zip(${own.join('+')})`, sources })];
}

function collectionOf(
  context: CompileContext,
  step: PipelineStep,
  name: string,
  value: string | unknown[],
  at: string,
): Collection | undefined {
  if (Array.isArray(value)) {
    const id = `${step.id}.${name || 'map'}`;
    const items = literalItems(context, value, at);
    addAxis(context, { id, sources: [{ kind: 'literal', items, length: items.length }] });
    return { axes: [id], value: { from: 'axis', axis: id, source: 0 } };
  }
  const path = context.path(value);
  if (path?.[0] === 'inputs') return inputCollection(context, path.slice(1), at);
  if (path?.[0] === 'steps') return stepCollection(context, path, at);
  context.problem(
    'bad_reference',
    at,
    `"${value}" is not a collection`,
    'Use a list, {{inputs.<name>}} or {{steps.<id>.<output>}}.',
  );
  return undefined;
}

/** A list written in the definition; its elements may read inputs, which are known, and nothing else. */
function literalItems(context: CompileContext, value: unknown[], at: string): unknown[] {
  try {
    if (referencesIn(value).every(([root]) => root === 'inputs')) {
      return value.map((item) => fillValue(item, (path) => dig(context.inputs, path.slice(1))));
    }
    context.problem(
      'bad_reference',
      at,
      'an element of a list can read inputs only',
      'Map over an output of the step instead.',
    );
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error; // reported by checkReferences
  }
  return value;
}

function inputCollection(context: CompileContext, path: string[], at: string): Collection | undefined {
  const items = dig(context.inputs, path);
  if (items !== undefined && !Array.isArray(items)) {
    context.problem('bad_input', at, `inputs.${path.join('.')} is not a list`, 'Give it as a list of items.');
    return undefined;
  }
  const id = `inputs.${path.join('.')}`;
  addAxis(context, { id, sources: [{ kind: 'input', path, length: items?.length ?? 0 }] });
  return { axes: [id], value: { from: 'axis', axis: id, source: 0 } };
}

function stepCollection(context: CompileContext, reference: string[], at: string): Collection | undefined {
  const [, id, port] = reference;
  const source = context.planned.get(id!);
  const type = source && context.catalogue.get(source.type);
  if (!source || !type || !port) return undefined; // already reported
  const output = type.outputs[port];
  const value: ValueSource = { from: 'step', step: id!, port, path: reference.slice(3), gather: false };
  if (output?.list) {
    const expected = type.lengths?.({ ...source.config, ...type.complete?.(source.config) })[port];
    const length = expected === undefined ? {} : { expected };
    const axis = addAxis(context, { id: `${id}.${port}`, sources: [{ kind: 'output', step: id!, port, ...length }] });
    return { axes: [...source.axes, axis], value: { from: 'axis', axis, source: 0 } };
  }
  if (source.axes.length > 0) return { axes: source.axes, value };
  context.problem(
    'bad_reference',
    at,
    `steps.${id}.${port} is a single value`,
    'Map over a list: an input, a list output, or a step that has many items.',
  );
  return undefined;
}

function countOf(context: CompileContext, step: PipelineStep, at: string): number | undefined {
  if (step.count === undefined) return undefined;
  const path = context.path(step.count);
  const value =
    typeof step.count === 'number'
      ? step.count
      : path?.[0] === 'inputs'
        ? dig(context.inputs, path.slice(1))
        : Number(step.count);
  if (value === undefined) return 1; // an input that is not known yet
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  context.problem(
    'bad_config',
    `${at}.count`,
    `count is ${JSON.stringify(step.count)}, not a whole number`,
    'Give a whole number, or {{inputs.<name>}} of one.',
  );
  return undefined;
}

function addAxis(context: CompileContext, axis: Axis): string {
  context.axes[axis.id] ??= axis;
  return axis.id;
}

/** Both, less what the other fixes already: a list that was zipped before has no dimension of its own. */
function union(axes: Record<string, Axis>, a: string[], b: string[]): string[] {
  return [
    ...a.filter((axis) => b.includes(axis) || !covers(axes, b, axis)),
    ...b.filter((axis) => !covers(axes, a, axis)),
  ];
}

/** The length of an axis when it is known before anything runs; with `expected` also where it is only foreseen. */
export function axisLength(axes: Record<string, Axis>, id: string, expected = false): number | undefined {
  const lengths = axes[id]!.sources.map((source) => {
    if (source.kind === 'output') return expected ? source.expected : undefined;
    return source.kind === 'axis' ? axisLength(axes, source.axis, expected) : source.length;
  });
  return lengths.find((length) => length !== undefined);
}

/** Whether a position on `axes` fixes the position on `axis`: it is one of them, or zipped into one of them. */
export function covers(axes: Record<string, Axis>, own: readonly string[], axis: string): boolean {
  return positionOf(axes, own, axis) >= 0;
}

/** Which of a step's own axes fixes the position on `axis`; -1 when none does. */
export function positionOf(axes: Record<string, Axis>, own: readonly string[], axis: string): number {
  return own.findIndex(
    (id) => id === axis || axes[id]!.sources.some((source) => source.kind === 'axis' && source.axis === axis),
  );
}

/** How many leading axes of a gathered step the reader shares: the gathering waits for all items beneath them. */
export function gatherDepth(
  axes: Record<string, Axis>,
  sourceAxes: readonly string[],
  readerAxes: readonly string[],
): number {
  const missing = sourceAxes.findIndex((axis) => !covers(axes, readerAxes, axis));
  return missing < 0 ? sourceAxes.length : missing;
}

/** The index path of another step's item, given one's own; undefined entries are the axes that are gathered. */
export function projectPath(
  axes: Record<string, Axis>,
  targetAxes: readonly string[],
  ownAxes: readonly string[],
  path: readonly number[],
): (number | undefined)[] {
  return targetAxes.map((axis) => {
    const position = positionOf(axes, ownAxes, axis);
    return position < 0 ? undefined : path[position];
  });
}
