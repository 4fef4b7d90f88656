import { Link } from '@tanstack/react-router';
import {
  Download,
  Ellipsis,
  FileDown,
  GitFork,
  Link2,
  Pin,
  PinOff,
  RotateCcw,
  SlidersHorizontal,
  Sparkles,
  Star,
  Trash2,
} from 'lucide-react';
import { cn } from '@/lib/cn';
import { download, fileName } from '@/lib/media';
import { Button, IconButton, buttonStyle } from '@/ui/button';
import { Menu, MenuItem, MenuLine } from '@/ui/menu';
import { toast, toastError } from '@/ui/toasts';
import { titleOf } from '../item';
import { useMark, useRestore, useTrash } from '../use-changes';
import type { Detail } from './details';

interface ActionsProps {
  item: Detail;
  onGone: () => void;
}

/** What can be done with an item, the likeliest in sight. */
export function Actions({ item, onGone }: ActionsProps) {
  const { digest, kind, favourite, pinned, trashed_at: trashed } = item;
  const mark = useMark();
  const trash = useTrash(onGone);
  const restore = useRestore(onGone);
  const set = (marks: { favourite: boolean } | { pinned: boolean }) => mark.mutate({ digests: [digest], marks });
  if (trashed !== undefined)
    return (
      <Button kind="accent" size="small" className="self-start" onClick={() => restore.mutate([digest])}>
        <RotateCcw />
        Restore
      </Button>
    );
  return (
    <div className="flex flex-wrap items-center gap-2">
      {kind !== 'text' && kind !== 'json' && (
        <Link to="/" search={{ attach: digest }} className={buttonStyle({ kind: 'accent', size: 'small' })}>
          <Sparkles />
          Use again
        </Link>
      )}
      {madeHere(item) && (
        <Link to="/" search={{ restore: digest }} className={buttonStyle({ size: 'small' })}>
          <SlidersHorizontal />
          Same settings
        </Link>
      )}
      <span className="flex">
        <IconButton
          label={favourite ? 'No favourite any more' : 'Favourite'}
          aria-pressed={favourite}
          onClick={() => set({ favourite: !favourite })}
        >
          <Star className={cn(favourite && 'fill-accent text-accent-text')} />
        </IconButton>
        <IconButton
          label={pinned ? 'Unpin, so that it may go' : 'Pin, so that it stays'}
          aria-pressed={pinned}
          onClick={() => set({ pinned: !pinned })}
        >
          {pinned ? <PinOff className="text-accent-text" /> : <Pin />}
        </IconButton>
        <IconButton label="Delete" disabled={pinned} onClick={() => trash.mutate([digest])}>
          <Trash2 />
        </IconButton>
        <MoreActions item={item} />
      </span>
    </div>
  );
}

function MoreActions({ item }: { item: Detail }) {
  const {
    digest,
    mime,
    pipeline_ids: [pipeline],
    step_id: step,
  } = item;
  const name = fileName(titleOf(item).replace(/\.[a-z0-9]{2,4}$/i, ''), mime);
  const copy = () =>
    navigator.clipboard
      .writeText(new URL(`/studio/library?item=${digest}`, window.location.href).href)
      .then(() => toast('Address copied'))
      .catch((error: unknown) => toastError('The address could not be copied', error));
  return (
    <Menu
      trigger={
        <IconButton label="More">
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem asChild>
        <a href={download(digest, name)} download>
          <Download />
          Download
        </a>
      </MenuItem>
      <MenuItem asChild>
        <a href={download(digest, name, true)} download>
          <FileDown />
          Download without its recipe
        </a>
      </MenuItem>
      <MenuItem onSelect={() => void copy()}>
        <Link2 />
        Copy its address
      </MenuItem>
      {pipeline !== undefined && (
        <>
          <MenuLine />
          <MenuItem asChild>
            <Link to="/" search={{ run: pipeline }}>
              <RotateCcw />
              Show the run
            </Link>
          </MenuItem>
          <MenuItem asChild>
            <Link
              to="/pipelines/$id"
              params={{ id: pipeline }}
              search={{ fork: 'here', ...(step !== undefined && { step }) }}
            >
              <GitFork />
              Fork from here
            </Link>
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

/** Whether it is known how it was made: by this library, or by the file itself. */
function madeHere({ recipe }: Detail): boolean {
  const { step, upload } = (recipe ?? {}) as { step?: unknown; upload?: { recipe?: unknown } };
  return step !== undefined || upload?.recipe !== undefined;
}
