import { isDeepStrictEqual } from 'node:util';
import type { Inputs, PipelineDefinition } from './definition.js';
import { dig, referencesIn } from './expressions.js';
import { parseNodeId } from './graph.js';
import { pathText } from './parse.js';
import type { Plan, PlannedStep } from './plan.js';
import { stepOf } from './plan.js';
import { InvalidDefinitionError } from './problems.js';
import type { Problem } from './problems.js';
import type { Catalogue } from './step-type.js';

/** What is different when a pipeline is run again, or forked. */
export interface Changes {
  /** Instead of the one it had. */
  definition?: PipelineDefinition;
  /** Over those it had. */
  inputs?: Inputs;
  /** Settings by step (`animate`) or by task (`animate[3]`), over those it had. */
  config?: Record<string, Record<string, unknown>>;
  /** Steps and tasks to do anew although nothing about them changed. */
  rerun?: string[];
}

const isTask = (id: string) => id.endsWith(']');

/** The definition with the settings changed step by step. Throws InvalidDefinitionError for a step there is not. */
export function changedDefinition(definition: PipelineDefinition, changes: Changes): PipelineDefinition {
  const base = changes.definition ?? definition;
  const overrides = Object.entries(changes.config ?? {}).filter(([id]) => !isTask(id));
  const ids = [...Object.keys(changes.config ?? {}), ...(changes.rerun ?? [])];
  const unknown = ids.filter((id) => !base.steps.some((step) => step.id === id.replace(/\[.*$/, '')));
  if (unknown.length > 0) {
    const known = base.steps.map((step) => step.id).join(', ');
    throw new InvalidDefinitionError(
      unknown.map((id) => ({
        code: 'unknown_step' as const,
        path: 'config',
        message: `there is no step "${id}"`,
        hint: `The steps are: ${known}.`,
      })),
    );
  }
  const byStep = new Map(overrides);
  return {
    ...base,
    steps: base.steps.map((step) => ({ ...step, config: { ...step.config, ...byStep.get(step.id) } })),
  };
}

/** Settings of single tasks: those of the earlier plan, and the changed ones over them. */
export function taskOverrides(before: Plan, changes: Changes): Record<string, Record<string, unknown>> {
  const own = Object.entries(changes.config ?? {}).filter(([id]) => isTask(id));
  return { ...before.overrides, ...Object.fromEntries(own) };
}

/** What is wrong with the settings of single tasks. */
export function checkOverrides(plan: Plan, catalogue: Catalogue): Problem[] {
  return Object.entries(plan.overrides ?? {}).flatMap(([id, config]) => {
    const schema = catalogue.get(stepOf(plan, parseNodeId(id).step).type)?.config;
    const result = schema?.partial().strict().safeParse(config);
    return (result?.error?.issues ?? []).map(({ path, message }) => ({
      code: 'bad_config' as const,
      path: `${id}.${pathText(path)}`,
      message,
      hint: `It takes: ${Object.keys(schema!.shape).join(', ')}.`,
    }));
  });
}

/**
 * Steps of `after` whose results in `before` still hold: they are the same, and so is everything they are made from.
 * `changed` names steps and tasks whose results do not hold anyway; what depends on such a task does not hold either,
 * its own step does for its other items.
 */
export function unchangedSteps(before: Plan, after: Plan, changed: readonly string[]): string[] {
  if (before.seed !== after.seed) return [];
  const touched = new Set(changed.map((id) => parseNodeId(id).step));
  const earlier = new Map(before.steps.map((step) => [step.id, step]));
  const holds = new Set<string>();
  for (const step of after.steps) {
    const own = earlier.get(step.id);
    const sources = sourcesOf(step);
    const whole = sources.every((source) => holds.has(source) && !touched.has(source));
    if (own && whole && !changed.includes(step.id) && isDeepStrictEqual(essence(before, own), essence(after, step)))
      holds.add(step.id);
  }
  return [...holds];
}

/** All that decides what a step's tasks are and make, without estimates and without how failures are met. */
function essence(plan: Plan, step: PlannedStep): unknown {
  const { type, config, templates, ports, items, axes, edges, selection } = step;
  return {
    ...{ type, config, templates, ports, items, edges },
    axes: axes.map((axis) => [axis, plan.axes[axis]]),
    provider: [selection.provider, selection.model],
    inputs: inputsOf(plan, step).map((path) => [path, dig(plan.inputs, path)]),
  };
}

const sourcesOf = (step: PlannedStep): string[] => [
  ...new Set([...step.edges.map((edge) => edge.step), ...configSteps(step)]),
];

const configSteps = (step: PlannedStep) =>
  referencesIn(step.templates).flatMap(([root, id]) => (root === 'steps' && id ? [id] : []));

/** The inputs a step's tasks read when they start. */
function inputsOf(plan: Plan, step: PlannedStep): string[][] {
  const fromPorts = [...Object.values(step.ports).flat(), ...Object.values(step.items)].flatMap((source) =>
    source.from === 'input' ? [source.path] : [],
  );
  const fromAxes = step.axes.flatMap((axis) =>
    plan.axes[axis]!.sources.flatMap((source) => (source.kind === 'input' ? [source.path] : [])),
  );
  const fromConfig = referencesIn(step.templates).flatMap(([root, ...path]) => (root === 'inputs' ? [path] : []));
  return [...fromPorts, ...fromAxes, ...fromConfig];
}
