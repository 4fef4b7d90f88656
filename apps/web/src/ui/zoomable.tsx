import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { PointerEvent, ReactNode } from 'react';
import { WHOLE, moved, zoomed } from '@/lib/zoom';
import type { View } from '@/lib/zoom';

interface ZoomableProps {
  /** Whether it can be made larger; else it is only swiped. */
  zoom: boolean;
  /** Swiped to one side: -1 for the one before, 1 for the next. */
  onSwipe: (by: -1 | 1) => void;
  children: ReactNode;
}

const SWIPE_PX = 56;
const WHEEL = 0.0022;
const TWICE = 2.5;

interface Held {
  x: number;
  y: number;
}

const distance = (a: Held, b: Held) => Math.hypot(a.x - b.x, a.y - b.y);

const CONTROLS_PX = 72;

/** At the foot of a video are its controls. */
function isOnControls({ target, clientY }: PointerEvent): boolean {
  return target instanceof HTMLMediaElement && target.getBoundingClientRect().bottom - clientY < CONTROLS_PX;
}

/** Larger by wheel, pinch or double click, moved by dragging, and swiped to its neighbours while it is whole. */
export function Zoomable({ zoom, onSwipe, children }: ZoomableProps) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>(WHOLE);
  const held = useRef(new Map<number, Held>());
  const began = useRef<Held>(undefined);
  const fromMiddle = ({ x, y }: Held): Held => {
    const { left, top, width, height } = box.current!.getBoundingClientRect();
    return { x: x - left - width / 2, y: y - top - height / 2 };
  };
  const wheeled = useEffectEvent((event: WheelEvent) => {
    if (!zoom) return;
    event.preventDefault();
    const at = fromMiddle({ x: event.clientX, y: event.clientY });
    setView((before) => zoomed(before, Math.exp(-event.deltaY * WHEEL), at));
  });
  useEffect(() => {
    const element = box.current!;
    // A passive listener, which React's are, could not keep the page from scrolling.
    const listener = (event: WheelEvent) => wheeled(event);
    element.addEventListener('wheel', listener, { passive: false });
    return () => element.removeEventListener('wheel', listener);
  }, []);
  const down = (event: PointerEvent) => {
    if (isOnControls(event)) return;
    held.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (held.current.size === 1) began.current = { x: event.clientX, y: event.clientY };
    else began.current = undefined;
  };
  const move = (event: PointerEvent) => {
    const before = held.current.get(event.pointerId);
    if (!before || !zoom) return;
    const now = { x: event.clientX, y: event.clientY };
    held.current.set(event.pointerId, now);
    const other = [...held.current].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const middle = fromMiddle({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
      const factor = distance(now, other) / Math.max(1, distance(before, other));
      setView((view) => zoomed(view, factor, middle));
    } else if (view.scale > 1) {
      const { width, height } = box.current!.getBoundingClientRect();
      setView((view) => moved(view, { x: now.x - before.x, y: now.y - before.y }, { width, height }));
    }
  };
  const up = (event: PointerEvent) => {
    held.current.delete(event.pointerId);
    const from = began.current;
    began.current = undefined;
    if (!from || view.scale > 1 || event.type === 'pointercancel') return;
    const [across, along] = [event.clientX - from.x, event.clientY - from.y];
    if (Math.abs(across) > SWIPE_PX && Math.abs(across) > 2 * Math.abs(along)) onSwipe(across > 0 ? -1 : 1);
  };
  return (
    <div
      ref={box}
      data-zoom={view.scale.toFixed(2)}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onDoubleClick={(event) => {
        if (!zoom) return;
        const at = fromMiddle({ x: event.clientX, y: event.clientY });
        setView((before) => (before.scale > 1 ? WHOLE : zoomed(before, TWICE, at)));
      }}
      className="grid size-full min-h-0 min-w-0 touch-none grid-cols-1 grid-rows-1 place-items-center overflow-hidden select-none"
    >
      <div
        className="grid size-full min-h-0 min-w-0 grid-cols-1 grid-rows-1 place-items-center"
        style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}
      >
        {children}
      </div>
    </div>
  );
}
