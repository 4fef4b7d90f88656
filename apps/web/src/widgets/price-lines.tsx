import type { Estimate } from '@/api/client';
import { dollars } from '@/lib/format';

const price = (usd: number | undefined) => (usd === undefined ? 'unknown' : usd === 0 ? 'free' : dollars(usd));

/** A bill: so many of a step, at so much each, and all of it. Steps with nothing left to make are passed over. */
export function PriceLines({ estimate, total = 'Total' }: { estimate: Estimate; total?: string }) {
  const lines = estimate.steps.filter(({ count }) => count > 0);
  return (
    <div className="flex flex-col gap-1.5 text-[13px]">
      {lines.length === 0 && <p className="text-muted">Nothing more is made.</p>}
      <dl className="flex flex-col gap-1.5">
        {lines.map((line) => (
          <div key={line.step_id} className="flex justify-between gap-3">
            <dt className="text-muted tabular">
              {line.label} · {line.count} × {price(line.unit_usd)}
            </dt>
            <dd className="font-[600] tabular">{price(line.total_usd)}</dd>
          </div>
        ))}
        <div className="mt-1 flex justify-between border-t border-line pt-2 text-sm">
          <dt className="font-[640]">{total}</dt>
          <dd className="font-[640] tabular">{dollars(estimate.total_usd)}</dd>
        </div>
      </dl>
      {estimate.unpriced.length > 0 && (
        <p className="text-muted">Without the price of {estimate.unpriced.join(', ')}, which nobody has told.</p>
      )}
      {estimate.uncounted.length > 0 && (
        <p className="text-muted">How many {estimate.uncounted.join(', ')} will be is only known while it runs.</p>
      )}
    </div>
  );
}
