import { ChevronRight } from 'lucide-react';
import { dollars, plural } from '@/lib/format';
import type { Shape, Total, Usage } from './shape';

/** The same as the chart, to be read and heard. */
export function DaysTable({ shape: { days, series } }: { shape: Shape }) {
  const spent = days.filter(({ total }) => total > 0).toReversed();
  return (
    <details className="group pt-2">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 text-[13px] font-[520] text-muted hover:text-text sm:min-h-8 [&::-webkit-details-marker]:hidden">
        <ChevronRight className="size-4 transition-transform group-open:rotate-90" aria-hidden />
        As a table
      </summary>
      <div className="overflow-x-auto" tabIndex={0} role="group" aria-label="Spent by day, as a table">
        <table className="w-full text-[13px] tabular">
          <thead>
            <tr className="text-left text-muted">
              <th className="py-1.5 pr-4 font-[520]">Day</th>
              {series.map((name) => (
                <th key={name} className="px-3 py-1.5 text-right font-[520] whitespace-nowrap">
                  {name}
                </th>
              ))}
              <th className="py-1.5 pl-3 text-right font-[520]">In all</th>
            </tr>
          </thead>
          <tbody>
            {spent.map(({ day, total, by }) => (
              <tr key={day} className="border-t border-line">
                <th scope="row" className="py-1.5 pr-4 text-left font-[450] whitespace-nowrap">
                  {day}
                </th>
                {series.map((name) => (
                  <td key={name} className="px-3 py-1.5 text-right">
                    {by[name] === undefined ? '' : dollars(by[name])}
                  </td>
                ))}
                <td className="py-1.5 pl-3 text-right font-[560]">{dollars(total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

interface TotalsProps {
  title: string;
  rows: readonly Total[];
  /** How far each model's estimates were off, where that is known. */
  drift?: Usage['drift'];
}

export function Totals({ title, rows, drift = [] }: TotalsProps) {
  const most = Math.max(...rows.map(({ spent }) => spent), 0);
  return (
    <section aria-label={title} className="rounded-media border border-line bg-panel p-4">
      <h2 className="pb-2 font-[600]">{title}</h2>
      <ul className="flex flex-col gap-3">
        {rows.map(({ name, spent, requests }) => {
          const off = drift.find(({ provider, model }) => `${provider}/${model}` === name)?.ratio;
          return (
            <li key={name} className="flex flex-col gap-1">
              <p className="flex justify-between gap-4">
                <span className="min-w-0 break-words">{name}</span>
                <span className="font-[560] tabular">{dollars(spent)}</span>
              </p>
              <div className="h-1 overflow-hidden rounded-full bg-line" aria-hidden>
                <div className="h-full bg-accent" style={{ width: `${most > 0 ? (spent / most) * 100 : 0}%` }} />
              </div>
              <p className="text-[13px] text-muted tabular">
                {plural(requests, 'request')}
                {off !== undefined && ` · ${offWords(off)}`}
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function offWords(ratio: number): string {
  const percent = Math.round((ratio - 1) * 1000) / 10;
  if (percent === 0) return 'billed as estimated';
  return `billed ${Math.abs(percent)} % ${percent > 0 ? 'over' : 'under'} the estimate`;
}
