import type { PipelineDefinition, PipelineStep } from './definition.js';
import { ExpressionError, parseTemplate, referencesIn } from './expressions.js';
import type { Problem } from './problems.js';
import { nearest } from './problems.js';
import type { Catalogue, StepType } from './step-type.js';

/** The ids of the steps this one reads or waits for, in order of first mention. */
export function dependenciesOf(step: PipelineStep): string[] {
  const ids = new Set(step.dependsOn ?? []);
  for (const value of [step.map, step.zip, step.cross, step.count, step.config]) {
    for (const path of safeReferences(value)) if (path[0] === 'steps' && path[1]) ids.add(path[1]);
  }
  return [...ids];
}

function safeReferences(value: unknown): string[][] {
  try {
    return referencesIn(value);
  } catch {
    return []; // reported by checkReferences
  }
}

/** A template that is exactly one path, such as `{{steps.keyframe.image}}`; undefined for anything else. */
export function pathTemplate(value: unknown): string[] | undefined {
  if (typeof value !== 'string') return undefined;
  const template = parseTemplate(value);
  const only = template?.length === 1 ? template[0] : undefined;
  return typeof only === 'object' && only.kind === 'path' ? only.path : undefined;
}

/** Ids, types, dependencies, expressions and outputs that name something that exists. */
export function checkReferences(definition: PipelineDefinition, catalogue: Catalogue): Problem[] {
  const problems: Problem[] = [];
  const ids = new Set<string>();
  definition.steps.forEach((step, index) => {
    if (ids.has(step.id)) {
      problems.push({
        code: 'duplicate_id',
        path: `steps[${index}].id`,
        message: `"${step.id}" is used twice`,
        hint: 'Give each step its own id.',
      });
    }
    ids.add(step.id);
  });
  definition.steps.forEach((step, index) => {
    const at = `steps[${index}]`;
    if (!catalogue.has(step.type)) problems.push(unknownType(step.type, `${at}.type`, catalogue));
    for (const field of ['dependsOn', 'collect'] as const) {
      const unknown = (step[field] ?? []).filter((id) => !ids.has(id));
      problems.push(...unknown.map((id) => unknownStep('unknown_dependency', id, `${at}.${field}`, ids)));
    }
    const scope = { definition, catalogue, ids, step };
    for (const field of ['map', 'zip', 'cross', 'combine', 'count', 'config'] as const) {
      checkTemplates(step[field], `${at}.${field}`, scope, problems);
    }
  });
  for (const [index, output] of definition.outputs.entries()) {
    if (!ids.has(output)) problems.push(unknownStep('unknown_output', output, `outputs[${index}]`, ids));
  }
  return problems;
}

function unknownType(type: string, path: string, catalogue: Catalogue): Problem {
  const guess = nearest(type, catalogue.keys());
  return {
    code: 'unknown_type',
    path,
    message: `there is no step type "${type}"`,
    hint: guess ? `Did you mean "${guess}"?` : `Known types: ${[...catalogue.keys()].join(', ')}.`,
  };
}

function unknownStep(code: Problem['code'], id: string, path: string, ids: ReadonlySet<string>): Problem {
  const guess = nearest(id, ids);
  return {
    code,
    path,
    message: `there is no step "${id}"`,
    hint: guess ? `Did you mean "${guess}"?` : `Steps: ${[...ids].join(', ')}.`,
  };
}

interface Scope {
  definition: PipelineDefinition;
  catalogue: Catalogue;
  ids: ReadonlySet<string>;
  step: PipelineStep;
}

function checkTemplates(value: unknown, path: string, scope: Scope, problems: Problem[]): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => checkTemplates(item, `${path}[${index}]`, scope, problems));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) checkTemplates(item, `${path}.${key}`, scope, problems);
  } else if (typeof value === 'string') {
    try {
      for (const reference of referencesIn(value)) {
        const problem = checkPath(reference, path, scope);
        if (problem) problems.push(problem);
      }
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      problems.push({
        code: 'bad_expression',
        path,
        message: error.message,
        hint: 'An expression looks like {{inputs.prompt}} or {{steps.keyframe.image}}.',
      });
    }
  }
}

