import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { justified, stacked } from '@/lib/justify';

const GAP = 8;
const TARGET = 210;
/** Narrower than this there is one column. */
const ONE_COLUMN = 480;
const ROWS_AHEAD = 4;

interface JustifiedGridProps<T> {
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  /** Width to height. */
  ratioOf: (item: T) => number;
  /** `active` is the one that Tab goes to; the arrow keys go on from there. */
  render: (item: T, place: { index: number; active: boolean }) => ReactNode;
}

/**
 * Pictures of any shape in rows that fill the width; only those in sight are there. The first focusable of a cell is
 * what the arrow keys move to.
 */
export function JustifiedGrid<T>({ label, items, keyOf, ratioOf, render }: JustifiedGridProps<T>) {
  const { box, width, top } = useMeasured();
  const [active, setActive] = useState(0);
  const layout = useMemo(() => {
    const ratios = items.map(ratioOf);
    if (width === 0) return [];
    return width < ONE_COLUMN ? stacked(ratios, width) : justified(ratios, { width, target: TARGET, gap: GAP });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- how a ratio is told does not change
  }, [items, width]);
  const rows = useWindowVirtualizer({
    count: layout.length,
    estimateSize: (at) => (layout[at]?.height ?? 0) + GAP,
    overscan: ROWS_AHEAD,
    scrollMargin: top,
  });
  useLayoutEffect(() => rows.measure(), [layout, rows]);
  const present = Math.min(active, items.length - 1);
  const go = (index: number) => {
    const row = layout.findIndex(({ cells }) => cells.some((cell) => cell.index === index));
    if (row < 0) return;
    setActive(index);
    rows.scrollToIndex(row, { align: 'auto' });
    focusSoon(box.current, index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = event.metaKey || event.ctrlKey || event.altKey ? undefined : neighbour(event.key, present, layout);
    if (next === undefined) return;
    event.preventDefault();
    go(next);
  };
  return (
    <div
      ref={box}
      role="list"
      aria-label={label}
      className="relative"
      style={{ height: Math.max(0, rows.getTotalSize() - GAP) }}
      onKeyDown={onKeyDown}
    >
      {rows.getVirtualItems().map((row) => {
        const { height, cells } = layout[row.index] ?? { height: 0, cells: [] };
        return (
          <div
            key={row.key}
            role="presentation"
            className="absolute inset-x-0 flex"
            style={{ gap: GAP, height, transform: `translateY(${row.start - top}px)` }}
          >
            {cells.map((cell) => {
              const item = items[cell.index];
              return (
                item !== undefined && (
                  <div
                    key={keyOf(item)}
                    role="listitem"
                    data-cell={cell.index}
                    aria-setsize={items.length}
                    aria-posinset={cell.index + 1}
                    className="h-full shrink-0"
                    style={{ width: cell.width }}
                    onFocus={() => setActive(cell.index)}
                  >
                    {render(item, { index: cell.index, active: cell.index === present })}
                  </div>
                )
              );
            })}
          </div>
        );
      })}
    </div>
  );
}

function useMeasured() {
  const box = useRef<HTMLDivElement>(null);
  const [measured, measure] = useState({ width: 0, top: 0 });
  const look = useEffectEvent(() => {
    const element = box.current!;
    const next = { width: element.clientWidth, top: element.getBoundingClientRect().top + window.scrollY };
    if (next.width !== measured.width || Math.abs(next.top - measured.top) > 1) measure(next);
  });
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => look());
    observer.observe(box.current!);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  return { box, ...measured };
}

/** A cell far away is drawn only after the page has scrolled there. */
function focusSoon(box: HTMLElement | null, index: number, tries = 10): void {
  const cell = box?.querySelector<HTMLElement>(`[data-cell="${index}"] button, [data-cell="${index}"] a`);
  if (cell) cell.focus({ preventScroll: true });
  else if (tries > 0) requestAnimationFrame(() => focusSoon(box, index, tries - 1));
}

/** Where an arrow key leads: the one before or after, or the nearest of the row above or below. */
function neighbour(
  key: string,
  from: number,
  layout: readonly { cells: { index: number; width: number }[] }[],
): number | undefined {
  const last = layout.at(-1)?.cells.at(-1)?.index ?? -1;
  if (key === 'ArrowLeft') return from > 0 ? from - 1 : undefined;
  if (key === 'ArrowRight') return from < last ? from + 1 : undefined;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
  const row = layout.findIndex(({ cells }) => cells.some(({ index }) => index === from));
  const other = layout[row + (key === 'ArrowUp' ? -1 : 1)];
  const middle = middles(layout[row]?.cells ?? []).find(({ index }) => index === from)?.middle ?? 0;
  return middles(other?.cells ?? []).toSorted((a, b) => Math.abs(a.middle - middle) - Math.abs(b.middle - middle))[0]
    ?.index;
}

function middles(cells: readonly { index: number; width: number }[]) {
  let left = 0;
  return cells.map(({ index, width }) => {
    left += width + GAP;
    return { index, middle: left - GAP - width / 2 };
  });
}
