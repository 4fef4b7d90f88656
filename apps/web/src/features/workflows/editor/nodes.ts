import { sentence } from '@/lib/format';
import { INPUTS } from '../model/types';
import type { Step, StepType } from '../model/types';
import { inputsSize, stepSize } from '../model/layout';
import type { Link } from '../model/links';
import { inputHandles, stepHandles } from './geometry';
import type { InputsNode } from './inputs-node';
import type { LinkEdge } from './link-edge';
import type { StepNode } from './step-node';
import type { EditorState } from './store';

export type FlowNode = StepNode | InputsNode;

/** The nodes of a graph; one about which nothing changed is the same object as before. */
export function nodesOf(state: EditorState, before: readonly FlowNode[]): FlowNode[] {
  const { definition } = state.history.now;
  const known = new Map(before.map((node) => [node.id, node]));
  const taken = Map.groupBy(state.links, ({ to }) => to.step);
  const nodes: FlowNode[] =
    Object.keys(definition.inputs ?? {}).length > 0 ? [inputsNode(state, known.get(INPUTS))] : [];
  for (const step of definition.steps) {
    const type = state.types.get(step.type);
    const ports = [...new Set(taken.get(step.id)?.map(({ to }) => to.port))].sort().join(' ');
    const data = { step, type, taken: ports };
    const old = known.get(step.id) as StepNode | undefined;
    const position = state.places[step.id] ?? { x: 0, y: 0 };
    const selected = state.selected.includes(step.id);
    if (old && old.data.step === step && old.data.taken === ports && at(old, position) && old.selected === selected) {
      nodes.push(old);
      continue;
    }
    const size = stepSize(type, step);
    const handles = old?.data.step === step ? old.handles! : stepHandles(type, step);
    nodes.push({
      ...old,
      id: step.id,
      type: 'step',
      data,
      position,
      ...size,
      handles,
      selected,
      measured: size,
      ariaLabel: nameOf(step, type),
    });
  }
  return nodes;
}

const nameOf = ({ id, type }: Step, of: StepType | undefined) => `${sentence(id)}, ${of?.title ?? type}`;

const at = ({ position }: FlowNode, { x, y }: { x: number; y: number }) => position.x === x && position.y === y;

function inputsNode(state: EditorState, before: FlowNode | undefined): InputsNode {
  const { definition } = state.history.now;
  const old = before as InputsNode | undefined;
  const position = state.places[INPUTS] ?? { x: 0, y: 0 };
  const selected = state.selected.includes(INPUTS);
  if (old && old.data.inputs === definition.inputs && at(old, position) && old.selected === selected) return old;
  const size = inputsSize(definition);
  const data = { inputs: definition.inputs };
  return {
    ...old,
    ...{ id: INPUTS, type: 'inputs', data, position, ...size, selected, measured: size, ariaLabel: 'Inputs' },
    handles: inputHandles(definition),
  };
}

export function edgesOf(links: readonly Link[], selected: string | undefined, before: readonly LinkEdge[]): LinkEdge[] {
  const known = new Map(before.map((edge) => [edge.id, edge]));
  return links.map((link) => {
    const old = known.get(link.id);
    const chosen = link.id === selected;
    if (old && old.selected === chosen && old.data!.link.how === link.how) return old;
    return {
      ...{ id: link.id, type: 'link', source: link.from.step ?? INPUTS, sourceHandle: link.from.port, data: { link } },
      ...{ target: link.to.step, targetHandle: link.to.port, selected: chosen, focusable: true },
      ariaLabel: `${link.from.step ?? 'inputs'} ${link.from.port} to ${link.to.step} ${link.to.port}`,
    };
  });
}
