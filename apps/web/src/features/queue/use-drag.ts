import { useRef, useState } from 'react';
import type { PointerEvent } from 'react';
import { LANES } from './arrange';
import type { LaneName, Lanes, Place } from './arrange';

export interface Drag {
  dragged: string | undefined;
  /** Where it would be, among the others of the lane as they stand. */
  over: Place | undefined;
  /** For the handle of a row. */
  handle: (id: string) => {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    onPointerUp: () => void;
    onPointerCancel: () => void;
  };
}

/** Dragging by mouse, pen or finger; keys do the same through `nudged`. */
export function useDrag(lanes: Lanes, drop: (id: string, place: Place) => void): Drag {
  const [dragged, setDragged] = useState<string>();
  const [over, setOver] = useState<Place>();
  const latest = useRef<Place>(undefined);
  const show = (place: Place | undefined) => {
    latest.current = place;
    setOver((before) => (before?.lane === place?.lane && before?.index === place?.index ? before : place));
  };
  const end = (commit: boolean) => {
    const place = latest.current;
    if (commit && dragged !== undefined && place) {
      // Without itself, those behind it stand one further up.
      const own = lanes[place.lane].findIndex(({ id }) => id === dragged);
      const index = own >= 0 && own < place.index ? place.index - 1 : place.index;
      if (own !== index) drop(dragged, { lane: place.lane, index });
    }
    setDragged(undefined);
    show(undefined);
  };
  const handle = (id: string) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDragged(id);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (dragged === id) show(placeAt(event.clientX, event.clientY));
    },
    onPointerUp: () => end(true),
    onPointerCancel: () => end(false),
  });
  return { dragged, over, handle };
}

/** The lane under a point, and before which of its rows. */
function placeAt(x: number, y: number): Place | undefined {
  const lane = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-lane]');
  const name = LANES.find((one): one is LaneName => one === lane?.dataset.lane);
  if (!lane || name === undefined) return undefined;
  const rows = [...lane.querySelectorAll<HTMLElement>('[data-row]')];
  const index = rows.findIndex((row) => {
    const { top, height } = row.getBoundingClientRect();
    return y < top + height / 2;
  });
  return { lane: name, index: index < 0 ? rows.length : index };
}