function checkPath(reference: string[], path: string, scope: Scope): Problem | undefined {
  const [root, name, port] = reference;
  if (root === 'inputs')
    return name === undefined
      ? badReference(reference, path, 'Name an input: {{inputs.prompt}}.')
      : checkInputPath(name, path, scope);
  if (root === 'steps') return checkStepPath(name, port, reference, path, scope);
  if (root === 'item') return checkItemPath(name, path, scope);
  return badReference(reference, path, 'An expression starts with inputs, steps or item.');
}

function checkInputPath(name: string, path: string, scope: Scope): Problem | undefined {
  if (Object.hasOwn(scope.definition.inputs, name)) return undefined;
  const guess = nearest(name, Object.keys(scope.definition.inputs));
  return badReference(['inputs', name], path, guess ? `Did you mean inputs.${guess}?` : `Declare it under inputs.`);
}

function checkStepPath(
  id: string | undefined,
  port: string | undefined,
  reference: string[],
  path: string,
  scope: Scope,
): Problem | undefined {
  if (id === undefined) return badReference(reference, path, 'Name a step and an output: {{steps.keyframe.image}}.');
  const target = scope.definition.steps.find((step) => step.id === id);
  if (!target) return unknownStep('bad_reference', id, path, scope.ids);
  const type = scope.catalogue.get(target.type);
  if (!type) return undefined;
  if (port === 'config') return checkConfigPath(id, type, reference, path);
  const ports = Object.keys(type.outputs);
  if (port !== undefined && ports.includes(port)) return undefined;
  return badReference(
    reference,
    path,
    `Step "${id}" (${target.type}) puts out: ${ports.map((name) => `steps.${id}.${name}`).join(', ')}.`,
  );
}

function checkConfigPath(id: string, type: StepType, reference: string[], path: string): Problem | undefined {
  const fields = Object.keys(type.config.shape);
  if (reference[3] !== undefined && fields.includes(reference[3])) return undefined;
  return badReference(reference, path, `Step "${id}" (${type.type}) has the options: ${fields.join(', ')}.`);
}

function checkItemPath(name: string | undefined, path: string, { step }: Scope): Problem | undefined {
  const named = { ...step.zip, ...step.cross };
  if (step.map !== undefined) return undefined;
  if (Object.keys(named).length === 0)
    return badReference(['item'], path, 'Add map, zip or cross to the step; item is one of their elements.');
  return name !== undefined && Object.hasOwn(named, name)
    ? undefined
    : badReference(
        ['item', name ?? ''],
        path,
        `Items here: ${Object.keys(named)
          .map((key) => `item.${key}`)
          .join(', ')}.`,
      );
}

function badReference(reference: string[], path: string, hint: string): Problem {
  return { code: 'bad_reference', path, message: `"${reference.filter(Boolean).join('.')}" refers to nothing`, hint };
}

/** Steps in topological order (ties in the definition's order). Those in or behind a cycle are left out, and it is told. */
export function topologicalOrder(definition: PipelineDefinition): { order: PipelineStep[]; cycle?: string[] } {
  const ids = new Set(definition.steps.map((step) => step.id));
  const waiting = new Map(
    definition.steps.map((step) => [step.id, new Set(dependenciesOf(step).filter((id) => ids.has(id)))]),
  );
  const order: PipelineStep[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, needs]) => needs.size === 0).map(([id]) => id);
    if (ready.length === 0) return { order, cycle: findCycle(waiting) };
    for (const id of ready) {
      waiting.delete(id);
      order.push(...definition.steps.filter((step) => step.id === id));
    }
    for (const needs of waiting.values()) for (const id of ready) needs.delete(id);
  }
  return { order };
}

/** Follows unmet needs until a step comes up again: every step left has at least one, so it must. */
function findCycle(waiting: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const trail: string[] = [];
  let current = waiting.keys().next().value!;
  while (!trail.includes(current)) {
    trail.push(current);
    current = waiting.get(current)!.values().next().value!;
  }
  const cycle = trail.slice(trail.indexOf(current));
  return [...cycle, current].reverse();
}
