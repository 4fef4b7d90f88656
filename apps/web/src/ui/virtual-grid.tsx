import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

const LEAST_WIDTH = 240;
/** Of what is higher than wide, more fit side by side. */
const LEAST_WIDTH_UPRIGHT = 180;
const GAP = 12;
const ROWS_AHEAD = 3;

interface VirtualGridProps {
  cells: readonly { key: string; node: ReactNode }[];
  /** Width to height of a cell; 16 to 9 if unset. */
  ratio?: number;
}

/** Cells of equal size in as many columns as fit; only those in sight are there. */
export function VirtualGrid({ cells, ratio = 16 / 9 }: VirtualGridProps) {
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
  const least = ratio < 1 ? LEAST_WIDTH_UPRIGHT : LEAST_WIDTH;
  const columns = Math.max(width < 420 && ratio >= 1 ? 1 : 2, Math.floor((width + GAP) / (least + GAP)));
  const cellWidth = (width - GAP * (columns - 1)) / columns;
  const height = Math.round(cellWidth / ratio);
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
