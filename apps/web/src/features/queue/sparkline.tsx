import { linePoints } from './vitals';

/** How something went lately, in per cent; what it says in words is its name. */
export function Sparkline({ label, values }: { label: string; values: readonly number[] }) {
  const points = linePoints(values);
  const words =
    values.length < 2
      ? `${label}: nothing to show yet`
      : `${label}: ${Math.min(...values)} to ${Math.max(...values)} %, now ${values.at(-1)} %`;
  return (
    <svg
      role="img"
      aria-label={words}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      className="h-8 w-full rounded-md bg-raised"
    >
      {points !== '' && (
        <>
          <polygon points={`0,100 ${points} 100,100`} className="fill-running/15" />
          <polyline
            points={points}
            fill="none"
            vectorEffect="non-scaling-stroke"
            className="stroke-running"
            strokeWidth={1.5}
          />
        </>
      )}
    </svg>
  );
}
