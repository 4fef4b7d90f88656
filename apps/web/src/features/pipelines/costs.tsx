import { useQuery } from '@tanstack/react-query';
import type { Pipeline } from '@/api/client';
import { dollars, sentence } from '@/lib/format';
import { PriceLines } from '@/widgets/price-lines';
import { priceQuery } from './queries';

const usd = (micro: number | undefined) => (micro === undefined ? '?' : dollars(micro / 1e6));

/** Estimated and paid by step, and what is left to pay. */
export function Costs({ pipeline }: { pipeline: Pipeline }) {
  const { data: price } = useQuery(priceQuery(pipeline.id));
  return (
    <div className="grid gap-6 lg:grid-cols-[1fr_20rem]">
      <div
        className="overflow-x-auto rounded-media border border-line bg-panel"
        tabIndex={0}
        role="region"
        aria-label="Cost by step"
      >
        <table className="w-full text-[13px] tabular">
          <thead className="text-left text-muted [&_th]:px-3 [&_th]:py-2.5 [&_th]:font-[520]">
            <tr>
              <th>Step</th>
              <th>Model</th>
              <th className="text-right">Tasks</th>
              <th className="text-right">Estimated</th>
              <th className="text-right">Paid</th>
            </tr>
          </thead>
          <tbody className="[&_td]:px-3 [&_td]:py-2 [&_th]:px-3">
            {pipeline.steps.map((step) => (
              <tr key={step.id} className="border-t border-line">
                <th className="text-left font-[560]">{sentence(step.id)}</th>
                <td className="text-muted">{step.model}</td>
                <td className="text-right">{step.tasks}</td>
                <td className="text-right text-muted">{usd(step.cost_estimate)}</td>
                <td className="text-right font-[560]">
                  {usd(step.cost_actual)}
                  {step.cost_untold > 0 && <span className="block text-muted">{step.cost_untold} not told yet</span>}
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot className="[&_td]:px-3 [&_td]:py-2.5 [&_th]:px-3">
            <tr className="border-t border-line-strong text-sm font-[640]">
              <th className="text-left">Total</th>
              <td />
              <td />
              <td className="text-right">{usd(pipeline.cost_estimate)}</td>
              <td className="text-right">{usd(pipeline.cost_actual)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
      {price && (
        <section aria-label="What is left" className="self-start rounded-media border border-line bg-panel p-3">
          <h3 className="mb-2 text-[13px] font-[600]">What is left to make</h3>
          <PriceLines estimate={price.left} />
        </section>
      )}
    </div>
  );
}
