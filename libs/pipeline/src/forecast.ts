import type { Plan, PlannedStep } from './plan.js';
import { taskPrice, tasksExpected } from './plan.js';
import type { Resource } from './step-type.js';

export interface StepForecast {
  id: string;
  /** Tasks still to do; an unknown number counts as 1. */
  tasks: number;
  /** Seconds one task takes. */
  secondsEach: number;
  /** Seconds from now. */
  start: number;
  end: number;
  /** Units × price of the tasks still to do; undefined when the model's price is unknown. */
  microDollars: number | undefined;
}

/** What is expected of a plan: order, what runs in parallel, time and money. Nothing is spent to know it. */
export interface Forecast {
  steps: StepForecast[];
  /** Steps that can run at the same time, in order. */
  groups: string[][];
  /** Seconds until all is done. */
  seconds: number;
  /** The steps that decide when it is done. */
  criticalPath: string[];
  /** Sum of the known prices. */
  microDollars: number;
  /** Steps whose price is unknown. */
  unpriced: string[];
  /** Steps whose number of tasks is only known while it runs. */
  uncounted: string[];
}

export interface ForecastOptions {
  /** Workers for each resource class. */
  slots: Record<Resource, number>;
  /** Seconds of one task of a step, from history; undefined falls back to the step type's own model. */
  seconds?: (step: PlannedStep) => number | undefined;
  /** Tasks still to do of a step, fractions for those under way; default all. */
  remaining?: (step: PlannedStep) => number;
}

/**
 * List scheduling: steps in topological order, each on its resource's pool as soon as what it needs is there.
 * Where items are followed one by one, a step may begin when the first item is done.
 */
export function forecast(plan: Plan, options: ForecastOptions): Forecast {
  const done = new Map<string, StepForecast>();
  const busyUntil = new Map<Resource, number>();
  const before = new Map<string, string | undefined>();
  for (const step of plan.steps) {
    const all = tasksExpected(step);
    const tasks = options.remaining?.(step) ?? all;
    const secondsEach = options.seconds?.(step) ?? step.estimatedSeconds;
    const slots = Math.min(options.slots[step.selection.resource], Math.max(1, Math.ceil(tasks)));
    const work = (tasks * secondsEach) / slots;
    const { at, cause } = earliestStart(step, done, busyUntil);
    const slowestItem = Math.max(
      0,
      ...step.edges.filter((edge) => !edge.gather).map((edge) => done.get(edge.step)?.end ?? 0),
    );
    const end = tasks === 0 ? 0 : Math.max(at + work, slowestItem + secondsEach * Math.min(1, tasks));
    const price = taskPrice(step);
    done.set(step.id, {
      id: step.id,
      tasks,
      secondsEach,
      start: at,
      end,
      microDollars: price === undefined ? undefined : Math.round(price * tasks),
    });
    before.set(step.id, cause);
    if (tasks > 0)
      busyUntil.set(step.selection.resource, Math.max(busyUntil.get(step.selection.resource) ?? 0, at + work));
  }
  const steps = [...done.values()];
  return {
    steps,
    groups: parallelGroups(plan),
    seconds: Math.max(0, ...steps.map((step) => step.end)),
    criticalPath: traceBack(steps, before),
    microDollars: steps.reduce((sum, step) => sum + (step.microDollars ?? 0), 0),
    unpriced: steps.filter((step) => step.microDollars === undefined).map((step) => step.id),
    uncounted: plan.steps.filter((step) => (step.tasks ?? step.expectedTasks) === undefined).map((step) => step.id),
  };
}

function earliestStart(
  step: PlannedStep,
  done: ReadonlyMap<string, StepForecast>,
  busyUntil: ReadonlyMap<Resource, number>,
): { at: number; cause: string | undefined } {
  let [at, cause] = [0, undefined as string | undefined];
  for (const edge of step.edges) {
    const source = done.get(edge.step);
    if (!source) continue;
    const pipelined = !edge.gather && source.tasks > 1;
    const ready = pipelined ? Math.min(source.end, source.start + source.secondsEach) : source.end;
    if (ready > at || cause === undefined) [at, cause] = [Math.max(at, ready), edge.step];
  }
  return { at: Math.max(at, busyUntil.get(step.selection.resource) ?? 0), cause };
}

function traceBack(steps: readonly StepForecast[], before: ReadonlyMap<string, string | undefined>): string[] {
  const last = steps.reduce<StepForecast | undefined>(
    (latest, step) => (!latest || step.end > latest.end ? step : latest),
    undefined,
  );
  const path: string[] = [];
  for (let id = last?.id; id !== undefined; id = before.get(id)) path.unshift(id);
  return path;
}

/** Steps by their distance from the start. */
function parallelGroups(plan: Plan): string[][] {
  const level = new Map<string, number>();
  const groups: string[][] = [];
  for (const step of plan.steps) {
    const own = Math.max(-1, ...step.edges.map((edge) => level.get(edge.step) ?? -1)) + 1;
    level.set(step.id, own);
    (groups[own] ??= []).push(step.id);
  }
  return groups;
}
