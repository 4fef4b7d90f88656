import { useRef, useState } from 'react';
import type { PointerEvent } from 'react';

const LONG_PRESS_MS = 450;
/** A finger is never quite still. */
const STILL_PX = 10;
/** So far, of its own width, something is swiped away. */
const AWAY = 0.35;

interface Touched {
  onLongPress?: () => void;
  /** It was swiped to the left. */
  onSwipeAway?: (() => void) | undefined;
}

/**
 * A finger that rests on something, or swipes it away. `shift` is how far it is drawn aside now, in pixels; a click
 * that ends such a touch is none (`wasTouch`). Mice and pens are left alone.
 */
export function useTouch({ onLongPress, onSwipeAway }: Touched) {
  const touch = useRef<{ x: number; y: number; timer?: ReturnType<typeof setTimeout>; swiping: boolean }>(undefined);
  const done = useRef(false);
  const [shift, setShift] = useState(0);
  const end = () => {
    clearTimeout(touch.current?.timer);
    touch.current = undefined;
    setShift(0);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== 'touch') return;
      done.current = false;
      const timer = setTimeout(() => {
        done.current = true;
        onLongPress?.();
        end();
      }, LONG_PRESS_MS);
      touch.current = { x: event.clientX, y: event.clientY, timer, swiping: false };
    },
    onPointerMove: (event: PointerEvent) => {
      const begun = touch.current;
      if (!begun) return;
      const [x, y] = [event.clientX - begun.x, event.clientY - begun.y];
      if (Math.hypot(x, y) > STILL_PX) clearTimeout(begun.timer);
      if (!onSwipeAway) return;
      if (!begun.swiping && x < -STILL_PX && Math.abs(x) > 2 * Math.abs(y)) {
        begun.swiping = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }
      if (begun.swiping) setShift(Math.min(0, x));
    },
    onPointerUp: (event: PointerEvent) => {
      const begun = touch.current;
      const away = begun?.swiping && event.clientX - begun.x < -AWAY * event.currentTarget.clientWidth;
      if (begun?.swiping) done.current = true;
      end();
      if (away) onSwipeAway?.();
    },
    onPointerCancel: end,
  };
  return { handlers, shift, wasTouch: () => done.current };
}
