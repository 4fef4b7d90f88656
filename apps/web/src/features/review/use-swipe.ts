import { useState } from 'react';
import type { PointerEvent } from 'react';

/** Pixels after which letting go decides. */
const FAR = 96;
/** A movement is a swipe when it goes further to the side than up or down. */
const BEGIN = 10;

interface Drag {
  pointer: number;
  fromX: number;
  fromY: number;
  by: number;
}

/** A finger that moves something to the side: how far it is, and what that decides when it lets go. */
export function useSwipe(onSwipe: (way: 'right' | 'left') => void, enabled: boolean) {
  const [drag, set] = useState<Drag>();
  const by = drag?.by ?? 0;
  const end = (event: PointerEvent) => {
    if (event.pointerId !== drag?.pointer) return;
    set(undefined);
    if (event.type === 'pointerup' && Math.abs(by) >= FAR) onSwipe(by > 0 ? 'right' : 'left');
  };
  return {
    by,
    /** What letting go now would decide. */
    way: by >= FAR ? ('right' as const) : by <= -FAR ? ('left' as const) : undefined,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        if (!enabled || event.pointerType !== 'touch' || !event.isPrimary) return;
        set({ pointer: event.pointerId, fromX: event.clientX, fromY: event.clientY, by: 0 });
      },
      onPointerMove: (event: PointerEvent) => {
        if (event.pointerId !== drag?.pointer) return;
        const [x, y] = [event.clientX - drag.fromX, event.clientY - drag.fromY];
        if (drag.by === 0 && (Math.abs(x) < BEGIN || Math.abs(x) < Math.abs(y))) return;
        set({ ...drag, by: x });
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  };
}
