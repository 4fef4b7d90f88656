import type { Catalogue, Plan, PlannedStep, PortValue, ResolvedTask, TaskOutputs } from '#pipeline';
import { PipelineFailure, deriveSeed, expansionLength, resolveTask, taskAt, taskId } from '#pipeline';

/** A task with its seed, as its action key is made from. */
export interface Foreseen extends ResolvedTask {
  seed: number;
}

/** Action keys of work to come; undefined where nobody can do it. */
export type KeyOf = (step: PlannedStep, task: Foreseen) => string | undefined;

/** Results that exist: by what the pipeline knows of a task, or by action key. */
export interface Existing {
  known(task: string): Promise<TaskOutputs>;
  cached(actionKey: string): Promise<TaskOutputs>;
}

/** Tasks looked at; beyond them a plan says what it knows so far. */
const MOST_TASKS = 2_000;

/**
 * How many tasks of each step need not be done, found by going through the plan as the engine would. A step whose
 * inputs are still to be made is not foreseen.
 */
export async function foresee(
  plan: Plan,
  catalogue: Catalogue,
  keyOf: KeyOf,
  existing: Existing,
): Promise<Record<string, number>> {
  const outputs = new Map<string, TaskOutputs>();
  const complete = new Set<string>();
  const counts: Record<string, number> = {};
  const read = async (ids: string[]) => ids.map((id) => outputs.get(id));
  for (const step of plan.steps) {
    counts[step.id] = 0;
    if (!step.edges.every((edge) => !edge.gather || complete.has(edge.step))) continue;
    const paths = await pathsOf(plan, step, outputs);
    if (!paths || outputs.size + paths.length > MOST_TASKS) continue;
    let all = true;
    for (const path of paths) {
      const id = taskId(step.id, path);
      const given = step.edges.every((edge) => edge.gather || outputs.has(taskAt(plan, edge.step, step, path)));
      const found = given ? await find(id, step, path) : undefined;
      if (found) outputs.set(id, found);
      else all = false;
    }
    counts[step.id] = paths.filter((path) => outputs.has(taskId(step.id, path))).length;
    if (all) complete.add(step.id);
  }
  return counts;

  async function find(id: string, step: PlannedStep, path: number[]): Promise<TaskOutputs> {
    if (plan.rerun?.includes(step.id) || plan.rerun?.includes(id)) return undefined;
    if (plan.known?.includes(step.id) && !plan.changed?.includes(id)) {
      const known = await existing.known(id);
      if (known) return known;
    }
    if (!step.cache) return undefined;
    const resolved = await resolveTask(plan, catalogue, step.id, path, read).catch(refused);
    if (!resolved) return undefined;
    const seed = typeof resolved.config.seed === 'number' ? resolved.config.seed : deriveSeed(plan.seed, step.id, path);
    const key = keyOf(step, { ...resolved, seed });
    return key === undefined ? undefined : existing.cached(key);
  }
}

/** A task that can't be resolved will say so when it runs. */
function refused(error: unknown): undefined {
  if (error instanceof PipelineFailure) return undefined;
  throw error;
}

/** Index paths of a step's tasks; undefined where a list they come from is still to be made. */
async function pathsOf(
  plan: Plan,
  step: PlannedStep,
  outputs: ReadonlyMap<string, Record<string, PortValue> | undefined>,
): Promise<number[][] | undefined> {
  let missing = false;
  const read = async (ids: string[]) =>
    ids.map((id) => {
      missing ||= !outputs.has(id);
      return outputs.get(id);
    });
  let paths: number[][] = [[]];
  for (const _ of step.axes) {
    const next: number[][] = [];
    for (const path of paths) {
      const length = await expansionLength(plan, step.id, path, read).catch(refused);
      for (let index = 0; index < (length ?? 0) && next.length <= MOST_TASKS; index++) next.push([...path, index]);
    }
    paths = next;
  }
  return missing ? undefined : paths;
}
