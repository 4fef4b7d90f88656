import type { GraphDelta, Plan } from '#pipeline';
import { queueOf } from './queues.js';

/** Node as the scripts take it: id, kind letter, step, queue, dependencies with `~` before soft ones, joins, '1' for a known step, cells of a pilot. */
type WireNode = [string, string, string, string, string[], string, ('1' | '')?, number?];

export function wireNodes(plan: Plan, { nodes, edges }: GraphDelta): WireNode[] {
  const joins = new Map<string, string>();
  for (const [child, join] of edges) joins.set(child, joins.has(child) ? `${joins.get(child)} ${join}` : join);
  const queues = new Map(plan.steps.map((step) => [step.id, queueOf(step.selection)]));
  const letters = { task: 't', expand: 'x', join: 'j', finish: 'f' } as const;
  const known = new Set(plan.known);
  const anew = new Set([...(plan.rerun ?? []), ...(plan.changed ?? [])]);
  return nodes.map((node) => {
    const wire: WireNode = [
      node.id,
      letters[node.kind],
      node.step,
      queues.get(node.step)!,
      node.deps.map((dep) => (dep.soft ? `~${dep.id}` : dep.id)),
      joins.get(node.id) ?? '',
    ];
    const isKnown = known.has(node.step) && !anew.has(node.id);
    if (node.cells !== undefined) wire.push(isKnown ? '1' : '', node.cells);
    else if (isKnown) wire.push('1');
    return wire;
  });
}

/** Step as the scripts take it: id, type, number of tasks or 0 where it is not known. */
export const wireSteps = (plan: Plan): [string, string, number][] =>
  plan.steps.map((step) => [step.id, step.type, step.tasks ?? 0]);
