import { Star } from 'lucide-react';
import { cn } from '@/lib/cn';
import { MediaTile } from '@/ui/media-tile';
import type { Media } from '@/ui/media-tile';
import type { Schemas } from '@/api/client';
import { useEdit } from './use-edit';

export type Item = Schemas['LibraryItemDto'];

export function LibraryTile({ item, media, onOpen }: { item: Item; media: Media; onOpen: () => void }) {
  const edit = useEdit(item.digest);
  return (
    <MediaTile media={media} onOpen={onOpen}>
      <button
        type="button"
        aria-label={`Favourite ${media.title}`}
        aria-pressed={item.favourite}
        onClick={() => edit.mutate({ favourite: !item.favourite })}
        className={cn(
          'absolute top-2 right-2 grid size-8 place-items-center rounded-full bg-black/65 text-white transition-opacity focus-visible:opacity-100',
          !item.favourite && 'opacity-0 group-hover:opacity-100 pointer-coarse:opacity-100',
        )}
      >
        <Star className={cn('size-4', item.favourite && 'fill-accent text-accent')} aria-hidden />
      </button>
    </MediaTile>
  );
}
