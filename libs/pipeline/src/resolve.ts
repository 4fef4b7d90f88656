import { positionOf, projectPath } from './axes.js';
import { dig, fillValue, referencesIn } from './expressions.js';
import { PipelineFailure } from './failures.js';
import { axisSources, expansionLengths, taskAt, taskId } from './graph.js';
import type { Plan, PlannedStep, ValueSource } from './plan.js';
import { stepOf } from './plan.js';
import { pathText } from './parse.js';
import type { Catalogue, StepConfig } from './step-type.js';
import type { PortValue } from './values.js';

/** A task's outputs by port; undefined when the task was skipped. */
export type TaskOutputs = Record<string, PortValue> | undefined;

/** Reads the outputs of finished tasks, in the order asked for. */
export type ReadOutputs = (taskIds: string[]) => Promise<TaskOutputs[]>;

export interface ResolvedTask {
  config: StepConfig;
  inputs: Record<string, PortValue>;
}

/**
 * Fills a task's config and ports from the pipeline's inputs and the outputs of the tasks it waited for.
 * Throws PipelineFailure `invalid_input` when a value that only exists now does not fit the step's schema.
 */
export async function resolveTask(
  plan: Plan,
  catalogue: Catalogue,
  stepId: string,
  path: readonly number[],
  read: ReadOutputs,
): Promise<ResolvedTask> {
  const step = stepOf(plan, stepId);
  const type = catalogue.get(step.type);
  if (!type) throw new PipelineFailure('unsupported', `this worker does not know the step type "${step.type}"`);
  const scope: Scope = { plan, step, path, read };
  const inputs: Record<string, PortValue> = {};
  for (const [name, sources] of Object.entries(step.ports)) {
    const list = type.inputs[name]?.list ?? false;
    const values = await Promise.all(sources.map((source) => valueOf(scope, source)));
    const present = values.filter((value) => value !== undefined && value !== null);
    if (list) inputs[name] = present.flat() as PortValue[];
    else if (present.length > 0) inputs[name] = present[0] as PortValue;
    else if (type.inputs[name]?.required) {
      throw new PipelineFailure('invalid_input', `port "${name}" got no value`);
    }
  }
  const own = plan.overrides?.[taskId(stepId, path)];
  const variant = step.variants === undefined ? {} : ((await axisItem(scope, step.variants)) as StepConfig);
  const filled = { ...step.config, ...(await fillConfig(scope, step.templates)), ...variant, ...own };
  const parsed = type.config.safeParse(filled);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${pathText(issue.path)}: ${issue.message}`).join('; ');
    throw new PipelineFailure('invalid_input', issues);
  }
  const config = parsed.data as StepConfig;
  return { config: type.complete ? { ...config, ...type.complete(config) } : config, inputs };
}

interface Scope {
  plan: Plan;
  step: PlannedStep;
  path: readonly number[];
  read: ReadOutputs;
}

async function fillConfig(scope: Scope, config: StepConfig): Promise<StepConfig> {
  const values = new Map<string, unknown>();
  for (const reference of referencesIn(config)) {
    const key = reference.join('.');
    if (!values.has(key)) values.set(key, await referenceValue(scope, reference));
  }
  return fillValue(config, (reference) => values.get(reference.join('.'))) as StepConfig;
}

async function referenceValue(scope: Scope, reference: string[]): Promise<unknown> {
  const [root, name, port, ...rest] = reference;
  if (root === 'inputs') return dig(scope.plan.inputs, reference.slice(1));
  if (root === 'item') return itemValue(scope, reference.slice(1));
  if (port === 'config') return configValue(scope, name!, rest);
  const edge = scope.step.edges.find((candidate) => candidate.step === name);
  return valueOf(scope, { from: 'step', step: name!, port: port!, path: rest, gather: edge?.gather ?? false });
}

async function itemValue(scope: Scope, path: string[]): Promise<unknown> {
  const whole = scope.step.items[''];
  if (whole) return dig(await valueOf(scope, whole), path);
  const [name = '', ...rest] = path;
  const source = scope.step.items[name];
  return source ? dig(await valueOf(scope, source), rest) : undefined;
}

/** Another step's config, as it is at the position this task reads it. */
async function configValue(scope: Scope, stepId: string, path: string[]): Promise<unknown> {
  const step = stepOf(scope.plan, stepId);
  const projected = projectPath(scope.plan.axes, step.axes, scope.step.axes, scope.path);
  const [field, ...rest] = path;
  if (step.templates[field!] === undefined) return dig(step.config[field!], rest);
  const own = { ...scope, step, path: projected as number[] };
  const filled = await fillConfig(own, { value: step.templates[field!] });
  return dig(filled.value, rest);
}

async function valueOf(scope: Scope, source: ValueSource): Promise<unknown> {
  switch (source.from) {
    case 'input':
      return dig(scope.plan.inputs, source.path);
    case 'axis':
      return axisItem(scope, source.axis);
    case 'step': {
      if (source.gather) return gather(scope, source);
      const [outputs] = await scope.read([taskAt(scope.plan, source.step, scope.step, scope.path)]);
      return dig(outputs?.[source.port], source.path);
    }
  }
}

async function axisItem(scope: Scope, axis: string): Promise<unknown> {
  const { plan, step, path } = scope;
  const index = path[positionOf(plan.axes, step.axes, axis)]!;
  const source = axisSources(plan, axis)[0]!;
  if (source.kind === 'input') return (dig(plan.inputs, source.path) as unknown[])[index];
  if (source.kind === 'literal') return source.items[index];
  if (source.kind === 'count') return index;
  const [outputs] = await scope.read([taskAt(plan, source.step, step, path)]);
  return (outputs?.[source.port] as unknown[] | undefined)?.[index];
}

/** All items of a step beneath the indices the reader shares with it, in index order; skipped ones are left out. */
async function gather(scope: Scope, source: Extract<ValueSource, { from: 'step' }>): Promise<unknown[]> {
  const target = stepOf(scope.plan, source.step);
  const fixed = projectPath(scope.plan.axes, target.axes, scope.step.axes, scope.path);
  const paths = await gatheredPaths(scope, target, fixed);
  const ids = inOrder(
    paths.map((path) => taskId(target.id, path)),
    scope.plan.order?.[target.id],
  );
  const outputs = await scope.read(ids);
  return outputs.flatMap((value) => {
    const found = dig(value?.[source.port], source.path);
    return found === undefined || found === null ? [] : Array.isArray(found) ? (found as unknown[]) : [found];
  });
}

/** Those that are named first, as they are named. */
function inOrder(ids: string[], order: readonly string[] = []): string[] {
  const there = new Set(ids);
  const named = new Set(order);
  return [...order.filter((id) => there.has(id)), ...ids.filter((id) => !named.has(id))];
}

async function gatheredPaths(scope: Scope, target: PlannedStep, fixed: (number | undefined)[]): Promise<number[][]> {
  let paths: number[][] = [[]];
  for (const position of target.axes.keys()) {
    const next: number[][] = [];
    for (const prefix of paths) {
      const known = fixed[position];
      const indices =
        known !== undefined
          ? [known]
          : [...Array(await expansionLength(scope.plan, target.id, prefix, scope.read)).keys()];
      for (const index of indices) next.push([...prefix, index]);
    }
    paths = next;
  }
  return paths;
}

/**
 * The length of a step's next axis beneath an index prefix; 0 where the task that would have made the list was
 * skipped. Throws PipelineFailure `invalid_input` when zipped collections differ in length.
 */
export async function expansionLength(
  plan: Plan,
  stepId: string,
  prefix: readonly number[],
  read: ReadOutputs,
): Promise<number> {
  const sources = expansionLengths(plan, stepId, prefix);
  const tasks = sources.flatMap((source) => ('task' in source ? [source.task] : []));
  const outputs = tasks.length > 0 ? await read(tasks) : [];
  const lengths = sources.map((source) => {
    if ('length' in source) return source.length;
    const list = outputs[tasks.indexOf(source.task)]?.[source.port];
    return Array.isArray(list) ? list.length : 0;
  });
  const [first = 0] = lengths;
  if (lengths.some((length) => length !== first)) {
    throw new PipelineFailure(
      'invalid_input',
      `step "${stepId}": zipped collections have ${lengths.join(' and ')} items`,
    );
  }
  return first;
}
