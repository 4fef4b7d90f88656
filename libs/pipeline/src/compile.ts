import { checkConfig } from './config.js';
import type { CheckedConfig } from './config.js';
import { axisLength, covers, gatherDepth, iterationOf } from './axes.js';
import type { Iteration } from './axes.js';
import { bindPorts, fillFields } from './bindings.js';
import type { CompileContext } from './context.js';
import type { Inputs, PipelineDefinition, PipelineStep } from './definition.js';
import { referencesIn } from './expressions.js';
import { resolveInputs } from './inputs.js';
import { MAX_TASKS } from './parse.js';
import type { PipelineOptions } from './options.js';
import { modeOf } from './options.js';
import type { Edge, Plan, PlannedStep, Selection, ValueSource } from './plan.js';
import { withPreparations } from './prepare.js';
import type { Problem } from './problems.js';
import { checkReferences, dependenciesOf, pathTemplate, topologicalOrder } from './references.js';
import type { Catalogue, StepConfig, StepType } from './step-type.js';

/** Chooses who will run a step; a string says why nobody can. */
export type Select = (step: PipelineStep, type: StepType, config: StepConfig) => Selection | string;

export interface CompileOptions {
  catalogue: Catalogue;
  select: Select;
  seed: number;
  /** Judge the definition without its inputs: a missing one is no problem. */
  lenient?: boolean;
  options?: PipelineOptions;
}

export type Compiled = { plan: Plan; problems: [] } | { plan?: undefined; problems: Problem[] };

/**
 * Turns a definition and its inputs into a plan, or into every problem found. Deterministic: the same definition,
 * inputs and seed give the same plan.
 */
export function compile(written: PipelineDefinition, given: Inputs, options: CompileOptions): Compiled {
  const definition = withPreparations(written, options.catalogue);
  const { inputs, problems } = resolveInputs(definition, given, { lenient: options.lenient ?? false });
  problems.push(...checkReferences(definition, options.catalogue));
  const sorted = topologicalOrder(definition);
  if (sorted.cycle) {
    const cycle = sorted.cycle.join(' → ');
    problems.push({
      code: 'cycle',
      path: 'steps',
      message: `the steps wait for each other: ${cycle}`,
      hint: 'Remove one of these dependencies.',
    });
  }
  const context = newContext(definition, inputs, options, problems);
  checkGates(context, options.options);
  for (const step of sorted.order) compileStep(context, step, options);
  if (problems.length > 0) return { problems: unique(problems) };
  const { axes, bindings, planned } = context;
  const outputs = definition.outputs.length > 0 ? definition.outputs : [sorted.order.at(-1)!.id];
  return {
    plan: {
      name: definition.name,
      steps: [...planned.values()],
      axes,
      outputs,
      inputs,
      seed: options.seed,
      options: options.options ?? {},
      bindings,
    },
    problems: [],
  };
}

function newContext(
  definition: PipelineDefinition,
  inputs: Inputs,
  options: CompileOptions,
  problems: Problem[],
): CompileContext {
  return {
    definition,
    catalogue: options.catalogue,
    inputs,
    lenient: options.lenient ?? false,
    missingInputs: new Set(
      problems
        .filter((problem) => problem.code === 'missing_input')
        .map((problem) => problem.path.replace('inputs.', '')),
    ),
    planned: new Map(),
    axes: {},
    bindings: [],
    currentItems: {},
    problem: (code, path, message, hint) => problems.push({ code, path, message, hint }),
    path(value) {
      try {
        return pathTemplate(value);
      } catch {
        return undefined; // reported by checkReferences
      }
    },
  };
}

function unique(problems: Problem[]): Problem[] {
  const seen = new Map(problems.map((problem) => [`${problem.code}|${problem.path}|${problem.message}`, problem]));
  return [...seen.values()];
}

