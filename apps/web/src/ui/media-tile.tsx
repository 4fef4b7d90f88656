import { FileText, Music, Play } from 'lucide-react';
import { useState } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { clock } from '@/lib/format';
import { bytes, thumbnail } from '@/lib/media';

/** Something that was made or brought, as far as a picture of it needs to know. */
export interface Media {
  key: string;
  digest: string;
  kind: string;
  mime: string;
  /** What it is called. */
  title: string;
  durationSec?: number | undefined;
}

interface MediaTileProps {
  media: Media;
  onOpen: (event: MouseEvent) => void;
  /** What a click does, where it does not open it. */
  verb?: string;
  /** Whether it is chosen among others; undefined where nothing is being chosen. */
  selected?: boolean | undefined;
  children?: ReactNode;
}

/** A small picture of it that opens it; a video plays while the pointer is on it. */
export function MediaTile({ media, onOpen, verb = 'Open', selected, children }: MediaTileProps) {
  const [playing, play] = useState(false);
  const { digest, kind, title, durationSec } = media;
  return (
    <div
      className={cn(
        'group relative size-full overflow-hidden rounded-media bg-panel',
        selected && 'ring-2 ring-accent ring-offset-2 ring-offset-bg',
      )}
      onPointerEnter={(event) => event.pointerType === 'mouse' && play(true)}
      onPointerLeave={() => play(false)}
    >
      <button
        type="button"
        onClick={onOpen}
        {...(selected !== undefined && { 'aria-pressed': selected })}
        className="block size-full"
      >
        <span className="sr-only">
          {verb} {kind} {title}
        </span>
        {kind === 'text' || kind === 'json' ? (
          <span className="grid size-full place-items-center text-muted">
            <FileText className="size-6" aria-hidden />
          </span>
        ) : (
          <img src={thumbnail(digest, 512)} alt="" loading="lazy" decoding="async" className="size-full object-cover" />
        )}
        {playing && kind === 'video' && (
          <video
            src={bytes(digest)}
            autoPlay
            muted
            loop
            playsInline
            className="absolute inset-0 size-full object-cover"
          />
        )}
        <span className="absolute bottom-2 left-2 flex items-center gap-1 rounded-md bg-black/65 px-1.5 py-0.5 text-[12px] font-[560] text-white capitalize tabular">
          {kind === 'video' && <Play className="size-3 fill-current" aria-hidden />}
          {kind === 'audio' && <Music className="size-3" aria-hidden />}
          {durationSec === undefined ? kind : clock(durationSec)}
        </span>
      </button>
      {children}
    </div>
  );
}
