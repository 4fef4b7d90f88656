import dagre from '@dagrejs/dagre';
import type { Link } from './links';
import { targetsOf } from './ports';
import { INPUTS } from './types';
import type { Definition, Point, Step, StepType, StepTypes } from './types';

export interface Size {
  width: number;
  height: number;
}

export const NODE_WIDTH = 248;
/** Heights of a node's parts, in pixels. */
export const NODE = { head: 48, row: 24, picture: 128, words: 56, foot: 36, border: 2 } as const;

const isVisual = ({ outputs }: StepType): boolean =>
  Object.values(outputs).some(({ media }) => media === 'image' || media === 'video');

/** The height of what is in the middle of a node: a picture, or words. */
export const bodyHeight = (type: StepType | undefined): number => (type && isVisual(type) ? NODE.picture : NODE.words);

/** Rows of ports: those it takes and the one for lists, beside those it puts out. */
const rowsOf = (type: StepType | undefined, step: Step): number =>
  type ? Math.max(targetsOf(type, step).length + 1, Object.keys(type.outputs).length) : 1;

/** Sizes follow from what a node has, so that nothing is measured before a large graph can be shown. */
export const stepSize = (type: StepType | undefined, step: Step): Size => ({
  width: NODE_WIDTH,
  height: NODE.head + NODE.row * rowsOf(type, step) + bodyHeight(type) + NODE.foot + NODE.border,
});

export const inputsSize = ({ inputs = {} }: Definition): Size => ({
  width: NODE_WIDTH,
  height: NODE.head + NODE.row * Math.max(1, Object.keys(inputs).length) + 8 + NODE.border,
});

const sizesOf = (definition: Definition, types: StepTypes): Map<string, Size> =>
  new Map([
    ...(Object.keys(definition.inputs ?? {}).length > 0 ? [[INPUTS, inputsSize(definition)] as const] : []),
    ...definition.steps.map((step) => [step.id, stepSize(types.get(step.type), step)] as const),
  ]);

/** Places for all nodes, from left to right as things are made, by the upper left corner. */
export function layout(
  definition: Definition,
  types: StepTypes,
  links: readonly Link[],
  sizes: ReadonlyMap<string, Size> = sizesOf(definition, types),
  gaps = { nodesep: 40, ranksep: 96 },
): Record<string, Point> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', ...gaps });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [id, size] of sizes) graph.setNode(id, { ...size });
  for (const { from, to } of links) {
    const source = from.step ?? INPUTS;
    if (graph.hasNode(source) && graph.hasNode(to.step)) graph.setEdge(source, to.step);
  }
  dagre.layout(graph);
  return Object.fromEntries(
    graph.nodes().map((id) => {
      const { x, y, width, height } = graph.node(id) as Size & Point;
      return [id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }];
    }),
  );
}

const GAP = 96;
const ROOM = 300;

/** All places: those that are known; where none is, all are laid out, and what is new goes where there is room. */
export function placed(
  definition: Definition,
  types: StepTypes,
  links: readonly Link[],
  known: Record<string, Point>,
): Record<string, Point> {
  const hasInputs = Object.keys(definition.inputs ?? {}).length > 0;
  const ids = [...(hasInputs ? [INPUTS] : []), ...definition.steps.map(({ id }) => id)];
  const places = { ...known };
  if (!ids.some((id) => places[id])) return { ...layout(definition, types, links), ...places };
  for (const id of ids) places[id] ??= freePlace(ids, places, id === INPUTS ? 'before' : 'behind');
  return places;
}

/** Beside all that stands there, where nothing is. */
function freePlace(ids: readonly string[], places: Record<string, Point>, side: 'before' | 'behind'): Point {
  const taken = ids.flatMap((id) => places[id] ?? []);
  const xs = taken.map(({ x }) => x);
  const x = side === 'before' ? Math.min(...xs) - NODE_WIDTH - GAP : Math.max(...xs) + NODE_WIDTH + GAP;
  let y = Math.min(...taken.map((one) => one.y));
  while (taken.some((one) => Math.abs(one.x - x) < NODE_WIDTH && Math.abs(one.y - y) < ROOM)) y += ROOM;
  return { x, y };
}
