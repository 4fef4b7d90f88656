import {
  Background,
  MiniMap,
  ReactFlow,
  SelectionMode,
  applyNodeChanges,
  useConnection,
  useReactFlow,
} from '@xyflow/react';
import type { EdgeTypes, NodeChange, NodeTypes, OnConnectEnd } from '@xyflow/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { moveNodes } from '../model/commands';
import type { Point } from '../model/types';
import { InputsNodeCard } from './inputs-node';
import { LinkEdgeLine } from './link-edge';
import type { LinkEdge } from './link-edge';
import { edgesOf, nodesOf } from './nodes';
import type { FlowNode } from './nodes';
import type { OpenEnd } from './palette';
import { StepNodeCard } from './step-node';
import { useEditor, useEditorState } from './store';
import { fromEnd, refusalOf, toEnd, wire } from './wire';
import './workflows.css';

const NODE_TYPES: NodeTypes = { step: StepNodeCard, inputs: InputsNodeCard };
const EDGE_TYPES: EdgeTypes = { link: LinkEdgeLine };
const FIT = { padding: 0.15, maxZoom: 1 };
const SNAP: [number, number] = [8, 8];

/** The graph. It is dragged about in here, and told to the editor when it is let go. */
export function Canvas({ onOpenEnd }: { onOpenEnd: (end: OpenEnd | undefined, at: Point) => void }) {
  const editor = useEditor();
  const [nodes, onNodesChange] = useNodes();
  const edges = useEdges();
  const { screenToFlowPosition } = useReactFlow();
  const onConnectEnd = useCallback<OnConnectEnd>(
    (event, { fromHandle, toNode, isValid }) => {
      if (!fromHandle || toNode || isValid) return;
      const { clientX: x, clientY: y } = 'changedTouches' in event ? event.changedTouches[0]! : event;
      onOpenEnd(
        { node: fromHandle.nodeId, port: fromHandle.id ?? '', side: fromHandle.type },
        screenToFlowPosition({ x, y }),
      );
    },
    [onOpenEnd, screenToFlowPosition],
  );
  return (
    <ReactFlow<FlowNode, LinkEdge>
      {...{ nodes, edges, onNodesChange, onConnectEnd, nodeTypes: NODE_TYPES, edgeTypes: EDGE_TYPES }}
      onEdgesChange={(changes) => {
        for (const change of changes) {
          if (change.type !== 'select') continue;
          if (change.selected) editor.note({ selectedLink: change.id });
          else if (editor.state.selectedLink === change.id) editor.note({ selectedLink: undefined });
        }
      }}
      onConnect={({ source, sourceHandle, target, targetHandle }) =>
        wire(editor, fromEnd({ nodeId: source, id: sourceHandle }), toEnd({ nodeId: target, id: targetHandle }))
      }
      isValidConnection={({ source, sourceHandle, target, targetHandle }) =>
        refusalOf(editor, { nodeId: source, id: sourceHandle ?? '' }, { nodeId: target, id: targetHandle ?? '' }) ===
        undefined
      }
      onDoubleClick={(event) => {
        if (!(event.target as Element).classList.contains('react-flow__pane')) return;
        onOpenEnd(undefined, screenToFlowPosition({ x: event.clientX, y: event.clientY }));
      }}
      aria-label="Graph of the workflow"
      proOptions={{ hideAttribution: true }}
      deleteKeyCode={null}
      onlyRenderVisibleElements
      elevateNodesOnSelect={false}
      selectionMode={SelectionMode.Partial}
      selectionKeyCode="Shift"
      multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
      zoomOnDoubleClick={false}
      connectionRadius={28}
      minZoom={0.08}
      maxZoom={2}
      snapToGrid
      snapGrid={SNAP}
      fitView
      fitViewOptions={FIT}
    >
      <Background gap={24} size={1.5} />
      {nodes.length > 3 && <MiniMap pannable zoomable ariaLabel="Map of the graph" className="hidden lg:block" />}
      <Refused />
    </ReactFlow>
  );
}

/** Nodes of the editor, and those of a drag that is under way. */
function useNodes(): [FlowNode[], (changes: NodeChange<FlowNode>[]) => void] {
  const editor = useEditor();
  const [nodes, setNodes] = useState<FlowNode[]>(() => nodesOf(editor.state, []));
  const dragging = useRef(false);
  useEffect(
    () =>
      editor.subscribe(() => {
        if (!dragging.current) setNodes((before) => same(before, nodesOf(editor.state, before)));
      }),
    [editor],
  );
  const change = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const moves = changes.filter((one) => one.type === 'position');
      if (moves.length > 0) dragging.current = moves.some((one) => one.dragging);
      setNodes((before) => applyNodeChanges(changes, before));
      const chosen = changes.filter((one) => one.type === 'select');
      if (chosen.length > 0) {
        const selected = new Set(editor.state.selected);
        for (const one of chosen) selected[one.selected ? 'add' : 'delete'](one.id);
        editor.note({ selected: [...selected] });
      }
      const ended = moves.filter((one) => !one.dragging && one.position);
      if (ended.length === 0) return;
      const places = Object.fromEntries(ended.map(({ id, position }) => [id, position!]));
      editor.do(
        (doc) => moveNodes(doc, { ...editor.state.places, ...places }),
        `move ${Object.keys(places).join(' ')}`,
      );
    },
    [editor],
  );
  return [nodes, change];
}

const same = (before: FlowNode[], after: FlowNode[]): FlowNode[] =>
  before.length === after.length && after.every((node, at) => node === before[at]) ? before : after;

function useEdges(): LinkEdge[] {
  const links = useEditorState((state) => state.links);
  const selected = useEditorState(({ selectedLink }) => selectedLink);
  const [edges, setEdges] = useState<{ of: unknown[]; edges: LinkEdge[] }>({ of: [], edges: [] });
  if (edges.of[0] === links && edges.of[1] === selected) return edges.edges;
  const next = edgesOf(links, selected, edges.edges);
  setEdges({ of: [links, selected], edges: next });
  return next;
}

/** Why a wire cannot end where the pointer is. */
function Refused() {
  const editor = useEditor();
  const text = useConnection(({ inProgress, isValid, fromHandle, toHandle }) => {
    if (!inProgress || isValid || !fromHandle || !toHandle) return undefined;
    if (fromHandle.type === toHandle.type) return 'A connection goes from what is made to what takes it.';
    const [source, target] = fromHandle.type === 'source' ? [fromHandle, toHandle] : [toHandle, fromHandle];
    return refusalOf(editor, source, target);
  });
  return (
    <p
      role="status"
      className="pointer-events-none absolute inset-x-0 top-3 z-10 mx-auto w-fit max-w-[min(30rem,90%)] rounded-control border border-failed bg-panel px-3 py-2 text-[13px] text-failed empty:hidden"
    >
      {text}
    </p>
  );
}

/** Shows some nodes, or all of them. */
export function useShow(): (ids?: readonly string[]) => void {
  const { fitView } = useReactFlow();
  return useCallback(
    (ids) => {
      const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
      void fitView({ ...FIT, ...(ids && { nodes: ids.map((id) => ({ id })) }), duration: calm ? 0 : 180 });
    },
    [fitView],
  );
}
