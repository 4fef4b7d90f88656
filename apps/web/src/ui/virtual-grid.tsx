import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

const LEAST_WIDTH = 240;
const GAP = 12;
const ROWS_AHEAD = 3;

/** Cells of equal size in as many columns as fit; only those in sight are there. */
export function VirtualGrid({ cells }: { cells: readonly { key: string; node: ReactNode }[] }) {
  const box = useRef<HTMLDivElement>(null);
  const [{ width, top }, measure] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const element = box.current!;
    const observer = new ResizeObserver(() => {
      measure({ width: element.clientWidth, top: element.getBoundingClientRect().top + window.scrollY });
    });
    observer.observe(element);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const columns = Math.max(width < 420 ? 1 : 2, Math.floor((width + GAP) / (LEAST_WIDTH + GAP)));
  const cellWidth = (width - GAP * (columns - 1)) / columns;
  const height = Math.round((cellWidth * 9) / 16);
  const rows = useWindowVirtualizer({
    count: width === 0 ? 0 : Math.ceil(cells.length / columns),
    estimateSize: () => height + GAP,
    overscan: ROWS_AHEAD,
    scrollMargin: top,
  });
  useLayoutEffect(() => rows.measure(), [height, rows]);
  return (
    <div ref={box} className="relative" style={{ height: Math.max(0, rows.getTotalSize() - GAP) }}>
      {rows.getVirtualItems().map((row) => (
        <div
          key={row.key}
          className="absolute inset-x-0 grid"
          style={{
            gap: GAP,
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            transform: `translateY(${row.start - top}px)`,
          }}
        >
          {cells.slice(row.index * columns, (row.index + 1) * columns).map(({ key, node }) => (
            <div key={key} style={{ height }}>
              {node}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
