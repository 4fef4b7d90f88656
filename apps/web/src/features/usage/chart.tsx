import { Bar, BarChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { dollars } from '@/lib/format';
import type { Day, Shape } from './shape';

/** Tokens, in the order of the series. */
const FILLS = ['var(--accent)', 'var(--running)', 'var(--review)', 'var(--done)', 'var(--muted)', 'var(--dim)'];
const fillOf = (index: number) => FILLS[Math.min(index, FILLS.length - 1)]!;
const TICK = { fill: 'var(--muted)', fontSize: 12 };

const dayWords = (day: string) =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Dollars by day, stacked by model; a table beside it says the same. */
export default function Chart({ shape: { days, series }, limit }: { shape: Shape; limit: number | undefined }) {
  const most = Math.max(...days.map(({ total }) => total));
  const inSight = limit !== undefined && limit <= 4 * most;
  return (
    <figure aria-hidden>
      <div className="h-64 sm:h-72">
        <ResponsiveContainer>
          <BarChart data={days} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="day"
              tickFormatter={dayWords}
              tick={TICK}
              tickLine={false}
              axisLine={{ stroke: 'var(--line-strong)' }}
              minTickGap={24}
            />
            <YAxis
              tickFormatter={dollars}
              tick={TICK}
              tickLine={false}
              axisLine={false}
              width={60}
              domain={[0, inSight ? Math.max(limit, most) : 'auto']}
            />
            <Tooltip cursor={{ fill: 'var(--raised)' }} content={Hint} isAnimationActive={false} />
            {series.map((name, index) => (
              <Bar
                key={name}
                name={name}
                dataKey={(day: Day) => day.by[name] ?? 0}
                stackId="spent"
                fill={fillOf(index)}
                stroke="var(--panel)"
                strokeWidth={1}
                maxBarSize={36}
                isAnimationActive={false}
              />
            ))}
            {inSight && (
              <ReferenceLine
                y={limit}
                stroke="var(--failed)"
                strokeDasharray="4 4"
                label={{
                  value: `limit of a day, ${dollars(limit)}`,
                  position: 'insideTopRight',
                  fill: 'var(--failed)',
                  fontSize: 12,
                }}
              />
            )}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="flex flex-wrap gap-x-4 gap-y-1 pt-3 text-[13px] text-muted">
        {series.map((name, index) => (
          <span key={name} className="flex items-center gap-2">
            <span className="size-2.5 rounded-[3px]" style={{ background: fillOf(index) }} />
            {name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

interface HintProps {
  active?: boolean;
  payload?: readonly { payload?: Day }[];
}

function Hint({ active = false, payload = [] }: HintProps) {
  const day = payload[0]?.payload;
  if (!active || !day) return null;
  return (
    <div className="rounded-control border border-line-strong bg-panel px-3 py-2 text-[13px] shadow-lg shadow-black/20">
      <p className="flex justify-between gap-6 font-[600] tabular">
        <span>{dayWords(day.day)}</span>
        <span>{dollars(day.total)}</span>
      </p>
      {Object.entries(day.by).map(([name, spent]) => (
        <p key={name} className="flex justify-between gap-6 text-muted tabular">
          <span>{name}</span>
          <span>{dollars(spent)}</span>
        </p>
      ))}
    </div>
  );
}
