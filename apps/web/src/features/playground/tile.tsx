import { Check, Ellipsis, Star } from 'lucide-react';
import type { MouseEvent, ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { MediaTile } from '@/ui/media-tile';
import type { Media } from '@/ui/media-tile';

interface TileProps {
  media: Media;
  /** Whether it is chosen; undefined while nothing is being chosen. */
  selected: boolean | undefined;
  favourite: boolean;
  /** Told with the event, as shift chooses a range. */
  onSelect: (event: MouseEvent) => void;
  onOpen: () => void;
  onFavourite: () => void;
  /** Its menu, around the button for it. */
  menu: (trigger: ReactNode) => ReactNode;
}

const BUTTON =
  'grid size-9 place-items-center rounded-full bg-black/65 text-white transition-opacity focus-visible:opacity-100 pointer-coarse:size-11';
const ON_HOVER = 'opacity-0 group-hover:opacity-100 pointer-coarse:opacity-100 data-[state=open]:opacity-100';

/** One result: opened by a click, or chosen where several are being chosen. */
export function Tile({ media, selected, favourite, onSelect, onOpen, onFavourite, menu }: TileProps) {
  const choosing = selected !== undefined;
  return (
    <MediaTile
      media={media}
      selected={selected}
      {...(choosing && { verb: 'Choose' })}
      onOpen={choosing ? onSelect : onOpen}
    >
      <span className="pointer-events-none absolute inset-x-2 top-2 flex justify-between *:pointer-events-auto">
        {choosing ? (
          <span
            aria-hidden
            className={cn(
              'pointer-events-none! grid size-6 place-items-center rounded-full border-2 border-white bg-black/40 text-on-accent',
              selected && 'border-accent bg-accent',
            )}
          >
            {selected && <Check className="size-3.5" strokeWidth={3} />}
          </span>
        ) : (
          <button
            type="button"
            aria-label={`Choose ${media.title}`}
            onClick={onSelect}
            className={cn(BUTTON, ON_HOVER, 'pointer-coarse:hidden')}
          >
            <Check className="size-4" aria-hidden />
          </button>
        )}
        {!choosing && (
          <span className="ml-auto flex gap-1.5">
            <button
              type="button"
              aria-label={`Favourite ${media.title}`}
              aria-pressed={favourite}
              onClick={onFavourite}
              className={cn(BUTTON, !favourite && ON_HOVER)}
            >
              <Star className={cn('size-4', favourite && 'fill-accent text-accent')} aria-hidden />
            </button>
            {menu(
              <button type="button" aria-label={`More about ${media.title}`} className={cn(BUTTON, ON_HOVER)}>
                <Ellipsis className="size-4" aria-hidden />
              </button>,
            )}
          </span>
        )}
      </span>
    </MediaTile>
  );
}
