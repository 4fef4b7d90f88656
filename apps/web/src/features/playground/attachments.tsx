import { ArrowLeft, ArrowRight, LoaderCircle, Music, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { cn } from '@/lib/cn';
import { thumbnail } from '@/lib/media';
import { Menu, MenuItem } from '@/ui/menu';
import { Tip } from '@/ui/tip';
import type { Attachment } from './settings';
import { dropUpload, moveAttachment, removeAttachment, retryUpload, useUploads } from './uploads';
import type { Upload } from './uploads';

/** What was brought, small and in order: dragged, or moved by its menu. Behind it what is on its way. */
export function Attachments({ items, className }: { items: readonly Attachment[]; className?: string }) {
  const uploads = useUploads().filter(({ problem }) => problem === undefined);
  const [over, setOver] = useState<number>();
  if (items.length + uploads.length === 0) return null;
  return (
    <ul className={cn('relative flex max-h-44 flex-wrap gap-2 overflow-y-auto', className)} aria-label="Attachments">
      {items.map((item, index) => (
        <li
          key={item.digest}
          draggable
          onDragStart={(event) => event.dataTransfer.setData('text/index', String(index))}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(index);
          }}
          onDragLeave={() => setOver(undefined)}
          onDrop={(event) => {
            setOver(undefined);
            const from = event.dataTransfer.getData('text/index');
            if (from !== '') moveAttachment(Number(from), index);
          }}
          className={cn(
            'group relative size-13 overflow-hidden rounded-control border border-line-strong bg-raised',
            over === index && 'border-accent',
          )}
        >
          <One item={item} index={index} last={items.length - 1} />
          <button
            type="button"
            tabIndex={-1}
            aria-hidden
            onClick={() => removeAttachment(item.digest)}
            className="absolute top-0.5 right-0.5 hidden size-6 place-items-center rounded-md bg-black/65 text-white group-hover:grid pointer-coarse:hidden"
          >
            <X className="size-3.5" />
          </button>
        </li>
      ))}
      {uploads.map((upload) => (
        <li key={`upload ${upload.id}`}>
          <OnItsWay upload={upload} />
        </li>
      ))}
    </ul>
  );
}

function One({ item: { name, digest, kind }, index, last }: { item: Attachment; index: number; last: number }) {
  const picture = (
    <button type="button" className="block size-full">
      {kind === 'audio' ? (
        <span className="grid size-full place-items-center text-muted">
          <Music className="size-5" aria-label={name} />
        </span>
      ) : (
        <img src={thumbnail(digest, 128)} alt={name} draggable={false} className="size-full object-cover" />
      )}
    </button>
  );
  return (
    <Menu trigger={picture} align="start">
      {index > 0 && (
        <MenuItem onSelect={() => moveAttachment(index, index - 1)}>
          <ArrowLeft /> Move left
        </MenuItem>
      )}
      {index < last && (
        <MenuItem onSelect={() => moveAttachment(index, index + 1)}>
          <ArrowRight /> Move right
        </MenuItem>
      )}
      <MenuItem danger onSelect={() => removeAttachment(digest)}>
        <Trash2 /> Remove
      </MenuItem>
    </Menu>
  );
}

const FULL = 100;

function OnItsWay({ upload: { id, name, progress } }: { upload: Upload }) {
  const percent = progress === undefined ? undefined : Math.round(progress * FULL);
  return (
    <Tip text={percent === undefined ? `${name}: being fetched or looked into` : `${name}: ${percent}%`}>
      <button
        type="button"
        aria-label={`Cancel ${name}`}
        onClick={() => dropUpload(id)}
        className="group relative grid size-13 place-items-center overflow-hidden rounded-control border border-line-strong bg-raised text-[11px] text-muted tabular"
      >
        <span
          role="progressbar"
          aria-label={`${name}, sent`}
          aria-valuemin={0}
          aria-valuemax={FULL}
          {...(percent !== undefined && { 'aria-valuenow': percent })}
          className="absolute inset-0 origin-bottom bg-line transition-transform duration-150"
          style={{ transform: `scaleY(${progress ?? 1})` }}
        />
        <span className="relative group-hover:hidden" aria-hidden>
          {percent === undefined ? <LoaderCircle className="size-4 animate-spin" /> : `${percent}%`}
        </span>
        <X className="relative hidden size-4 text-text group-hover:block" aria-hidden />
      </button>
    </Tip>
  );
}

/** What did not come: why, and what can be done. */
export function FailedUploads() {
  const failed = useUploads().filter(({ problem }) => problem !== undefined);
  if (failed.length === 0) return null;
  return (
    <ul className="mt-3 flex flex-col gap-1" role="alert">
      {failed.map(({ id, name, problem }) => (
        <li
          key={id}
          className="flex flex-wrap items-center gap-x-3 rounded-control border border-failed/50 px-3 py-1.5 text-[13px]"
        >
          <span className="min-w-0 flex-1">
            <span className="font-[600]">{name}</span> did not come. <span className="text-muted">{problem}</span>
          </span>
          <button type="button" className="h-11 font-[600] text-accent-text sm:h-8" onClick={() => retryUpload(id)}>
            Try again
          </button>
          <button
            type="button"
            aria-label={`Forget ${name}`}
            className="grid size-11 place-items-center text-muted hover:text-text sm:size-8"
            onClick={() => dropUpload(id)}
          >
            <X className="size-4" />
          </button>
        </li>
      ))}
    </ul>
  );
}
