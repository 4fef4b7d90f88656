import { useEffect, useRef } from 'react';
import { FILM, STILL, STILL_AFTER } from './examples';
import type { Mode } from './settings';

const LOOK = 'absolute inset-0 size-full object-cover';

/** A small example that moves, as far as one wants things to move. */
export function Moving({ mode }: { mode: Mode }) {
  return (
    <span
      aria-hidden
      className="relative block h-20 w-32 shrink-0 overflow-hidden bg-raised sm:h-auto sm:w-full sm:aspect-video"
    >
      <img src={STILL} alt="" className={LOOK} />
      {mode === 'images' && (
        <>
          <img src={STILL_AFTER} alt="" className={`${LOOK} animate-wipe`} />
        </>
      )}
      {mode === 'videos' && <Film />}
      {mode === 'chain' && (
        <>
          <Film className="animate-develop" />
          <span className="absolute inset-x-2 bottom-2 hidden truncate rounded-md bg-black/65 px-2 py-1 text-[12px] text-white sm:block">
            a lighthouse at dawn, boats
          </span>
        </>
      )}
    </span>
  );
}

function Film({ className = '' }: { className?: string }) {
  const film = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const still = window.matchMedia('(prefers-reduced-motion: reduce)');
    // A browser that does not let it play shows its first frame, which is the still.
    if (!still.matches) void film.current?.play().catch(() => {});
  }, []);
  return <video ref={film} src={FILM} muted loop playsInline preload="none" className={`${LOOK} ${className}`} />;
}
