import { Music, Play } from 'lucide-react';
import { useState } from 'react';
import type { Output } from '@/api/client';
import { clock } from '@/lib/format';
import { bytes, thumbnail } from '@/lib/media';

/** A result, small: a video plays while the pointer is on it. */
export function Tile({ output, onOpen }: { output: Output; onOpen: () => void }) {
  const [playing, play] = useState(false);
  const seconds = output.facts?.durationSec;
  const length = typeof seconds === 'number' ? clock(seconds) : '';
  return (
    <button
      type="button"
      onClick={onOpen}
      onPointerEnter={(event) => event.pointerType === 'mouse' && play(true)}
      onPointerLeave={() => play(false)}
      className="relative block size-full overflow-hidden rounded-media bg-panel"
    >
      <span className="sr-only">
        Open {output.type} {output.task_id}
      </span>
      <img
        src={thumbnail(output.digest, 512)}
        alt=""
        loading="lazy"
        decoding="async"
        className="size-full object-cover"
      />
      {playing && output.type === 'video' && (
        <video
          src={bytes(output.digest)}
          autoPlay
          muted
          loop
          playsInline
          className="absolute inset-0 size-full object-cover"
        />
      )}
      <span className="absolute bottom-2 left-2 flex items-center gap-1 rounded-md bg-black/65 px-1.5 py-0.5 text-[12px] font-[560] text-white tabular">
        {output.type === 'video' && <Play className="size-3 fill-current" aria-hidden />}
        {output.type === 'audio' && <Music className="size-3" aria-hidden />}
        {length || 'Image'}
      </span>
    </button>
  );
}

interface WaitingProps {
  /** The task at work; absent for one in the queue. */
  name?: string;
  previewUrl?: string;
}

/** The place of a result that is still to come. */
export function Waiting({ name, previewUrl }: WaitingProps) {
  return (
    <div className="relative grid size-full place-items-center overflow-hidden rounded-media border border-line bg-panel text-[13px] text-muted">
      {previewUrl && <img src={previewUrl} alt="" className="absolute inset-0 size-full object-cover blur-[2px]" />}
      <span
        className={name ? 'absolute bottom-2 left-2 rounded-md bg-black/65 px-1.5 py-0.5 text-[12px] text-white' : ''}
      >
        {name ? 'at work' : 'queued'}
      </span>
      {name && <span className="absolute inset-x-0 bottom-0 h-0.5 animate-pulse bg-accent" aria-hidden />}
    </div>
  );
}
