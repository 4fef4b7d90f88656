import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { bytes } from '@/lib/media';
import { Segmented } from '@/ui/segmented';

interface Side {
  title: string;
  digest: string;
}

interface CompareProps {
  left: Side;
  right: Side;
  kind: string;
}

const VIEWS = [
  { value: 'wipe', label: 'Wipe' },
  { value: 'beside', label: 'Side by side' },
] as const;

/** Two of the same kind: one over the other with an edge that is moved, or side by side. */
export function Compare({ left, right, kind }: CompareProps) {
  const [view, setView] = useState<'wipe' | 'beside'>('wipe');
  const [edge, setEdge] = useState(50);
  const box = useRef<HTMLDivElement>(null);
  useTogether(box, `${left.digest} ${right.digest} ${view}`);
  return (
    <div className="flex size-full flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2 text-[13px] font-[560]">
        <span className="text-muted">{left.title}</span>
        <Segmented label="How to compare" value={view} options={VIEWS} onChange={setView} />
        <span>{right.title}</span>
      </div>
      <div ref={box} className="relative min-h-0 flex-1 overflow-hidden">
        {view === 'beside' ? (
          <div className="grid size-full grid-cols-1 gap-2 sm:grid-cols-2">
            <Shown side={left} kind={kind} />
            <Shown side={right} kind={kind} />
          </div>
        ) : (
          <>
            <div className="absolute inset-0">
              <Shown side={right} kind={kind} />
            </div>
            <div className="absolute inset-0 bg-bg" style={{ clipPath: `inset(0 ${100 - edge}% 0 0)` }}>
              <Shown side={left} kind={kind} />
            </div>
            <input
              type="range"
              min={0}
              max={100}
              value={edge}
              aria-label="Edge between the two"
              onChange={(event) => setEdge(Number(event.target.value))}
              // The arrow keys move the edge here, and nothing else.
              onKeyDown={(event) => event.key.startsWith('Arrow') && event.stopPropagation()}
              className="peer absolute inset-0 size-full cursor-ew-resize opacity-0"
            />
            <div
              className="pointer-events-none absolute inset-y-0 w-0.5 bg-accent peer-focus-visible:w-1.5"
              style={{ left: `${edge}%` }}
            />
          </>
        )}
      </div>
      {view === 'wipe' && (
        <p className="text-center text-[13px] text-muted">Drag, or use the arrow keys, to move the edge.</p>
      )}
    </div>
  );
}

function Shown({ side: { digest, title }, kind }: { side: Side; kind: string }) {
  const look = 'size-full min-h-0 rounded-media object-contain';
  if (kind === 'video') return <video src={bytes(digest)} muted loop playsInline aria-label={title} className={look} />;
  return <img src={bytes(digest)} alt={title} draggable={false} className={look} />;
}

/** Videos of a comparison begin at the same moment. */
function useTogether(box: RefObject<HTMLDivElement | null>, of: string): void {
  useEffect(() => {
    const videos = [...(box.current?.querySelectorAll('video') ?? [])];
    if (videos.length < 2) return;
    let over = false;
    const ready = (video: HTMLVideoElement) =>
      video.readyState >= 3
        ? Promise.resolve()
        : new Promise((resolve) => video.addEventListener('canplay', resolve, { once: true }));
    void Promise.all(videos.map(ready)).then(() => {
      if (over) return;
      for (const video of videos) {
        video.currentTime = 0;
        // Another picture took its place meanwhile.
        video.play().catch(() => undefined);
      }
    });
    return () => {
      over = true;
    };
  }, [box, of]);
}
