import { gatherDepth, projectPath } from './axes.js';
import type { AxisSource, Plan, PlannedStep } from './plan.js';
import { stepOf } from './plan.js';

/**
 * The running form of a plan: a graph that grows. Four kinds of node:
 * - `task`: one unit of work, `animate[3]`;
 * - `expand`: waits until the length of a step's next axis is known, then adds the nodes beneath it, `animate*[1]`;
 * - `join`: done when everything beneath an index prefix is done, `animate+[1]`; what gathering tasks wait for;
 * - `finish`: the whole step is done, `animate!`.
 * A node is done once all it waits for is done. An expansion adds its children in chunks and is done (sealed) with
 * the last one; a join waits for the expansion and, as they are added, for the children: it cannot be done early,
 * and with no children it is done when the expansion seals.
 */
export type NodeKind = 'task' | 'expand' | 'join' | 'finish';

export interface Dependency {
  id: string;
  /** A soft dependency only orders; a hard one that was skipped makes the task be skipped. */
  soft: boolean;
}

export interface GraphNode {
  id: string;
  kind: NodeKind;
  step: string;
  path: number[];
  deps: Dependency[];
  /** Cells of a pilot that lie here or beneath; unset where there is no pilot. */
  cells?: number;
}

export interface GraphDelta {
  nodes: GraphNode[];
  /** Further dependencies of joins that exist and still wait: [the new child, the join]. */
  edges: [child: string, join: string][];
}

/** How many nodes one atomic script may add. */
export const EXPAND_CHUNK = 500;

const suffix = (path: readonly number[]) => (path.length > 0 ? `[${path.join(',')}]` : '');
export const taskId = (step: string, path: readonly number[]): string => `${step}${suffix(path)}`;
const expandId = (step: string, path: readonly number[]) => `${step}*${suffix(path)}`;
const joinId = (step: string, path: readonly number[]) => `${step}+${suffix(path)}`;
export const finishId = (step: string): string => `${step}!`;

/** Splits a node id into step, kind and index path. */
export function parseNodeId(id: string): { step: string; kind: NodeKind; path: number[] } {
  const match = /^([\w-]+)([*+!]?)(?:\[([\d,]+)\])?$/.exec(id);
  if (!match) throw new Error(`not a node id: ${id}`);
  const kind = ({ '': 'task', '*': 'expand', '+': 'join', '!': 'finish' } as const)[match[2] as '' | '*' | '+' | '!'];
  return { step: match[1]!, kind, path: match[3] ? match[3].split(',').map(Number) : [] };
}

/** What exists when a pipeline starts: proportional to its steps, never to its items. */
export function initialGraph(plan: Plan): GraphDelta {
  const cells = plan.options.pilot?.cells;
  const nodes = plan.steps.flatMap((step): GraphNode[] => {
    if (step.axes.length === 0)
      return [withCells(taskNode(plan, step, []), cells), finishNode(step, taskId(step.id, []))];
    return [withCells(expandNode(plan, step, []), cells), joinNode(step, []), finishNode(step, joinId(step.id, []))];
  });
  return { nodes, edges: [] };
}

/** What an expansion has of a pilot, and among how many it is shared out. */
export interface PilotShare {
  cells: number;
  length: number;
}

const withCells = (node: GraphNode, cells: number | undefined): GraphNode =>
  cells === undefined ? node : { ...node, cells };

/** Evenly over all positions, so that few cells lie far apart: what is over goes to the first. */
const shareAt = ({ cells, length }: PilotShare, index: number): number =>
  Math.floor(cells / length) + (index < cells % length ? 1 : 0);

/** The nodes an expansion adds for positions `from` (inclusive) to `to` (exclusive) of its axis. */
export function expansion(
  plan: Plan,
  stepId: string,
  prefix: readonly number[],
  from: number,
  to: number,
  pilot?: PilotShare,
): GraphDelta {
  const step = stepOf(plan, stepId);
  const leaf = prefix.length + 1 === step.axes.length;
  const joins = [...new Set([0, ...step.gatherDepths])].filter((depth) => depth <= prefix.length);
  const delta: GraphDelta = { nodes: [], edges: [] };
  for (let index = from; index < to; index++) {
    const path = [...prefix, index];
    const node = leaf ? taskNode(plan, step, path) : expandNode(plan, step, path);
    const child = withCells(node, pilot && shareAt(pilot, index));
    delta.nodes.push(child);
    if (!leaf && step.gatherDepths.includes(path.length)) delta.nodes.push(joinNode(step, path));
    for (const depth of joins) delta.edges.push([child.id, joinId(step.id, path.slice(0, depth))]);
  }
  return delta;
}

/** Where an expansion's length comes from: a number known now, or the list a task put out. Zipped axes have several. */
export function expansionLengths(
  plan: Plan,
  stepId: string,
  prefix: readonly number[],
): ({ length: number } | { task: string; port: string })[] {
  const step = stepOf(plan, stepId);
  return axisSources(plan, step.axes[prefix.length]!).map((source) => {
    if (source.kind !== 'output') return { length: source.length };
    return { task: taskAt(plan, source.step, step, prefix), port: source.port };
  });
}

type LeafSource = Exclude<AxisSource, { kind: 'axis' }>;

/** The sources of an axis with zipped axes followed to their own. */
export function axisSources(plan: Plan, axis: string): LeafSource[] {
  return plan.axes[axis]!.sources.flatMap((source) =>
    source.kind === 'axis' ? axisSources(plan, source.axis) : [source],
  );
}

/** The id of another step's task at the position a step's own path gives. */
export function taskAt(plan: Plan, targetId: string, own: PlannedStep, path: readonly number[]): string {
  const target = stepOf(plan, targetId);
  const projected = projectPath(plan.axes, target.axes, own.axes.slice(0, path.length), path);
  return taskId(target.id, projected as number[]);
}

function taskNode(plan: Plan, step: PlannedStep, path: number[]): GraphNode {
  const deps = step.edges.map((edge): Dependency => {
    if (!edge.gather) return { id: taskAt(plan, edge.step, step, path), soft: edge.soft };
    const source = stepOf(plan, edge.step);
    const depth = gatherDepth(plan.axes, source.axes, step.axes);
    const prefix = projectPath(plan.axes, source.axes, step.axes, path).slice(0, depth) as number[];
    return { id: joinId(edge.step, prefix), soft: true };
  });
  return { id: taskId(step.id, path), kind: 'task', step: step.id, path, deps };
}

function expandNode(plan: Plan, step: PlannedStep, path: number[]): GraphNode {
  const deps = expansionLengths(plan, step.id, path).flatMap((source): Dependency[] =>
    'task' in source ? [{ id: source.task, soft: true }] : [],
  );
  return { id: expandId(step.id, path), kind: 'expand', step: step.id, path, deps };
}

function joinNode(step: PlannedStep, path: number[]): GraphNode {
  return {
    id: joinId(step.id, path),
    kind: 'join',
    step: step.id,
    path,
    deps: [{ id: expandId(step.id, path), soft: true }],
  };
}

function finishNode(step: PlannedStep, last: string): GraphNode {
  return { id: finishId(step.id), kind: 'finish', step: step.id, path: [], deps: [{ id: last, soft: true }] };
}
