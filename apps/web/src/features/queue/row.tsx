import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  ArrowDown,
  ArrowDownToLine,
  ArrowUp,
  ArrowUpToLine,
  Ellipsis,
  GripVertical,
  Hourglass,
  Repeat2,
} from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { pipelineQuery } from '@/api/queries';
import { cn } from '@/lib/cn';
import { duration, sentence } from '@/lib/format';
import { Bar } from '@/ui/bar';
import { IconButton } from '@/ui/button';
import { Menu, MenuItem, MenuLine } from '@/ui/menu';
import { laneOf } from './arrange';
import type { Lanes, Place, Queued } from './arrange';
import { firstWords } from './words';
import type { Drag } from './use-drag';

const PROGRESS_MS = 4_000;

interface RowProps {
  pipeline: Queued;
  lanes: Lanes;
  drag: Drag;
  /** Whether what is dragged would stand before it. */
  mark: boolean;
  move: (place: Place) => void;
  nudge: (by: -1 | 1) => void;
}

export function Row({ pipeline, lanes, drag, mark, move, nudge }: RowProps) {
  const { id, name } = pipeline;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    nudge(event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <li
      data-row={id}
      className={cn(
        'grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-2 py-2 pr-2 pl-1 transition-opacity',
        drag.dragged === id && 'opacity-50',
        mark && 'shadow-[inset_0_2px_0_var(--accent)]',
      )}
    >
      <button
        type="button"
        aria-label={`Move ${name}`}
        aria-description="Drag it, or use the arrow keys up and down"
        className="grid size-11 cursor-grab touch-none place-items-center rounded-control text-muted hover:text-text active:cursor-grabbing sm:size-9"
        onKeyDown={onKeyDown}
        {...drag.handle(id)}
      >
        <GripVertical className="size-4" aria-hidden />
      </button>
      <div className="min-w-0">
        <Progress pipeline={pipeline} />
      </div>
      <Actions pipeline={pipeline} lanes={lanes} move={move} nudge={nudge} />
    </li>
  );
}

/** How far it is, and what it waits for. */
function Progress({ pipeline: { id, name, ready, running, position, owner } }: { pipeline: Queued }) {
  const { data } = useQuery({ ...pipelineQuery(id), refetchInterval: PROGRESS_MS });
  const about = data && firstWords(data.inputs);
  const left = data?.eta_seconds;
  const turn = position === undefined ? undefined : position === 1 ? 'next' : `${position - 1} before it`;
  return (
    <div className="flex flex-col gap-1">
      <p className="truncate">
        <Link to="/pipelines/$id" params={{ id }} className="font-[560] hover:underline">
          {sentence(name)}
        </Link>
        {about !== undefined && <span className="text-muted"> · {about}</span>}
      </p>
      <p className="truncate text-[13px] text-muted tabular">
        {[
          running > 0 && `${running} ${running === 1 ? 'runs' : 'run'}`,
          ready > 0 && `${ready} ${ready === 1 ? 'waits' : 'wait'}`,
          turn,
          left !== undefined && left > 0 && `about ${duration(left)} left`,
          owner !== 'default' && `of ${owner}`,
        ]
          .filter(Boolean)
          .join(' · ') || 'next up, or waits for other steps'}
      </p>
      <Bar value={data?.progress ?? 0} tone="running" label={`${name}, progress`} />
    </div>
  );
}

type ActionsProps = Pick<RowProps, 'pipeline' | 'lanes' | 'move' | 'nudge'>;

function Actions({ pipeline, lanes, move, nudge }: ActionsProps) {
  const lane = laneOf(pipeline);
  const go = (to: Place['lane']) => move({ lane: to, index: to === 'first' ? 0 : lanes[to].length });
  return (
    <Menu
      trigger={
        <IconButton label={`Where ${pipeline.name} stands`}>
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem disabled={lanes.first[0]?.id === pipeline.id} onSelect={() => go('first')}>
        <ArrowUpToLine aria-hidden />
        Serve first
      </MenuItem>
      <MenuItem keys="↑" onSelect={() => nudge(-1)}>
        <ArrowUp aria-hidden />
        Move up
      </MenuItem>
      <MenuItem keys="↓" onSelect={() => nudge(1)}>
        <ArrowDown aria-hidden />
        Move down
      </MenuItem>
      <MenuLine />
      <MenuItem disabled={lane === 'interactive'} onSelect={() => go('interactive')}>
        <Repeat2 aria-hidden />
        Back in turn
      </MenuItem>
      <MenuItem disabled={lane === 'background'} onSelect={() => go('background')}>
        <Hourglass aria-hidden />
        To the background
      </MenuItem>
      <MenuItem disabled={lanes.last.at(-1)?.id === pipeline.id} onSelect={() => go('last')}>
        <ArrowDownToLine aria-hidden />
        When nothing else waits
      </MenuItem>
    </Menu>
  );
}
