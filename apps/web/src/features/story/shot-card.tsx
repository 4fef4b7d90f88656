import { Film, LoaderCircle, PencilLine } from 'lucide-react';
import { useState } from 'react';
import type { Schemas } from '@/api/client';
import { cn } from '@/lib/cn';
import { bytes, thumbnail } from '@/lib/media';
import { Button } from '@/ui/button';
import type { Shot } from './layout';

type Task = Schemas['TaskDto'];

interface ShotCardProps {
  shot: Shot;
  at: number;
  frame: Task | undefined;
  video: Task | undefined;
  larger: Task | undefined;
  /** How far what runs of it is, from 0 to 1. */
  progress: number | undefined;
  /** Changed, and not made anew yet. */
  stale: boolean;
  onEdit: () => void;
}

const digestOf = (task: Task | undefined): string | undefined => task?.outputs[0]?.digest;

/** A shot: how it looks by now, how it moves under the pointer, and what is said of it. */
export function ShotCard({ shot, at, frame, video, larger, progress, stale, onEdit }: ShotCardProps) {
  const [playing, play] = useState(false);
  const still = digestOf(frame);
  const moving = digestOf(larger) ?? digestOf(video);
  const said = statusOf(frame, video, larger, progress);
  return (
    <li
      className={cn(
        'flex flex-col overflow-hidden rounded-media border border-line bg-panel',
        stale && 'border-review',
      )}
    >
      <button
        type="button"
        aria-pressed={playing}
        disabled={moving === undefined}
        onPointerEnter={(event) => event.pointerType === 'mouse' && play(true)}
        onPointerLeave={(event) => event.pointerType === 'mouse' && play(false)}
        onClick={() => play((before) => !before)}
        className="relative aspect-video w-full bg-raised"
      >
        {still ? (
          <img src={thumbnail(still, 512)} alt="" className="size-full object-cover" />
        ) : (
          <span className="grid size-full place-items-center text-muted">
            <Film className="size-6" strokeWidth={1.5} aria-hidden />
          </span>
        )}
        {playing && moving !== undefined && (
          <video
            src={bytes(moving)}
            autoPlay
            muted
            loop
            playsInline
            className="absolute inset-0 size-full object-cover"
          />
        )}
        <span className="absolute top-2 left-2 rounded-md bg-black/65 px-1.5 py-0.5 text-[12px] font-[560] text-white tabular">
          <span className="sr-only">{moving ? 'Play shot' : 'Shot'} </span>
          {at + 1} · {shot.duration.toFixed(1)} s
        </span>
        {said !== undefined && (
          <span className="absolute bottom-2 left-2 flex items-center gap-1.5 rounded-md bg-black/65 px-1.5 py-0.5 text-[12px] font-[560] text-white tabular">
            {progress !== undefined && <LoaderCircle className="size-3 animate-spin" aria-hidden />}
            {said}
          </span>
        )}
      </button>
      <div className="flex flex-1 flex-col gap-1.5 p-3">
        <p className="line-clamp-3">{shot.prompt}</p>
        {shot.narration !== '' && <p className="text-[13px] text-muted">“{shot.narration}”</p>}
        <div className="mt-auto flex items-center gap-2 pt-1">
          <span className={cn('min-w-0 flex-1 text-[13px] text-muted', !stale && 'truncate')}>
            {stale ? (
              <span className="font-[560] text-review">Changed, not made anew yet</span>
            ) : (
              shot.camera || shot.motion
            )}
          </span>
          <Button size="small" kind="quiet" aria-label={`Edit shot ${at + 1}`} onClick={onEdit}>
            <PencilLine />
            Edit
          </Button>
        </div>
      </div>
    </li>
  );
}

/** How far it is, in words; nothing when all of it is there. */
function statusOf(
  frame: Task | undefined,
  video: Task | undefined,
  larger: Task | undefined,
  progress: number | undefined,
): string | undefined {
  if ([frame, video, larger].some((task) => task?.status === 'failed')) return 'Failed';
  if (progress !== undefined) return `${Math.round(progress * 100)}%`;
  if (!digestOf(frame)) return 'Waiting';
  if (!digestOf(video)) return 'Frame is there';
  return larger && !digestOf(larger) ? 'Video is there' : undefined;
}
