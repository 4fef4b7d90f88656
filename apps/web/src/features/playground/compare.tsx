import { Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Output } from '@/api/client';
import { cn } from '@/lib/cn';
import { clock } from '@/lib/format';
import { bytes } from '@/lib/media';
import { IconButton } from '@/ui/button';
import { Modal } from '@/ui/modal';
import { Segmented } from '@/ui/segmented';

const VIEWS = [
  { value: 'side', label: 'Side by side' },
  { value: 'wipe', label: 'Wipe' },
] as const;

/** Two or more results at once: pictures side by side or one over the other, videos at the same moment. */
export function Compare({ outputs, onClose }: { outputs: readonly Output[] | undefined; onClose: () => void }) {
  const [view, setView] = useState<(typeof VIEWS)[number]['value']>('side');
  if (!outputs) return null;
  const wipeable = outputs.length === 2 && outputs.every(({ type }) => type === 'image');
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Compare ${outputs.length}`}
      size="large"
      {...(wipeable && {
        footer: <Segmented label="How to compare" value={view} options={VIEWS} onChange={setView} />,
      })}
    >
      {wipeable && view === 'wipe' ? <Wipe outputs={outputs} /> : <SideBySide outputs={outputs} />}
    </Modal>
  );
}

const middle = 50;

/** The first over the second, as far as the slider is. */
function Wipe({ outputs: [left, right] }: { outputs: readonly Output[] }) {
  const [at, setAt] = useState(middle);
  if (!left || !right) return null;
  return (
    <div className="relative mx-auto w-fit overflow-hidden rounded-media">
      <img src={bytes(right.digest)} alt={right.task_id} className="max-h-[62dvh] object-contain" draggable={false} />
      <img
        src={bytes(left.digest)}
        alt={left.task_id}
        draggable={false}
        className="absolute inset-0 size-full object-cover"
        style={{ clipPath: `inset(0 ${100 - at}% 0 0)` }}
      />
      <span aria-hidden className="absolute inset-y-0 w-0.5 bg-white shadow" style={{ left: `${at}%` }} />
      <Name text={left.task_id} className="left-2" />
      <Name text={right.task_id} className="right-2" />
      <input
        type="range"
        min={0}
        max={100}
        value={at}
        onChange={({ target }) => setAt(Number(target.value))}
        aria-label="How much of the left one is shown"
        className="absolute inset-0 size-full cursor-ew-resize opacity-0 focus-visible:opacity-40"
      />
    </div>
  );
}

const Name = ({ text, className }: { text: string; className: string }) => (
  <span className={cn('absolute bottom-2 rounded-md bg-black/65 px-1.5 py-0.5 text-[12px] text-white', className)}>
    {text}
  </span>
);

function SideBySide({ outputs }: { outputs: readonly Output[] }) {
  const grid = useRef<HTMLDivElement>(null);
  const videos = outputs.some(({ type }) => type === 'video');
  return (
    <>
      <div ref={grid} className="grid gap-3 sm:grid-cols-[repeat(auto-fit,minmax(18rem,1fr))]">
        {outputs.map(({ digest, type, task_id: task }) => (
          <figure key={digest} className="relative">
            {type === 'video' ? (
              <video src={bytes(digest)} muted loop playsInline preload="auto" className={LOOK} aria-label={task} />
            ) : (
              <img src={bytes(digest)} alt={task} className={LOOK} />
            )}
            <figcaption>
              <Name text={task} className="left-2" />
            </figcaption>
          </figure>
        ))}
      </div>
      {videos && <Together within={grid} />}
    </>
  );
}

const LOOK = 'max-h-[58dvh] w-full rounded-media bg-bg object-contain';
/** Further apart than this, a video is put where the first one is. */
const APART_SEC = 0.08;

/** Plays all videos at the same moment. */
function Together({ within }: { within: React.RefObject<HTMLDivElement | null> }) {
  const [playing, setPlaying] = useState(!window.matchMedia('(prefers-reduced-motion: reduce)').matches);
  const [[at, length], setAt] = useState([0, 0]);
  const videos = () => [...(within.current?.querySelectorAll('video') ?? [])];
  useEffect(() => {
    const all = [...(within.current?.querySelectorAll('video') ?? [])];
    for (const video of all) {
      // A browser that does not let it play shows its first frame.
      if (playing) void video.play().catch(() => setPlaying(false));
      else video.pause();
    }
    const follow = setInterval(() => {
      const [first, ...others] = all;
      if (!first) return;
      for (const video of others)
        if (Math.abs(video.currentTime - first.currentTime) > APART_SEC && !video.seeking)
          video.currentTime = Math.min(first.currentTime, video.duration || 0);
      setAt([first.currentTime, first.duration || 0]);
    }, 200);
    return () => clearInterval(follow);
  }, [playing, within]);
  return (
    <div className="mt-3 flex items-center gap-3">
      <IconButton label={playing ? 'Pause all' : 'Play all'} onClick={() => setPlaying(!playing)}>
        {playing ? <Pause /> : <Play />}
      </IconButton>
      <input
        type="range"
        min={0}
        max={length}
        step={0.01}
        value={at}
        aria-label="Where in all of them"
        onChange={({ target }) => {
          for (const video of videos()) video.currentTime = Number(target.value);
          setAt([Number(target.value), length]);
        }}
        className="h-6 flex-1 accent-(--accent)"
      />
      <span className="w-20 text-right text-[13px] text-muted tabular">
        {clock(at)} / {clock(length)}
      </span>
    </div>
  );
}
