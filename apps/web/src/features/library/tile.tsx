import { Check, FileText, Music, Pin, Play, Star, Trash2 } from 'lucide-react';
import { memo, useState } from 'react';
import type { MouseEvent, PointerEvent } from 'react';
import { cn } from '@/lib/cn';
import { clock } from '@/lib/format';
import { bytes, thumbnail } from '@/lib/media';
import { ScrubVideo } from '@/ui/scrub-video';
import { useTouch } from '@/ui/touch';
import type { Item } from './cache';
import { titleOf } from './item';

export interface TileActions {
  open: (digest: string) => void;
  /** `range`: all from the one chosen before to this one. */
  select: (digest: string, range: boolean) => void;
  favourite: (item: Item) => void;
  trash: (digest: string) => void;
}

interface TileProps {
  item: Item;
  chosen: boolean;
  /** Something is chosen, so that a click chooses as well. */
  choosing: boolean;
  /** What Tab goes to. */
  active: boolean;
  /** In the trash, where nothing is favourite. */
  trashed: boolean;
  actions: TileActions;
}

/** One of the library: a click opens it, the pointer scrubs through it, a finger that rests on it chooses it. */
export const Tile = memo(function Tile({ item, chosen, choosing, active, trashed, actions }: TileProps) {
  const { digest, favourite, pinned } = item;
  const [at, setAt] = useState<number>();
  const touch = useTouch({
    onLongPress: () => actions.select(digest, false),
    onSwipeAway: trashed || pinned ? undefined : () => actions.trash(digest),
  });
  const title = titleOf(item);
  const scrub = (event: PointerEvent) => {
    if (event.pointerType !== 'mouse' || item.kind !== 'video') return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setAt(Math.min(1, Math.max(0, (event.clientX - left) / width)));
  };
  const press = (event: MouseEvent) => {
    if (touch.wasTouch()) return;
    if (choosing || event.shiftKey || event.metaKey || event.ctrlKey) actions.select(digest, event.shiftKey);
    else actions.open(digest);
  };
  const tab = active ? 0 : -1;
  return (
    <div
      className="group relative size-full touch-pan-y overflow-hidden rounded-media bg-raised select-none"
      onPointerMove={scrub}
      onPointerLeave={() => setAt(undefined)}
      onContextMenu={(event) => touch.wasTouch() && event.preventDefault()}
    >
      {touch.shift < 0 && (
        <span aria-hidden className="absolute inset-0 flex items-center justify-end bg-failed/20 pr-6 text-failed">
          <Trash2 className="size-6" />
        </span>
      )}
      <div
        className={cn('relative size-full', touch.shift === 0 && 'transition-transform duration-150')}
        style={{ transform: `translateX(${touch.shift}px)` }}
        {...touch.handlers}
      >
        <button type="button" tabIndex={tab} onClick={press} className="block size-full overflow-hidden rounded-media">
          <span className="sr-only">
            {choosing ? (chosen ? 'Unselect' : 'Select') : 'Open'} {item.kind} {title}
          </span>
          <Picture item={item} />
          {at !== undefined && <ScrubVideo src={bytes(digest)} at={at} />}
          <span
            aria-hidden
            className={cn('absolute inset-0 rounded-media', chosen && 'ring-3 ring-accent ring-inset')}
          />
        </button>
        <Badge item={item} />
        <Corner
          label={`${chosen ? 'Unselect' : 'Select'} ${title}`}
          pressed={chosen}
          shown={chosen || choosing}
          tabIndex={tab}
          className={cn('left-0', chosen && '[&>span]:bg-accent [&>span]:text-on-accent')}
          onClick={(event) => actions.select(digest, event.shiftKey)}
        >
          <Check strokeWidth={3} />
        </Corner>
        {!trashed && !choosing && (
          <Corner
            label={`Favourite ${title}`}
            pressed={favourite}
            shown={favourite}
            tabIndex={tab}
            className="right-0"
            onClick={() => actions.favourite(item)}
          >
            <Star className={cn(favourite && 'fill-accent text-accent')} />
          </Corner>
        )}
      </div>
    </div>
  );
});

function Picture({ item: { digest, kind, prompt, name } }: { item: Item }) {
  if (kind === 'text' || kind === 'json')
    return (
      <span className="flex size-full flex-col items-start gap-2 p-3 text-left text-[12px] text-muted">
        <FileText className="size-5" aria-hidden />
        <span className="line-clamp-4">{prompt ?? name}</span>
      </span>
    );
  return (
    <img
      src={thumbnail(digest, 512)}
      alt=""
      draggable={false}
      loading="lazy"
      decoding="async"
      className="size-full object-cover"
    />
  );
}

/** What it is, and how long; that it is pinned. */
function Badge({ item: { kind, duration_sec: seconds, pinned } }: { item: Item }) {
  if (kind === 'image' && !pinned) return null;
  return (
    <span className="pointer-events-none absolute bottom-2 left-2 flex items-center gap-1.5 rounded-md bg-black/65 px-1.5 py-0.5 text-[12px] font-[560] text-white tabular">
      {pinned && <Pin className="size-3 fill-current" aria-label="Pinned" />}
      {kind === 'video' && <Play className="size-3 fill-current" aria-hidden />}
      {kind === 'audio' && <Music className="size-3" aria-hidden />}
      {seconds !== undefined ? clock(seconds) : kind !== 'image' && kind}
    </span>
  );
}

interface CornerProps {
  label: string;
  pressed: boolean;
  /** Also while the pointer is elsewhere. */
  shown: boolean;
  tabIndex: number;
  className: string;
  onClick: (event: MouseEvent) => void;
  children: React.ReactNode;
}

function Corner({ label, pressed, shown, className, children, ...rest }: CornerProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      className={cn(
        'absolute top-0 grid size-11 place-items-center text-white transition-opacity focus-visible:opacity-100 sm:size-10',
        !shown && 'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:hidden',
        className,
      )}
      {...rest}
    >
      <span className="grid size-7 place-items-center rounded-full bg-black/65 [&_svg]:size-4">{children}</span>
    </button>
  );
}
