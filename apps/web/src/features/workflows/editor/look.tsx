import { AudioLines, Braces, Clapperboard, Image, Type } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { cn } from '@/lib/cn';
import type { Media, StepType } from '../model/types';

/** The order in which kinds of media come. */
export const MEDIA: readonly Media[] = ['text', 'image', 'video', 'audio', 'json'];

export const MEDIA_ICONS: Record<Media, LucideIcon> = {
  text: Type,
  image: Image,
  video: Clapperboard,
  audio: AudioLines,
  json: Braces,
};

/** What a step makes first. */
export const mainMedia = (type: StepType | undefined): Media => Object.values(type?.outputs ?? {})[0]?.media ?? 'json';

export const MEDIA_COLOUR: Record<Media, string> = {
  text: 'text-port-text',
  image: 'text-port-image',
  video: 'text-port-video',
  audio: 'text-port-audio',
  json: 'text-port-data',
};

/** The shape tells the kind without its colour: a bar, a disc, a triangle, a diamond, a hexagon. */
const SHAPES: Record<Media, string> = {
  text: 'M2 3h8v6H2z',
  image: 'M6 1.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6z',
  video: 'M2.4 1.2 10.8 6 2.4 10.8z',
  audio: 'M6 .6 11.4 6 6 11.4.6 6z',
  json: 'M3.3 1.2h5.4L11.4 6l-2.7 4.8H3.3L.6 6z',
};

/** The mark of a kind of media; `many` has a shadow of itself. */
export function PortShape({ media, many = false, open = false }: { media: Media; many?: boolean; open?: boolean }) {
  return (
    <svg viewBox="0 0 12 12" className={cn('size-3 overflow-visible', MEDIA_COLOUR[media])} aria-hidden>
      {many && <path d={SHAPES[media]} transform="translate(2.2 2.2)" className="fill-current opacity-45" />}
      <path
        d={SHAPES[media]}
        strokeWidth="1.6"
        className={cn('stroke-current', open ? 'fill-panel' : 'fill-current')}
        strokeLinejoin="round"
      />
    </svg>
  );
}
