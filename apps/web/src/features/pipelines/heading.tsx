import { Link, useNavigate } from '@tanstack/react-router';
import {
  ArrowLeft,
  Clapperboard,
  CopyPlus,
  Download,
  Ellipsis,
  GitFork,
  Pause,
  Play,
  PencilLine,
  Trash2,
  Workflow,
  X,
} from 'lucide-react';
import { useState } from 'react';
import type { Pipeline } from '@/api/client';
import { Button, IconButton, buttonStyle } from '@/ui/button';
import { Input } from '@/ui/input';
import { Menu, MenuItem, MenuLine } from '@/ui/menu';
import { ShareButton } from '@/widgets/share';
import { Badge } from './badge';
import { isOver } from './row-menu';
import { useActions } from './use-actions';
import { useDelete } from './use-delete';

interface HeadingProps {
  pipeline: Pipeline;
  connected: boolean;
  onFork: () => void;
}

/** Its name, how it is, and what can be done with it. */
export function Heading({ pipeline, connected, onFork }: HeadingProps) {
  const { id } = pipeline;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Link
        to="/pipelines"
        aria-label="All pipelines"
        className="-ml-2 grid size-11 place-items-center rounded-control text-muted hover:text-text sm:size-9"
      >
        <ArrowLeft className="size-4" aria-hidden />
      </Link>
      <Name pipeline={pipeline} />
      <span role="status">
        {!connected && !isOver(pipeline) ? (
          <span className="text-[13px] text-muted">Connecting again</span>
        ) : (
          <Badge pipeline={pipeline} />
        )}
      </span>
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {(pipeline.in_review > 0 || pipeline.pilot === 'waiting') && !isOver(pipeline) && (
          <Link to="/review/$id" params={{ id }} className={buttonStyle({ kind: 'accent', size: 'small' })}>
            Review
          </Link>
        )}
        <Controls pipeline={pipeline} />
        <ShareButton request={requestOf(pipeline)} />
        <More pipeline={pipeline} onFork={onFork} />
      </div>
    </div>
  );
}

const requestOf = ({ definition, inputs, seed, mode, checkpoints }: Pipeline) => ({
  ...{ definition, inputs, seed },
  ...(mode !== 'auto' && { options: { mode, ...(mode === 'checkpoint' && { checkpoints }) } }),
});

function Name({ pipeline }: { pipeline: Pipeline }) {
  const { rename } = useActions(pipeline.id);
  const [draft, setDraft] = useState<string>();
  if (draft === undefined)
    return (
      <>
        <h1 className="min-w-0 truncate text-lg font-[640]">{pipeline.name}</h1>
        <IconButton label="Rename" onClick={() => setDraft(pipeline.name)} className="-ml-2">
          <PencilLine />
        </IconButton>
      </>
    );
  const save = () => {
    const name = draft.trim();
    if (name !== '' && name !== pipeline.name) rename.mutate(name);
    setDraft(undefined);
  };
  return (
    <form
      className="min-w-0 flex-1 sm:max-w-sm"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <h1 className="sr-only">{pipeline.name}</h1>
      <Input
        autoFocus
        aria-label="Name"
        value={draft}
        maxLength={200}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === 'Escape' && setDraft(undefined)}
      />
    </form>
  );
}

/** The one thing to do next with how it is. */
function Controls({ pipeline }: { pipeline: Pipeline }) {
  const { control } = useActions(pipeline.id);
  const { status } = pipeline;
  const act = (action: 'run' | 'pause' | 'cancel') => () => control.mutate(action);
  if (status === 'pending')
    return (
      <Button size="small" kind="accent" disabled={control.isPending} onClick={act('run')}>
        <Play />
        Start
      </Button>
    );
  if (isOver(pipeline))
    return (
      <Link to="/" search={{ run: pipeline.id }} className={buttonStyle({ size: 'small' })}>
        See the results
      </Link>
    );
  return (
    <>
      {status === 'paused' ? (
        <Button size="small" kind="accent" onClick={act('run')}>
          <Play />
          Go on
        </Button>
      ) : (
        <Button size="small" disabled={status === 'cancelling'} onClick={act('pause')}>
          <Pause />
          Pause
        </Button>
      )}
      <Button size="small" kind="danger" disabled={status === 'cancelling'} onClick={act('cancel')}>
        <X />
        Cancel
      </Button>
    </>
  );
}

/** Step types whose pipelines have a story to show. */
const TOLD: ReadonlySet<string> = new Set(['storyboard', 'shotlist']);

function More({ pipeline, onFork }: Pick<HeadingProps, 'pipeline' | 'onFork'>) {
  const { id, name, steps } = pipeline;
  const { clone } = useActions(id);
  const { remove } = useDelete();
  const navigate = useNavigate();
  const told = steps.some(({ step_type }) => TOLD.has(step_type)) || steps.some((step) => step.id === 'keyframe');
  return (
    <Menu
      trigger={
        <IconButton label="More">
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem onSelect={onFork}>
        <GitFork />
        Fork with changes…
      </MenuItem>
      <MenuItem onSelect={() => clone.mutate()}>
        <CopyPlus />
        Clone
      </MenuItem>
      <MenuItem asChild>
        <Link to="/workflows/$name" params={{ name: 'new' }} search={{ from: id }}>
          <Workflow />
          Open as a workflow
        </Link>
      </MenuItem>
      {told && (
        <MenuItem asChild>
          <Link to="/story/$id" params={{ id }}>
            <Clapperboard />
            Show the story
          </Link>
        </MenuItem>
      )}
      <MenuItem asChild>
        <a href={`/pipelines/${id}/outputs.zip`} download>
          <Download />
          Download all as ZIP
        </a>
      </MenuItem>
      {(isOver(pipeline) || pipeline.status === 'pending') && (
        <>
          <MenuLine />
          <MenuItem
            danger
            onSelect={() => {
              remove(id, name);
              void navigate({ to: '/pipelines' });
            }}
          >
            <Trash2 />
            Delete
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
