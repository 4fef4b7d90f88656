import { Position } from '@xyflow/react';
import type { NodeHandle } from '@xyflow/react';
import { NODE, NODE_WIDTH } from '../model/layout';
import { AFTER, EACH, targetsOf } from '../model/ports';
import type { Definition, Step, StepType } from '../model/types';

const HANDLE = 24;

const handle = (id: string, type: 'source' | 'target', row: number): NodeHandle => ({
  ...{ id, type, width: HANDLE, height: HANDLE, position: type === 'source' ? Position.Right : Position.Left },
  x: type === 'source' ? NODE_WIDTH - HANDLE : 0,
  y: NODE.head + NODE.row * row,
});

/** Where the ports of a node are. */
export function stepHandles(type: StepType | undefined, step: Step): NodeHandle[] {
  if (!type) return [];
  const targets = targetsOf(type, step);
  return [
    ...targets.map(({ name }, row) => handle(name, 'target', row)),
    handle(EACH, 'target', targets.length),
    { ...handle(AFTER, 'target', 0), y: (NODE.head - HANDLE) / 2 },
    ...Object.keys(type.outputs).map((name, row) => handle(name, 'source', row)),
  ];
}

export const inputHandles = ({ inputs = {} }: Definition): NodeHandle[] =>
  Object.keys(inputs).map((name, row) => handle(name, 'source', row));
