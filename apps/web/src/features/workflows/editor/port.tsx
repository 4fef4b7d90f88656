import { Handle, Position, useConnection } from '@xyflow/react';
import { cn } from '@/lib/cn';
import { sentence } from '@/lib/format';
import { NODE } from '../model/layout';
import { MEDIA_NAMES } from '../model/ports';
import type { Media } from '../model/types';
import { PortShape } from './look';
import { useEditor } from './store';
import { refusalOf } from './wire';

interface PortProps {
  node: string;
  name: string;
  side: 'in' | 'out';
  media: Media;
  many?: boolean;
  label?: string;
  required?: boolean;
  connected?: boolean;
  /** From the top of the node, pixels. */
  top: number;
}

/** One end of connections: its mark on the border of the node, and its name inside. */
export function Port({
  node,
  name,
  side,
  media,
  top,
  many = false,
  required = false,
  connected = true,
  label,
}: PortProps) {
  const fits = useFits(node, name, side);
  const said = label ?? sentence(name);
  return (
    <>
      <Handle
        id={name}
        type={side === 'in' ? 'target' : 'source'}
        position={side === 'in' ? Position.Left : Position.Right}
        title={`${said}: ${many ? 'several of ' : ''}${MEDIA_NAMES[media].toLowerCase()}${required ? ', needed' : ''}`}
        style={{ top: top + NODE.row / 2 }}
        className={cn(
          'workflow-port',
          fits === false && 'opacity-20',
          fits === true && 'workflow-port-fits',
          connected && 'workflow-port-taken',
        )}
      >
        <PortShape media={media} many={many} open={!connected} />
      </Handle>
      {said !== '' && (
        <span
          aria-hidden
          style={{ top }}
          className={cn(
            'pointer-events-none absolute h-6 max-w-28 truncate text-[12px] leading-6',
            side === 'in' ? 'left-3.5 text-muted' : 'right-3.5 text-text',
          )}
        >
          {said}
          {required && !connected && <span className="text-failed"> needed</span>}
        </span>
      )}
    </>
  );
}

/** Whether a wire that is being drawn could end here; undefined while none is. */
function useFits(node: string, name: string, side: 'in' | 'out'): boolean | undefined {
  const editor = useEditor();
  return useConnection((connection): boolean | undefined => {
    if (!connection.inProgress) return undefined;
    const { fromHandle } = connection;
    if (fromHandle.nodeId === node && fromHandle.id === name) return undefined;
    if ((fromHandle.type === 'source') === (side === 'out')) return false;
    const here = { nodeId: node, id: name };
    const [source, target] = fromHandle.type === 'source' ? [fromHandle, here] : [here, fromHandle];
    return refusalOf(editor, source, target) === undefined;
  });
}
