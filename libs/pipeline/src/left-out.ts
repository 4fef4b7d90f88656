import { axisSources, taskAt, taskId } from './graph.js';
import type { Plan, PlannedStep } from './plan.js';
import { stepOf } from './plan.js';

/** Whether an item of a step is not made; a shorter path stands for all that lies beneath it. */
export type LeftOut = (step: string, path: readonly number[]) => boolean;

/** What is not made when some tasks are left out: they, and all that needs them. Pure. */
export function leftOut(plan: Plan, without: ReadonlySet<string>): LeftOut {
  const known = new Map<string, boolean>();
  const goes: LeftOut = (stepId, path) => {
    const id = taskId(stepId, path);
    if (without.has(id)) return true;
    const before = known.get(id);
    if (before !== undefined) return before;
    const step = stepOf(plan, stepId);
    const found = needsOne(plan, step, path, goes) || isEmpty(plan, step, path, goes);
    known.set(id, found);
    return found;
  };
  return goes;
}

/** It cannot be made without the item of another step that is left out. */
const needsOne = (plan: Plan, step: PlannedStep, path: readonly number[], goes: LeftOut): boolean =>
  step.edges.some((edge) => !edge.gather && !edge.soft && isOut(taskAt(plan, edge.step, step, path), edge.step, goes));

/** It is an item of a list that is left out. */
const isEmpty = (plan: Plan, step: PlannedStep, path: readonly number[], goes: LeftOut): boolean =>
  step.axes
    .slice(0, path.length + 1)
    .some((axis, depth) =>
      axisSources(plan, axis).some(
        (source) =>
          source.kind === 'output' && isOut(taskAt(plan, source.step, step, path.slice(0, depth)), source.step, goes),
      ),
    );

/** An item whose place is not known yet may still be made. */
function isOut(task: string, step: string, goes: LeftOut): boolean {
  const text = /\[(.*)\]$/.exec(task)?.[1];
  const path = text === undefined ? [] : text.split(',').map((part) => (part === '' ? NaN : Number(part)));
  return !path.some(Number.isNaN) && goes(step, path);
}