function compileStep(context: CompileContext, step: PipelineStep, options: CompileOptions): void {
  const index = context.definition.steps.indexOf(step);
  const at = `steps[${index}]`;
  const type = context.catalogue.get(step.type);
  if (!type) return;
  const iteration = iterationOf(context, step, at);
  context.currentItems = iteration.items;
  const ports = bindPorts(context, step, type, at);
  const filled = fillFields(context, step, type, ports);
  const { config, templates, sample } = checkConfig(context, step, type, filled, at);
  const variants = variantAxis(context, step, type, { config, templates }, at);
  const axes = [...stepAxes(context, step, iteration, ports, templates, at), ...variants];
  const edges = stepEdges(context, step, type, axes, ports, iteration, templates);
  const tasks = taskCount(context, axes, at);
  const selection = options.select(withModel(step, config), type, sample);
  if (typeof selection === 'string') {
    context.problem(
      'unsupported_step',
      `${at}.type`,
      selection,
      'Choose another provider or model; `reelwright doctor` lists what is there.',
    );
    return;
  }
  const failover = failoverOf(context, step, type, sample, at, options.select);
  context.planned.set(step.id, {
    id: step.id,
    type: step.type,
    config,
    templates,
    ports,
    items: iteration.items,
    axes,
    ...(variants[0] !== undefined && { variants: variants[0] }),
    edges,
    gatherDepths: [],
    tasks,
    ...expectedTasks(context, axes, tasks),
    selection,
    ...(failover.length > 0 && { failover }),
    retry: { ...options.options?.retry, ...step.retry },
    onFailure: step.onFailure ?? options.options?.onStepFailure ?? 'abort',
    cache: step.cache ?? options.options?.cache ?? true,
    ...reviewOf(options.options, step.id, type.awaits?.(config) ?? false),
    ...(step.stallTimeoutSec !== undefined && { stallTimeoutSec: step.stallTimeoutSec }),
    units: measure(() => type.units(sample), 1),
    estimatedSeconds: measure(() => type.seconds(sample), 1),
    historyBucket: historyBucket(type, selection, sample),
  });
  for (const edge of edges) if (edge.gather) markGather(context, edge.step, axes);
}

/** A gate on nothing would be a decision that is never made; and what is scored cannot wait for a time as well. */
function checkGates(context: CompileContext, { gates = [], qa = [] }: PipelineOptions = {}): void {
  const ids = context.definition.steps.map(({ id }) => id);
  const known = `The steps are: ${ids.join(', ')}.`;
  for (const [name, all] of Object.entries({ gates, qa })) {
    for (const [index, { step }] of all.entries()) {
      const at = `options.${name}[${index}]`;
      if (!ids.includes(step)) context.problem('unknown_step', at, `there is no step "${step}"`, known);
    }
  }
  for (const { step } of qa) {
    if (gates.some((gate) => gate.step === step))
      context.problem('bad_config', 'options.qa', `"${step}" has a gate too`, 'Give it one of both.');
    const outputs = context.catalogue.get(context.definition.steps.find(({ id }) => id === step)?.type ?? '')?.outputs;
    if (outputs && !Object.values(outputs).some(({ media }) => media === 'image'))
      context.problem('media_mismatch', 'options.qa', `"${step}" makes no picture`, 'Only pictures can be scored.');
  }
}

function reviewOf(
  options: PipelineOptions = {},
  step: string,
  awaited: boolean,
): Pick<PlannedStep, 'review' | 'gate' | 'qa'> {
  const mode = modeOf(options);
  const qa = options.qa?.find((one) => one.step === step);
  if (qa) return { review: true, qa };
  const gate = options.gates?.find((one) => one.step === step);
  const chosen = mode === 'checkpoint' && (gate !== undefined || options.checkpoints?.includes(step));
  if (mode !== 'manual' && !chosen && !(awaited && options.mode !== 'auto')) return {};
  return { review: true, ...(gate && { gate: { timeoutSec: gate.timeoutSec, onTimeout: gate.onTimeout } }) };
}

/** Those who take over have to be able now. */
function failoverOf(
  context: CompileContext,
  step: PipelineStep,
  type: StepType,
  sample: StepConfig,
  at: string,
  select: Select,
): Selection[] {
  return (step.failover ?? []).flatMap((name, index) => {
    const [provider = '', ...model] = name.split('/');
    const { model: _own, ...rest } = step;
    const found = select({ ...rest, provider, ...(model.length > 0 && { model: model.join('/') }) }, type, sample);
    if (typeof found !== 'string') return [found];
    context.problem(
      'unsupported_step',
      `${at}.failover[${index}]`,
      found,
      'Name another, as `provider` or `provider/model`.',
    );
    return [];
  });
}

/** By step type, model and the sizes that decide how long work takes. */
function historyBucket(type: StepType, { provider, model }: Selection, config: StepConfig): string {
  const sizes = ['width', 'height', 'duration'].map((field) =>
    typeof config[field] === 'number' ? config[field] : '',
  );
  return [type.type, provider, model, ...sizes].join('|');
}

/** Estimates read a config that may still have gaps; a gap gives the fallback, never a crash. */
function measure(calculate: () => number, fallback: number): number {
  const value = calculate();
  return Number.isFinite(value) ? value : fallback;
}

function markGather(context: CompileContext, sourceId: string, readerAxes: string[]): void {
  const source = context.planned.get(sourceId);
  if (!source) return;
  const depth = gatherDepth(context.axes, source.axes, readerAxes);
  if (!source.gatherDepths.includes(depth)) source.gatherDepths = [...source.gatherDepths, depth].sort((x, y) => x - y);
}

