import { RefreshCw } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { cn } from '@/lib/cn';

/** So far the finger draws until letting go reads again. */
const ENOUGH_PX = 90;
const MOST_PX = 130;

/** On a phone: drawing the page down at its top reads it again. */
export function PullToRefresh({ refresh }: { refresh: () => Promise<unknown> }) {
  const [pulled, setPulled] = useState(0);
  const [busy, setBusy] = useState(false);
  const from = useRef<number>(undefined);
  const letGo = useEffectEvent(async () => {
    const enough = pulled >= ENOUGH_PX;
    from.current = undefined;
    setPulled(0);
    if (!enough || busy) return;
    setBusy(true);
    await refresh().finally(() => setBusy(false));
  });
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const start = (event: TouchEvent) => {
      const inDialog = document.querySelector('[role=dialog][data-state=open]') !== null;
      from.current =
        window.scrollY <= 0 && !inDialog && event.touches.length === 1 ? event.touches[0]!.clientY : undefined;
    };
    const move = (event: TouchEvent) => {
      if (from.current === undefined) return;
      setPulled(Math.max(0, Math.min(MOST_PX, (event.touches[0]!.clientY - from.current) / 2)));
    };
    const end = () => void letGo();
    window.addEventListener('touchstart', start, { signal, passive: true });
    window.addEventListener('touchmove', move, { signal, passive: true });
    window.addEventListener('touchend', end, { signal });
    window.addEventListener('touchcancel', end, { signal });
    return () => listening.abort();
  }, []);
  const shown = busy ? ENOUGH_PX : pulled;
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-14 z-20 grid justify-center">
      {shown > 8 && (
        <span
          className="grid size-10 place-items-center rounded-full border border-line-strong bg-panel shadow-lg shadow-black/20"
          style={{ transform: `translateY(${shown - 30}px)` }}
        >
          <RefreshCw
            aria-label={busy ? 'Reading again' : pulled >= ENOUGH_PX ? 'Let go to read again' : 'Pull to read again'}
            className={cn('size-4', busy ? 'animate-spin' : pulled >= ENOUGH_PX ? 'text-accent-text' : 'text-muted')}
            style={busy ? undefined : { rotate: `${pulled * 3}deg` }}
          />
        </span>
      )}
    </div>
  );
}
