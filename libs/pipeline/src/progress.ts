import type { Plan } from './plan.js';
import { tasksExpected } from './plan.js';

/** Share of a pipeline that is done, 0 to 1: its steps weighted by the time they were expected to take. */
export function pipelineProgress(plan: Plan, stepProgress: (id: string) => number): number {
  const weights = plan.steps.map((step) => tasksExpected(step) * step.estimatedSeconds);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return plan.steps.every((step) => stepProgress(step.id) >= 1) ? 1 : 0;
  const done = plan.steps.reduce((sum, step, index) => sum + stepProgress(step.id) * weights[index]!, 0);
  return Math.min(1, done / total);
}
