import { Link } from '@tanstack/react-router';
import { CopyPlus, Ellipsis, GitFork, RotateCcw, Trash2, Workflow, X } from 'lucide-react';
import type { PipelineSummary } from '@/api/client';
import { IconButton } from '@/ui/button';
import { Menu, MenuItem, MenuLine } from '@/ui/menu';
import { useActions } from './use-actions';

const OVER: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled']);
export const isOver = ({ status }: Pick<PipelineSummary, 'status'>): boolean => OVER.has(status);

interface RowMenuProps {
  pipeline: PipelineSummary;
  onFork: () => void;
  onDelete: () => void;
}

/** What can be done with a pipeline, wherever it is listed. */
export function RowMenu({ pipeline, onFork, onDelete }: RowMenuProps) {
  const { id, name, status } = pipeline;
  const { control, clone } = useActions(id);
  const stopped = status === 'failed' || status === 'cancelled' || status === 'paused';
  return (
    <Menu
      trigger={
        <IconButton label={`What to do with ${name}`}>
          <Ellipsis />
        </IconButton>
      }
    >
      {stopped && (
        <MenuItem onSelect={() => control.mutate('run')}>
          <RotateCcw />
          {status === 'paused' ? 'Go on' : 'Try again'}
        </MenuItem>
      )}
      <MenuItem onSelect={() => clone.mutate()}>
        <CopyPlus />
        Clone
      </MenuItem>
      <MenuItem onSelect={onFork}>
        <GitFork />
        Fork with changes…
      </MenuItem>
      <MenuItem asChild>
        <Link to="/workflows/$name" params={{ name: 'new' }} search={{ from: id }}>
          <Workflow />
          Open as a workflow
        </Link>
      </MenuItem>
      <MenuLine />
      {isOver(pipeline) || status === 'pending' ? (
        <MenuItem danger onSelect={onDelete}>
          <Trash2 />
          Delete
        </MenuItem>
      ) : (
        <MenuItem danger onSelect={() => control.mutate('cancel')}>
          <X />
          Cancel
        </MenuItem>
      )}
    </Menu>
  );
}