/** Explicit axes, extended by those of the steps followed item by item. */
function stepAxes(
  context: CompileContext,
  step: PipelineStep,
  iteration: Iteration,
  ports: Record<string, ValueSource[]>,
  config: StepConfig,
  at: string,
): string[] {
  let axes = iteration.axes;
  for (const source of followed(context, step, ports, config)) {
    const needed = context.planned.get(source)?.axes ?? [];
    if (needed.every((axis) => covers(context.axes, axes, axis))) continue;
    const rest = axes.filter((axis) => !needed.includes(axis));
    const ownCount = rest.every((axis) => axis === `${step.id}.count`);
    if (axes.length === 0 || (iteration.open && ownCount)) {
      axes = [...needed, ...rest];
    } else if (step.cross) {
      axes = [...axes, ...needed.filter((axis) => !covers(context.axes, axes, axis))];
    } else {
      context.problem(
        'ambiguous_combination',
        at,
        `step "${step.id}" reads items of several collections`,
        'Say how they combine: zip (pairs) or cross (every combination), or collect one of them.',
      );
    }
  }
  return axes;
}

/** Steps read item by item: through single ports and config expressions, unless collected. */
function followed(
  context: CompileContext,
  step: PipelineStep,
  ports: Record<string, ValueSource[]>,
  config: StepConfig,
): string[] {
  const fromPorts = Object.values(ports)
    .flat()
    .flatMap((source) => (source.from === 'step' && !source.gather ? [source.step] : []));
  const fromConfig = configSteps(config).filter((id) => !step.collect?.includes(id));
  return [...new Set([...fromPorts, ...fromConfig])].filter((id) => context.planned.has(id));
}

function configSteps(config: StepConfig): string[] {
  try {
    return referencesIn(config).flatMap(([root, id]) => (root === 'steps' && id ? [id] : []));
  } catch {
    return [];
  }
}

function stepEdges(
  context: CompileContext,
  step: PipelineStep,
  type: StepType,
  axes: string[],
  ports: Record<string, ValueSource[]>,
  iteration: Iteration,
  config: StepConfig,
): Edge[] {
  const hard = new Set(configSteps(config));
  for (const [name, sources] of Object.entries(ports)) {
    const port = type.inputs[name]!;
    for (const source of sources) if (source.from === 'step' && !port.list && port.required) hard.add(source.step);
  }
  for (const item of Object.values(iteration.items)) if (item.from === 'step') hard.add(item.step);
  for (const axis of axes)
    for (const source of context.axes[axis]!.sources) if (source.kind === 'output') hard.add(source.step);
  return [...new Set([...dependenciesOf(step), ...hard])].flatMap((id) => {
    const source = context.planned.get(id);
    if (!source) return [];
    return [{ step: id, gather: source.axes.some((axis) => !covers(context.axes, axes, axis)), soft: !hard.has(id) }];
  });
}

function taskCount(context: CompileContext, axes: string[], at: string): number | undefined {
  const lengths = axes.map((axis) => axisLength(context.axes, axis));
  if (lengths.some((length) => length === undefined)) return undefined;
  const count = lengths.reduce<number>((product, length) => product * length!, 1);
  if (count > MAX_TASKS) {
    context.problem(
      'too_many_tasks',
      at,
      `this step would have ${count.toLocaleString('en')} tasks`,
      `The most is ${MAX_TASKS.toLocaleString('en')}; split the work into several pipelines.`,
    );
  }
  return count;
}

/** Where the number of tasks is not known, what it will be as far as the steps before can tell. */
function expectedTasks(context: CompileContext, axes: string[], tasks: number | undefined): { expectedTasks?: number } {
  if (tasks !== undefined) return {};
  const lengths = axes.map((axis) => axisLength(context.axes, axis, true));
  if (lengths.some((length) => length === undefined)) return {};
  return { expectedTasks: lengths.reduce<number>((product, length) => product * length!, 1) };
}

/** A model may also be named among the options, where a step type has that one. */
function withModel(step: PipelineStep, { model }: StepConfig): PipelineStep {
  return step.model === undefined && typeof model === 'string' && model !== '' ? { ...step, model } : step;
}

/** The dimension of what a step makes several of; empty where it makes one. */
function variantAxis(
  context: CompileContext,
  step: PipelineStep,
  type: StepType,
  { config, templates }: Pick<CheckedConfig, 'config' | 'templates'>,
  at: string,
): string[] {
  const late = [...(type.variants?.of ?? []), 'model'].filter((field) => templates[field] !== undefined);
  for (const field of context.lenient ? [] : late) {
    context.problem(
      'bad_config',
      `${at}.config.${field}`,
      `"${field}" decides what there is to do, so it has to be known before anything runs`,
      'Give it as a value, or as {{inputs.<name>}}.',
    );
  }
  const items = type.variants?.list(config);
  if (!items) return [];
  const id = `${step.id}.variants`;
  context.axes[id] ??= { id, sources: [{ kind: 'literal', items, length: items.length }] };
  return [id];
}
