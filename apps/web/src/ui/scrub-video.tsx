import { useEffect, useRef, useState } from 'react';

interface ScrubVideoProps {
  src: string;
  /** Where the pointer is, from 0 to 1. */
  at: number;
}

/** So long the pointer has to rest until it plays from there. */
const REST_MS = 450;

/** A film whose frame follows the pointer; where the pointer rests, it plays. */
export function ScrubVideo({ src, at }: ScrubVideoProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const film = video.current!;
    if (!ready || !Number.isFinite(film.duration)) return;
    film.pause();
    // A frame that is still being looked for is not looked for again.
    if (!film.seeking) film.currentTime = at * film.duration;
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const timer = setTimeout(() => {
      film.currentTime = at * film.duration;
      if (!still) film.play().catch(() => {}); // it was taken away meanwhile
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [at, ready]);
  return (
    <>
      <video
        ref={video}
        src={src}
        muted
        loop
        playsInline
        preload="auto"
        onLoadedData={() => setReady(true)}
        className={`absolute inset-0 size-full object-cover ${ready ? '' : 'opacity-0'}`}
      />
      <span aria-hidden className="absolute inset-y-0 w-0.5 bg-white/90" style={{ left: `${at * 100}%` }} />
    </>
  );
}
