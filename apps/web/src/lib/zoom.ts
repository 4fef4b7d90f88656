/** How something is looked at: so many times as large, its middle so many pixels from that of the box it is in. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };
export const MOST = 8;

interface Point {
  x: number;
  y: number;
}

/**
 * Larger or smaller by a factor, with what is at a point staying there. Points are in pixels from the middle of the box;
 * never smaller than whole. Pure.
 */
export function zoomed({ scale, x, y }: View, factor: number, at: Point): View {
  const next = Math.min(MOST, Math.max(1, scale * factor));
  if (next === 1) return WHOLE;
  const by = next / scale;
  return { scale: next, x: at.x - (at.x - x) * by, y: at.y - (at.y - y) * by };
}

/** Moved, but never so far that the box shows nothing of it. `size` is that of the box. Pure. */
export function moved({ scale, x, y }: View, by: Point, size: { width: number; height: number }): View {
  const most = { x: (size.width * (scale - 1)) / 2, y: (size.height * (scale - 1)) / 2 };
  const within = (value: number, limit: number) => Math.min(limit, Math.max(-limit, value));
  return { scale, x: within(x + by.x, most.x), y: within(y + by.y, most.y) };
}
